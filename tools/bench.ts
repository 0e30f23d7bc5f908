// npm run bench: what a check costs, beside nodemailer's verify(), in one run. Prints tables; nothing here fails on a number.
// `npm run bench -- quick` leaves out throughput and memory.
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median, programNames, securities, subjectNames, type Far, type SubjectName } from '../bench/shapes.ts';
import { root } from './process.ts';

type Numbers = Record<string, number>;

const folder = join(root, '.cache/bench');
const ca = join(folder, 'ca.pem');
/** Where `npm run test:interop` leaves swaks. */
const swaks = join(root, '.cache/interop/swaks/root');
/** Sign-ins that are held open at once when memory is measured. */
const heldAtOnce = 1_000;
/** Each in a process of its own: how much a heap has grown before is chance, and a median is less of it. */
const heldRounds = 3;

function startFar(): Promise<{ far: Far; process: ChildProcess }> {
  const child = fork(join(root, 'bench/far.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  return new Promise((resolve, reject) => {
    child.once('message', (far) => {
      resolve({ far: far as Far, process: child });
    });
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error('the far side of the bench ended before it stood'));
    });
  });
}

/** One measure against a far side of its own, so that none inherits what another has left. */
async function measure(what: string): Promise<Numbers> {
  const { far, process: server } = await startFar();
  try {
    await writeFile(ca, far.ca);
    const child = fork(join(root, 'bench/measure.ts'), [what, JSON.stringify(far)], {
      execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      // Defaults know only the roots of the process.
      env: { ...process.env, NODE_EXTRA_CA_CERTS: ca, BENCH_CA: ca, BENCH_SWAKS: swaks },
    });
    // Who measures asks the far side through us.
    child.on('message', (question) => void server.send(question));
    server.on('message', (answer) => void (child.connected && child.send(answer)));
    let output = '';
    child.stdout?.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`the measure ${what} ended with ${String(code)}`);
    return JSON.parse(output) as Numbers;
  } finally {
    server.disconnect();
  }
}

const width = 24;
const show = (value: number | undefined, digits: number): string => (value === undefined ? '-' : value.toFixed(digits)).padStart(12);
const line = (name: string, ...cells: string[]): void => {
  console.log(`${name.padEnd(width)}${cells.join('')}`);
};
const head = (name: string, ...cells: string[]): void => {
  console.log('');
  line(name, ...cells.map((cell) => cell.padStart(12)));
};
const started = performance.now();
await mkdir(folder, { recursive: true });

const trips = await measure('round-trips');
head('round trips', 'STARTTLS', 'implicit');
for (const name of [...subjectNames, ...programNames]) {
  const cells = securities.map((security) => trips[`${name}, ${security}`]);
  line(name, ...(cells.every((cell) => cell === undefined) ? ['     not run'] : cells.map((cell) => show(cell, 2))));
}
console.log('curl also sends NOOP; curl and swaks wait for the answer to QUIT. swaks is there after npm run test:interop, as root.');
line('wanted of ours', show(7.05, 2), show(5.05, 2));

const spent = await measure('processor');
head('processor ms a check', 'STARTTLS', 'implicit');
for (const name of subjectNames) line(name, ...securities.map((security) => show(spent[`${name}, ${security}`], 2)));
for (const other of subjectNames.slice(1)) {
  line(`ours / ${other}`, ...securities.map((security) => show(spent[`ours / ${other}, ${security}`], 2)));
}

console.log(`\n${(await promisify(execFile)(process.execPath, [join(root, 'bench/explain.ts')])).stdout.trim()}`);

if (!process.argv.includes('quick')) {
  const rates = await measure('throughput');
  const loads = ['1', '32', '256'];
  head('checks a second', ...loads.map((load) => `${load} at once`));
  for (const name of subjectNames) line(name, ...loads.map((load) => show(rates[`${name}, ${load}`], 0)));
  for (const other of subjectNames.slice(1)) {
    line(`ours / ${other}`, ...loads.map((load) => show(rates[`ours / ${other}, ${load}`], 2)));
  }

  head('held open at AUTH', 'kB each', 'held');
  const memory = new Map<SubjectName, number[]>();
  for (let round = 0; round < heldRounds; round += 1) {
    for (const name of subjectNames) {
      const { kB = NaN, standing = 0, failed = 0 } = await measure(`held:${name}:${String(heldAtOnce)}`);
      if (standing - failed !== heldAtOnce) throw new Error(`of ${name} only ${String(standing - failed)} were held open`);
      memory.set(name, [...(memory.get(name) ?? []), kB]);
    }
  }
  const kB = (name: SubjectName): number => median(memory.get(name) ?? []);
  for (const name of subjectNames) line(name, show(kB(name), 1), show(heldAtOnce, 0));
  for (const other of subjectNames.slice(1)) line(`ours / ${other}`, show(kB('ours') / kB(other), 2));
}

console.log(
  `\n${((performance.now() - started) / 1000).toFixed(0)} s, Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
);
