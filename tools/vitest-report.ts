// Reads what vitest's JSON reporter wrote: counts, and every failure in words.
import { relative } from 'node:path';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Report {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
}

// Frames of vitest and Node say nothing about the test; what is left points into the project.
const foreignFrame = /^\s+at .*(?:node_modules|node:)/;

const inWords = (messages: string[]): string =>
  messages
    .join('\n')
    .split('\n')
    .filter((line) => !foreignFrame.test(line))
    .map((line) => `    ${line}`)
    .join('\n');

/**
 * Counts a run.
 *
 * Shape: `text` is the report, undefined where none was written; `code` and `output` are of the runner itself; `root` shortens file names.
 * A file that could not be loaded counts as one failed. A runner that crashed, or that ran no test at all, counts as one failed: silence is not success.
 */
export function readVitest(text: string | undefined, code: number, output: string, root: string): { counts: Counts; failure: string } {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  if (text === undefined)
    return { counts: { ...counts, failed: 1 }, failure: `The test runner ended with ${String(code)} and wrote no report.\n${output}` };

  const failures: string[] = [];
  for (const file of (JSON.parse(text) as Report).testResults) {
    const name = relative(root, file.name);
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') {
        counts.failed += 1;
        failures.push(`  ${name}: ${test.fullName}\n${inWords(test.failureMessages ?? [])}`);
      } else counts.skipped += 1;
    }
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      counts.failed += 1;
      failures.push(`  ${name}: the file did not run\n${inWords([file.message ?? ''])}`);
    }
  }
  const ran = counts.passed + counts.failed;
  if (ran === 0) failures.push(`  no test ran\n${output}`);
  else if (code !== 0 && counts.failed === 0) failures.push(`  the test runner ended with ${String(code)}\n${output}`);
  if (failures.length > 0 && counts.failed === 0) counts.failed = 1;
  return { counts, failure: failures.join('\n\n') };
}
