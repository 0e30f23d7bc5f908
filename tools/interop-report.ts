// What a run of tools/interop.ts says for whoever reads it from outside.
import type { Counts } from './vitest-report.ts';

/** A part that could not run here, and why; a whole sentence. */
export const notRun = (name: string, why: string): string => `${name} did not run: ${why}`;

export interface Interop {
  counts: Counts;
  /** Why all or a part did not run, a line each. */
  notRun: string[];
  /** Empty where nothing failed. */
  failure: string;
}

/**
 * Counts a run by its output. `code` is its exit code.
 * A run that ended before it counted is one failure: only a run that says so itself did not run.
 */
export function readInterop(output: string, code: number): Interop {
  const lines = output.trim().split('\n');
  const notRun = lines.filter((line) => /^\S.* did not run: /.test(line));
  const [, passed, failed, skipped = '0'] = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(lines.at(-1) ?? '') ?? [];
  if (passed === undefined || failed === undefined)
    return { counts: { passed: 0, failed: 1, skipped: 0 }, notRun, failure: `It ended with ${String(code)} before it counted.\n${output}` };
  const counts = { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
  if (counts.failed === 0 && code !== 0) counts.failed = 1;
  // The rows that passed are of no interest then.
  const from = lines.findIndex((line) => line.startsWith('──'));
  return { counts, notRun, failure: counts.failed === 0 ? '' : lines.slice(Math.max(from, 0)).join('\n') };
}
