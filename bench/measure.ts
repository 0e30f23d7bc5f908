// One measure in a process of its own: `node bench/measure.ts <measure> <far as JSON>`; prints its numbers as JSON.
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { delays, median, securities, subjectNames, type Far, type Security, type SubjectName } from './shapes.ts';
import { subject, type SignIn } from './subjects.ts';
import { practiceAccount } from '../practice/behaviours.ts';

const [measure = '', given = '{}'] = process.argv.slice(2);
const far = JSON.parse(given) as Far;
const subjects = new Map<SubjectName, SignIn>(subjectNames.map((name) => [name, subject(name, far.ca)]));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Medians by `<subject>, <case>`, and beside them `ours / <subject>, <case>`: the median of the ratios of each turn, for a machine has moods. */
function withRatios(all: Map<string, number[]>): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [key, values] of all) {
    numbers[key] = median(values);
    const own = all.get(key.replace(/^.*, (?=[^,]*$)/, 'ours, ')) ?? [];
    numbers[`ours / ${key}`] = median(values.map((value, turn) => (own[turn] ?? NaN) / value));
  }
  return numbers;
}

/** Sign-ins of each before anything is counted: compiled and with full caches, as a service that has run for a while. */
const warmUps = { timed: 20, counted: 500 };

async function warmUp(times: number): Promise<void> {
  for (const signIn of subjects.values())
    for (const security of securities) for (let n = 0; n < times; n += 1) await signIn(security, far[security].direct);
}

/** Runs a program that ends with 0 when it has signed in. */
function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: 20_000, env: { ...process.env, LC_ALL: 'C' } }, (error) => {
      if (error) reject(new Error(`${program} did not sign in`));
      else resolve();
    });
  });
}

/** A sign-in and a NOOP. */
function curl(security: Security, port: number): Promise<void> {
  const scheme = security === 'implicit-tls' ? 'smtps' : 'smtp';
  const login = `${practiceAccount.username}:${practiceAccount.appPassword}`;
  const to = ['--resolve', `localhost:${String(port)}:127.0.0.1`, `${scheme}://localhost:${String(port)}`];
  return run('curl', ['-sS', ...to, '--ssl-reqd', '--cacert', process.env.BENCH_CA ?? '', '--user', login, '-X', 'NOOP']);
}

const swaksRoot = process.env.BENCH_SWAKS ?? '';

function swaks(security: Security, port: number): Promise<void> {
  const to = ['--server', '127.0.0.1', '--port', String(port), '--helo', 'client.example', '--to', 'nobody@example.com'];
  const tls = ['--tls-verify', '--tls-ca-path', '/etc/bench-ca.pem', '--tls-sni', 'localhost', '--tls-verify-target', 'localhost'];
  const login = ['--auth', 'PLAIN', '--auth-user', practiceAccount.username, '--auth-password', practiceAccount.appPassword];
  const args = [...to, security === 'starttls' ? '--tls' : '--tls-on-connect', ...tls, ...login, '--quit-after', 'AUTH'];
  return run('chroot', [swaksRoot, '/usr/bin/perl', '/usr/bin/swaks', ...args]);
}

/** Round trips as a slope, by subject and encryption: what it takes at the longer delay less what it takes at the shorter. */
async function roundTrips(): Promise<Record<string, number>> {
  await warmUp(warmUps.timed);
  if (existsSync(swaksRoot)) await copyFile(process.env.BENCH_CA ?? '', `${swaksRoot}/etc/bench-ca.pem`).catch(() => undefined);
  const all: [string, SignIn][] = [...subjects, ['curl', curl], ['swaks', swaks]];
  const found = await Promise.all(
    all.flatMap(([name, signIn]) =>
      securities.map(async (security): Promise<[string, number] | undefined> => {
        const slopes: number[] = [];
        for (let round = 0; round < 5; round += 1) {
          const near = await timed(() => signIn(security, far[security].late[0])).catch(() => NaN);
          const distant = await timed(() => signIn(security, far[security].late[1])).catch(() => NaN);
          slopes.push((distant - near) / (delays[1] - delays[0]));
        }
        return slopes.some(Number.isNaN) ? undefined : [`${name}, ${security}`, median(slopes)];
      }),
    ),
  );
  return Object.fromEntries(found.filter((entry) => entry !== undefined));
}

/** Milliseconds of processor time for each sign-in, in turns; the far side has a process of its own and is not counted. */
async function processor(): Promise<Record<string, number>> {
  await warmUp(warmUps.counted);
  const spent = new Map<string, number[]>();
  for (let round = 0; round < 20; round += 1) {
    for (const security of securities) {
      for (const [name, signIn] of subjects) {
        const before = process.cpuUsage();
        const count = 25;
        for (let n = 0; n < count; n += 1) await signIn(security, far[security].direct);
        const { user, system } = process.cpuUsage(before);
        const key = `${name}, ${security}`;
        spent.set(key, [...(spent.get(key) ?? []), (user + system) / 1000 / count]);
      }
    }
  }
  return withRatios(spent);
}

/** Sign-ins a second with so many at once (STARTTLS), in turns; the far side shares the machine. */
async function throughput(): Promise<Record<string, number>> {
  await warmUp(warmUps.counted);
  const rates = new Map<string, number[]>();
  for (const atOnce of [1, 32, 256]) {
    for (let round = 0; round < 7; round += 1) {
      for (const [name, signIn] of subjects) {
        let left = atOnce === 1 ? 50 : 2 * Math.max(128, atOnce);
        const count = left;
        const worker = async (): Promise<void> => {
          while (left > 0) {
            left -= 1;
            await signIn('starttls', far.starttls.direct);
          }
        };
        const ms = await timed(() => Promise.all(Array.from({ length: atOnce }, worker)));
        const key = `${name}, ${String(atOnce)}`;
        rates.set(key, [...(rates.get(key) ?? []), count / (ms / 1000)]);
      }
    }
  }
  return withRatios(rates);
}

/** kB of memory for each sign-in that waits for an answer to AUTH (STARTTLS). */
async function held(name: SubjectName, count: number): Promise<Record<string, number>> {
  const signIn = subjects.get(name);
  if (!signIn) throw new Error(`nobody is called ${name}`);
  // What the process grows by under load is not what a connection costs, so it has carried the same load before.
  for (let round = 0; round < 4; round += 1) {
    await Promise.all(Array.from({ length: 256 }, () => signIn('starttls', far.starttls.direct)));
  }
  const settle = async (): Promise<number> => {
    for (let n = 0; n < 4; n += 1) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return process.memoryUsage.rss();
  };
  const before = await settle();
  let failed = 0;
  for (let n = 0; n < count; n += 1) {
    signIn('starttls', far.starttls.silent).catch(() => (failed += 1));
    // So many at once that they stand soon, and so few that handshakes do not queue up.
    if (n % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 60));
  }
  let standing = 0;
  for (let tries = 0; tries < 200 && standing < count; tries += 1) {
    standing = await new Promise<number>((resolve) => {
      process.once('message', (answer: { held: number }) => {
        resolve(answer.held);
      });
      process.send?.('held?');
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const after = await settle();
  return { kB: (after - before) / 1024 / count, standing, failed };
}

const [what, name = '', count = '0'] = measure.split(':');
const numbers =
  what === 'round-trips'
    ? await roundTrips()
    : what === 'processor'
      ? await processor()
      : what === 'throughput'
        ? await throughput()
        : await held(name as SubjectName, Number(count));
writeFileSync(1, JSON.stringify(numbers));
process.exit(0);
