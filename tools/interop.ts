// npm run test:interop, and a lane of npm test: our check and swaks side by side against real servers from Debian's packages.
// Ends with "N passed, N failed"; what could not run here is said in a line and is no failure (interop-report.ts reads both).
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from '../src/knowledge/load.ts';
import { buildDay } from '../src/site/write-knowledge.ts';
import { answering, furnish, type Program } from '../test/interop/chroot.ts';
import { admit, lock, NotHere, Packages } from '../test/interop/debian.ts';
import { exim } from '../test/interop/exim.ts';
import { rowsFor, type Row } from '../test/interop/matrix.ts';
import { opensmtpd } from '../test/interop/opensmtpd.ts';
import { differences, knows, outcomeOf, runOurs } from '../test/interop/ours.ts';
import { postfix } from '../test/interop/postfix.ts';
import { chooseDoors, type Door, type Kind } from '../test/interop/servers.ts';
import { knownDifferences, prepareSwaks, runSwaks, swaksPackages } from '../test/interop/swaks.ts';
import { notRun } from './interop-report.ts';
import { root as project } from './process.ts';

const startMs = 60_000;
const sum = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const reasons = new Map<string, number>();

const cells = (...texts: string[]): string =>
  texts
    .map((text, index) => text.padEnd([13, 12, 7, 13, 14, 21, 11, 29, 21][index] ?? 0))
    .join(' ')
    .trimEnd();

function judge(name: string, problems: string[], context: string): boolean {
  if (problems.length === 0) {
    sum.passed += 1;
    return true;
  }
  sum.failed += 1;
  failures.push(`── ${name} ──\n${problems.join('\n')}\n${context}`);
  return false;
}

async function tryRow(
  kind: Kind,
  row: Row,
  doors: readonly Door[],
  swaks: string,
  knowledge: Awaited<ReturnType<typeof load>>,
): Promise<void> {
  const wanted = row.crossed === true ? (row.security === 'starttls' ? 'implicit-tls' : 'starttls') : row.security;
  const door = doors.find(({ security, certificate }) => security === wanted && certificate === row.certificate);
  if (!door) throw new Error('no door for this row');
  const shown = [
    row.security === 'starttls' ? 'STARTTLS' : 'implicit',
    row.crossed === true ? 'other door' : row.certificate,
    row.mechanism,
    row.secret,
  ];
  const [encryption = '', certificate = '', ...rest] = shown;
  const head = [
    kind.name.split(' ')[0] ?? '',
    encryption,
    certificate.replace('other-name', 'name').replace('other door', 'door'),
    ...rest,
  ];
  if (!knows(row)) {
    sum.skipped += 2;
    console.log(cells(...head, 'skipped: the engine does not know this mechanism yet'));
    return;
  }
  const [ours, theirs] = await Promise.all([runOurs(row, door, knowledge), runSwaks(swaks, row, door)]);
  const outcome = outcomeOf(ours.report);
  const name = head.join(', ');
  const asExpected = judge(name, differences(row, ours), ours.lines.join('\n'));
  const known = knownDifferences.find(({ when, says }) => when(row) && says === theirs.outcome && says !== outcome);
  if (known) reasons.set(known.reason, (reasons.get(known.reason) ?? 0) + 1);
  const agrees = theirs.outcome === outcome || known !== undefined;
  judge(`${name}, beside swaks`, agrees ? [] : [`we say "${outcome}", swaks says "${theirs.outcome}"`], agrees ? '' : theirs.transcript);
  const mark = `${asExpected ? '' : 'UNEXPECTED '}${agrees ? '' : 'DISAGREES'}`;
  console.log(
    cells(...head, outcome, ours.report.verdict, ours.report.causes[0]?.cause ?? '', `swaks: ${theirs.outcome}${known ? ' *' : ''}`, mark),
  );
}

async function tryServer(kind: Kind, packages: Packages, swaks: Promise<string>, knowledge: ReturnType<typeof load>): Promise<void> {
  const programs: Program[] = [];
  let logFile: string | undefined;
  const before = sum.failed;
  try {
    const { root, versions } = await packages.unpack(kind.id, kind.release, kind.packages);
    const beside = await swaks;
    await furnish(root);
    const doors = await chooseDoors();
    const started = await kind.start(root, doors);
    programs.push(...started.programs);
    if (started.logFile !== undefined) logFile = join(root, started.logFile);
    await answering(
      doors.map(({ port }) => port),
      startMs,
    );
    console.log(`${kind.name}: ${versions.join(', ')}`);
    for (const row of rowsFor(kind)) await tryRow(kind, row, doors, beside, await knowledge);
  } catch (error) {
    if (error instanceof NotHere) console.log(notRun(kind.name, error.message));
    else judge(kind.name, [error instanceof Error ? error.message : String(error)], '');
  } finally {
    if (sum.failed > before) {
      const log = logFile === undefined ? '' : await readFile(logFile, 'utf8').catch(() => '');
      failures.push(`── the newest words of ${kind.name} ──\n${programs.map((program) => program.output()).join('')}${log}`.slice(-4_000));
    }
    await Promise.all(programs.map((program) => program.stop()));
  }
}

async function all(folder: string, archive: string): Promise<void> {
  const packages = new Packages(folder, archive);
  const knowledge = load(project, buildDay());
  const swaks = packages.unpack('swaks', 'trixie', swaksPackages).then(async ({ root }) => {
    await furnish(root);
    await prepareSwaks(root);
    return root;
  });
  // Who waits for it hears of its failure; until then nobody may.
  swaks.catch(() => undefined);
  console.log(cells('server', 'encryption', 'cert', 'mechanism', 'credentials', 'outcome', 'verdict', 'first cause', 'beside it'));
  await Promise.all([postfix, exim, opensmtpd].map((kind) => tryServer(kind, packages, swaks, knowledge)));
}

const folder = join(project, '.cache/interop');
const started = performance.now();
try {
  const archive = await admit(folder);
  const unlock = await lock(folder);
  await all(folder, archive).finally(unlock);
} catch (error) {
  if (!(error instanceof NotHere)) throw error;
  console.log(notRun('interop', error.message));
}
for (const [reason, count] of reasons) console.log(`\n* ${String(count)} times: ${reason}.`);
for (const failure of failures) console.log(`\n${failure}`);
console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(`${String(sum.passed)} passed, ${String(sum.failed)} failed${sum.skipped > 0 ? `, ${String(sum.skipped)} skipped` : ''}`);
process.exit(sum.failed > 0 ? 1 : 0);
