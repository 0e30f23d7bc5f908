// npm run bench:load: a thousand checks at once against servers that drip, hang and flood, visitors who leave, ten thousand requests that are none,
// and the end of it all. Site, mail servers and visitors are three processes on loopback. Prints what was measured and what is wanted; nothing fails
// on a number. Takes 90 seconds. `npm run bench:load -- 200` holds so many checks instead.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { badRequests } from '../bench/load/bad-requests.ts';
import { askPages, beginCheck, type Check, type Told } from '../bench/load/client.ts';
import { exchange } from '../bench/load/exchange.ts';
import { isFlood, megabytes, percentile, storyNames, type Held, type Hostile, type SiteState, type Story } from '../bench/load/shapes.ts';
import { root } from './process.ts';

const wanted = { atOnce: Number(process.argv[2] ?? 1_000), badRequests: 10_000 };
/** Milliseconds in which the checks begin; the slowest of them first, so that all are there at once. */
const rampMs = 10_000;
/** Milliseconds between two pages, and two floods that are asked for again. */
const every = { page: 10, flood: 40, sample: 250 } as const;
const folder = join(root, '.cache/bench');
const children: ChildProcess[] = [];
/** What the Dockerfile gives Node. */
const serverFlags = /^CMD \["node", (.*)\]$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8'))?.[1]?.match(/--[a-z-]+=\d+/g) ?? [];

async function start<T>(file: string, env: Record<string, string> = {}): Promise<{ child: ChildProcess; first: T }> {
  const flags = file === 'site.ts' ? serverFlags : [];
  const execArgv = ['--disable-warning=ExperimentalWarning', ...flags];
  const child = fork(join(root, 'bench/load', file), { execArgv, env: { ...process.env, ...env } });
  children.push(child);
  const [first] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`${file} ended before it stood`);
    }),
  ])) as [T];
  return { child, first };
}

async function ask<T>(child: ChildProcess): Promise<T> {
  const answer = once(child, 'message');
  child.send('?');
  return ((await answer) as [T])[0];
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const line = (what: string, value: string, goal = ''): void => {
  console.log(`${what.padEnd(58)}${value.padStart(16)}${goal === '' ? '' : `   wanted: ${goal}`}`);
};
const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

/** How a check ended, in a word. */
const endOf = ({ status, last }: Told): string =>
  status !== 200 ? `status ${String(status)}` : last?.type === 'report' ? `report: ${last.verdict ?? '?'}` : (last?.type ?? 'no answer');

function tally(values: readonly (string | number)[]): string {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([value, count]) => `${String(count)} × ${String(value)}`)
    .join(', ');
}

const started = performance.now();
const loadBefore = loadavg()[0] ?? NaN;
try {
  await mkdir(folder, { recursive: true });
  const { child: servers, first: hostile } = await start<Hostile>('hostile.ts');
  const caFile = join(folder, 'load-ca.pem');
  await writeFile(caFile, hostile.ca);
  const { child: site, first: url } = await start<string>('site.ts', {
    PORT: '0',
    LIMITS: 'off',
    MAX_CHECKS: '5000',
    PRACTICE: 'off',
    EXTRA_CA: caFile,
    // Nobody answers there: what asks for a name on the way gets none.
    DNS_SERVER: '127.0.0.1:9',
    ALLOW_TARGETS: Object.values(hostile.ports)
      .map((port) => `localhost:${String(port)}`)
      .join(),
  });
  const sitePort = Number(new URL(url).port);
  const state = (): Promise<SiteState> => ask<SiteState>(site);
  const mailPort = (story: Story): number => hostile.ports[story];

  // Pages alone, then pages beside the checks.
  const alone = askPages(sitePort, every.page);
  await sleep(3_000);
  await alone.stop();
  const idle = await state();

  const slowSockets = Array.from({ length: 50 }, () => slowRequest(sitePort));
  const beside = askPages(sitePort, every.page);
  const samples: SiteState[] = [];
  const sampler = setInterval(() => void state().then((one) => samples.push(one)), every.sample);
  const told: { story: Story; told: Promise<Told> }[] = [];
  const begin = (story: Story): Check => {
    const check = beginCheck(sitePort, mailPort(story));
    told.push({ story, told: check.told });
    return check;
  };
  const slowest: Story[] = ['late in everything'];
  const stubborn = storyNames.filter((story) => !isFlood(story) && !slowest.includes(story));
  const order = [
    ...Array.from({ length: Math.floor(wanted.atOnce / 4) }, () => slowest[0]),
    ...Array.from({ length: Math.ceil((wanted.atOnce * 3) / 4) }, (_, at) => stubborn[at % stubborn.length]),
  ].filter((story) => story !== undefined);
  const floods = storyNames.filter(isFlood);
  let flooded = 0;
  const flood = setInterval(() => {
    const story = floods[(flooded += 1) % floods.length];
    if (story) begin(story);
  }, every.flood);
  const rampStarted = performance.now();
  for (const [at, story] of order.entries()) {
    const due = rampStarted + (at * rampMs) / order.length;
    if (due > performance.now()) await sleep(due - performance.now());
    begin(story);
  }
  // The longest wait of the others is 20 s; floods go on until the first of them have ended.
  await sleep(9_000);
  clearInterval(flood);
  const ends = await Promise.all(told.map(async ({ story, told: one }) => ({ story, ...(await one) })));
  clearInterval(sampler);
  await beside.stop();
  const slowEnds = await Promise.all(slowSockets);
  const peak = Math.max(...samples.map(({ rss }) => rss));
  const atOnce = Math.max(...samples.map(({ running }) => running));
  const longest = Math.max(...ends.map((end) => end.ms));

  // Visitors who leave while the mail server thinks.
  const leaving = Array.from({ length: 200 }, () => beginCheck(sitePort, mailPort('silent after AUTH')));
  await Promise.all(leaving.map((check) => check.until('AUTH')));
  const before = (await ask<Held>(servers)).open;
  const left = performance.now();
  for (const check of leaving) check.leave();
  let stillOpen = before;
  while (stillOpen > 0 && performance.now() - left < 5_000) {
    await sleep(5);
    stillOpen = (await ask<Held>(servers)).open;
  }
  const goneMs = performance.now() - left;

  // What no client of ours sends.
  const memory: number[] = [(await state()).rss];
  const bad = badRequests(wanted.badRequests, 20_261_125);
  const statuses: number[] = [];
  const badStarted = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      for (let one = bad[next++]; one; one = bad[next++]) {
        statuses.push((await exchange(sitePort, one.bytes)).status);
        if (statuses.length % 2_500 === 0) memory.push((await state()).rss);
      }
    }),
  );
  const badMs = performance.now() - badStarted;
  const after = await state();

  // The end: checks that hang, a connection kept alive, a body half sent.
  const hanging = Array.from({ length: 100 }, () => beginCheck(sitePort, mailPort('silent after AUTH')));
  await Promise.all(hanging.map((check) => check.until('AUTH')));
  const idleSocket = connect({ port: sitePort, host: '127.0.0.1' }).on('error', () => undefined);
  idleSocket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  idleSocket.resume();
  const half = slowRequest(sitePort);
  const exit = once(site, 'exit') as Promise<[number | null]>;
  const asked = performance.now();
  site.kill('SIGTERM');
  const last = await Promise.all(hanging.map((check) => check.told));
  const [code] = await exit;
  const exitMs = performance.now() - asked;
  await half;
  idleSocket.destroy();

  console.log(`${String(atOnce)} checks at once against ${String(storyNames.length)} servers that drip, hang and flood\n`);
  line('pages alone: p50, p99', `${ms(percentile(alone.times, 0.5))}, ${ms(percentile(alone.times, 0.99))}`);
  line('pages beside: p50', ms(percentile(beside.times, 0.5)));
  line('pages beside: p99', ms(percentile(beside.times, 0.99)), '≤ 50 ms');
  line(
    'pages beside: longest; asked for; not answered',
    `${ms(percentile(beside.times, 1))}; ${String(beside.times.length)}; ${String(beside.failed)}`,
  );
  line('memory idle', `${megabytes(idle.rss)} MB`);
  line('memory at most', `${megabytes(peak)} MB`, '≤ 250 MB');
  line('memory above idle', `${megabytes(peak - idle.rss)} MB`, '≤ 100 MB');
  line('checks begun; of them floods', `${String(ends.length)}; ${String(flooded)}`);
  line('longest check', ms(longest), '≤ 45 s');
  console.log(`how they ended: ${tally(ends.map(endOf))}`);
  for (const story of storyNames) {
    const mine = ends.filter((end) => end.story === story);
    console.log(`  ${story.padEnd(28)}${ms(Math.max(...mine.map((end) => end.ms))).padStart(12)} at most   ${tally(mine.map(endOf))}`);
  }
  console.log(`50 bodies of a byte a second: ${tally(slowEnds)}`);
  line(
    `\n${String(before)} visitors left; the last connection to a mail server closed`,
    stillOpen > 0 ? 'not at all' : ms(goneMs),
    '≤ 1 s',
  );
  line(`\n${String(statuses.length)} bad requests`, ms(badMs));
  console.log(`answers: ${tally(statuses)}`);
  line('memory at every 2,500', memory.map(megabytes).join(', '), 'flat');
  line('memory after it all', `${megabytes(after.rss)} MB`);
  line(
    'faults of ours in the log',
    after.faults.length === 0 ? 'none' : tally(after.faults.map((text) => text.replace(/"time":"[^"]*",/, ''))),
  );
  line(`\nSIGTERM with ${String(last.length)} checks that hang: gone after`, ms(exitMs), '≤ 10 s');
  line('with', `code ${String(code)}`, '0');
  console.log(`they were told: ${tally(last.map(endOf))}`);
} finally {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
}
console.log(
  `\n${((performance.now() - started) / 1_000).toFixed(0)} s, Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, Node with ${serverFlags.join(' ')}, load ${loadBefore.toFixed(1)} before, ${loadavg()[0]?.toFixed(1) ?? '?'} after`,
);

/** A request whose body comes a byte a second; resolves with the status, or what became of it. */
function slowRequest(port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write('POST /api/look HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{');
    const drip = setInterval(() => socket.write(' '), 1_000);
    socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      clearInterval(drip);
      resolve(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 'closed without a word');
    });
  });
}
