// npm test: everything that can be proven here, a line each, and a last line of exactly "N passed, N failed".
// Two lanes, because two cores are what there is: the site and its tests in one, form and types in the other. The third, real servers,
// mostly waits, for the network and for them; it takes what the others leave.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDay } from '../src/site/write-knowledge.ts';
import { buildIfNeeded, BuildError } from './build.ts';
import { readInterop } from './interop-report.ts';
import { root, run } from './process.ts';
import { readVitest, type Counts } from './vitest-report.ts';

const all = process.argv.includes('--all');
const sum: Counts = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];

function tell(name: string, seconds: number, counts: Counts, failure = ''): void {
  sum.passed += counts.passed;
  sum.failed += counts.failed;
  sum.skipped += counts.skipped;
  const words = counts.failed > 0 ? `${String(counts.failed)} failed` : counts.passed > 1 ? `${String(counts.passed)} passed` : 'passed';
  console.log(`${name.padEnd(34)} ${words.padEnd(14)} ${seconds.toFixed(1)} s`);
  if (failure !== '') failures.push(`── ${name} ──\n${failure.trim()}`);
}

const one = (good: boolean): Counts => ({ passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 });

/** One program that counts as one test. */
async function step(name: string, program: Parameters<typeof run>[0], args: string[]): Promise<void> {
  const { code, output, seconds } = await run(program, args);
  tell(name, seconds, one(code === 0), code === 0 ? '' : output);
}

async function build(): Promise<boolean> {
  const started = performance.now();
  try {
    const { built, pages, seconds } = await buildIfNeeded();
    tell(built ? `build, ${String(pages)} pages` : `build, ${String(pages)} pages, unchanged`, seconds, one(true));
    return true;
  } catch (error) {
    const failure = error instanceof BuildError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell('build', (performance.now() - started) / 1000, one(false), failure);
    return false;
  }
}

async function suites(): Promise<void> {
  const report = join(root, '.cache/vitest.json');
  await mkdir(join(root, '.cache'), { recursive: true });
  await rm(report, { force: true });
  const { code, output, seconds } = await run('vitest', ['run', '--reporter=json', `--outputFile=${report}`, '--silent=passed-only'], {
    env: { BUILD_DATE: buildDay(), ...(all && { TEST_ALL: '1' }) },
  });
  const { counts, failure } = readVitest(await readFile(report, 'utf8').catch(() => undefined), code, output, root);
  tell('tests', seconds, counts, failure);
}

/** How long the real servers may take, their packages included, before they count as failed. */
const interopMs = 400_000;

async function interop(): Promise<void> {
  const { code, output, seconds } = await run('interop', [], { nice: 5, atMostMs: interopMs, env: { BUILD_DATE: buildDay() } });
  const { counts, notRun, failure } = readInterop(output, code);
  if (counts.passed + counts.failed > 0) tell('interop', seconds, counts, failure);
  for (const line of notRun) console.log(line);
}

const siteIsBuilt = build();
await Promise.all([
  interop(),
  siteIsBuilt.then(suites),
  (async () => {
    await step('format', 'prettier', ['--check', '.', '--log-level', 'warn']);
    // Rules and types read .astro/types.d.ts, which the build writes.
    await siteIsBuilt;
    await step('lint', 'eslint', ['.', '--max-warnings', '0']);
    await step('types of the engine, no runtime', 'tsc', ['-p', 'src/tsconfig.pure.json', '--noEmit']);
    await step('types', 'tsc', ['-p', 'tsconfig.json', '--noEmit']);
    await step('types of the pages', 'astro', ['check', '--minimumSeverity', 'warning', '--minimumFailingSeverity', 'warning']);
  })(),
]);

for (const failure of failures) console.log(`\n${failure}`);
if (sum.passed + sum.failed === 0) sum.failed = 1;
if (sum.skipped > 0) console.log(`\n${String(sum.skipped)} skipped: what they need is not on this machine`);
console.log(`\n${String(sum.passed)} passed, ${String(sum.failed)} failed`);
process.exit(sum.failed > 0 ? 1 : 0);
