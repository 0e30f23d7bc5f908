// The self-test in workerd: its stories on the platform's own sockets, and the deployed Worker that relies on it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestHarness } from 'wrangler';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import { root } from '../harness/dist.ts';
import { host, startHosts, stories, type Ports, type Story } from './self-test.stories.ts';

const account = { username: 'scanner@practice.test', password: 'abcdefghijklmnop' };
/** The Workers by the three hosts that they test themselves against. */
const sites = {
  passes: ['good', 'other-name', 'expired'],
  triggered: ['good', 'other-name', 'expired'],
  renewed: ['good', 'other-name', 'good'],
  down: ['nobody', 'other-name', 'expired'],
} satisfies Record<string, (keyof Ports)[]>;
type Site = keyof typeof sites | 'waiting' | 'will-it-send';

let place: Awaited<ReturnType<typeof startHosts>>;
let silent: MailServer;
let harness: TestHarness;
const cleanUps: (() => Promise<void>)[] = [];

beforeAll(async () => {
  place = await startHosts();
  silent = await startMailServer({ host, behaviour: { greeting: [] } });
  const folder = await mkdtemp(join(tmpdir(), 'self-test-'));
  cleanUps.push(
    place.close,
    () => silent.close(),
    () => rm(folder, { recursive: true }),
  );
  await writeFile(join(folder, 'ca.pem'), place.ca);
  // The only way to give workerd a CA. It is read while wrangler is loaded, so wrangler is loaded after it is set.
  process.env['NODE_EXTRA_CA_CERTS'] = join(folder, 'ca.pem');
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const at = (port: number): string => `${host}:${String(port)}`;
  const vars = { ALLOW_TARGETS: at(place.ports.good), SITE_URL: 'http://localhost:4321', LIMITS: 'off' };
  const worker = (name: string, main: string, more: Record<string, string> = {}) => ({
    config: { name, main: join(root, main), compatibility_date: '2026-10-30', vars: { ...vars, ...more } },
  });
  const testing = Object.entries(sites).map(([name, kinds]) =>
    worker(name, 'functions/entry/worker.ts', { SELF_TEST: kinds.map((kind) => at(place.ports[kind])).join() }),
  );
  const waiting = worker('waiting', 'functions/entry/worker.ts', {
    SELF_TEST: [silent.port, place.ports['other-name'], place.ports.expired].map(at).join(),
  });
  harness = createTestHarness({
    root,
    workers: [
      { configPath: join(root, 'wrangler.jsonc'), vars },
      ...testing,
      waiting,
      worker('stories', 'test/functions/self-test.fixture.ts'),
    ],
  });
  cleanUps.push(() => harness.close());
  await harness.listen();
});
afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

describe('its stories', () => {
  test.each(Object.entries(stories))('%s', async (_name, story: Story) => {
    const response = await harness.getWorker('stories').fetch('http://localhost/', {
      method: 'POST',
      body: JSON.stringify({ story, ports: place.ports }),
    });
    expect(await response.text()).toBe(story.ends);
  });
});

async function check(site: Site, password = account.password): Promise<Report> {
  const response = await harness.getWorker(site).fetch('http://localhost/api/check', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ host, port: place.ports.good, security: 'starttls', ...account, password }),
  });
  return (await response.json()) as Report;
}
const ends = ({ verdict, stages }: Report): unknown[] => [
  verdict,
  ...stages.filter(({ stage }) => stage === 'tls' || stage === 'auth').map(({ facts }) => facts.why),
];
const off = ['cannot-tell', 'not-verifiable', 'not-verifiable'];

async function startTls(site: Site): Promise<unknown> {
  const response = await harness.getWorker(site).fetch('http://localhost/api/health');
  return ((await response.json()) as { startTls: unknown }).startTls;
}
/** The daily trigger: its answer comes when the test is over. */
const daily = (site: Site) => harness.getWorker(site).scheduled({ cron: '17 4 * * *' });
const logged = (part: string): number => harness.getLogs().filter(({ message }) => message.includes(part)).length;

describe('a sign-in over STARTTLS', () => {
  test('comes on by itself, beside the first request, where both bad certificates are refused', async () => {
    await expect.poll(() => startTls('passes'), { timeout: 60_000 }).toBe('on');
    const report = await check('passes');
    expect([report.verdict, report.stages.find(({ stage }) => stage === 'auth')?.facts.reply?.code]).toEqual(['works', 235]);
    const wrong = await check('passes', 'wrong-password');
    expect([wrong.verdict, wrong.causes[0]?.cause]).toEqual(['fails', 'auth-wrong-password']);
  });

  test('is on after the daily trigger, before anybody came', async () => {
    await daily('triggered');
    expect(ends(await check('triggered'))).toEqual(['works', undefined, undefined]);
  });

  test('is off without a self-test, and says where to go instead; the daily trigger has nothing to do then', async () => {
    await daily('will-it-send');
    const signIns = place.servers.good.count('AUTH');
    const report = await check('will-it-send');
    expect([...ends(report), ...report.causes]).toEqual(off);
    expect(place.servers.good.count('AUTH')).toBe(signIns);
    expect(await startTls('will-it-send')).toBe('off');
  });

  test('is off while the self-test is not over, and nobody waits for it', async () => {
    expect(ends(await check('waiting'))).toEqual(off);
    expect(await startTls('waiting')).toBe('off');
  });

  test('stays off where the expired certificate was renewed, and the log says so once', async () => {
    await daily('renewed');
    await daily('renewed');
    expect(ends(await check('renewed'))).toEqual(off);
    expect(logged('self-test of STARTTLS could-not-tell, because of the expired host')).toBe(1);
  });

  test('stays off where the good host is down, although both bad ones would be refused', async () => {
    await daily('down');
    expect(ends(await check('down'))).toEqual(off);
    expect(await startTls('down')).toBe('off');
    expect(logged('self-test of STARTTLS could-not-tell, because of the good host')).toBe(1);
  });
});
