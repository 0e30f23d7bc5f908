// Limits as a visitor meets them: over HTTP on Node, alone, behind a proxy, in several processes with a Redis, and while that is gone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { startApp, type App } from '../harness/app.ts';
import { findRedis, startRedis, type RunningRedis } from '../harness/redis.ts';

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer({ host: 'localhost' });
});
afterAll(() => server.close());

const start = (env: Record<string, string>): Promise<App> =>
  startApp({ ALLOW_TARGETS: `localhost:${String(server.port)}`, PRACTICE: 'off', ...env });
const look = ({ url }: App, headers: Record<string, string> = {}, host = 'localhost'): Promise<Response> =>
  fetch(`${url}/api/look`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
    body: JSON.stringify({ host, port: server.port, security: 'starttls' }),
  });
const statuses = async (all: Promise<Response>[]): Promise<Record<string, number>> => {
  const sum: Record<string, number> = {};
  for (const response of await Promise.all(all)) {
    await response.text();
    sum[response.status] = (sum[response.status] ?? 0) + 1;
  }
  return sum;
};
const roomy = 'small-host-a-minute=1000,small-host-an-hour=1000';

describe('one process', () => {
  let app: App;
  beforeAll(async () => {
    app = await start({ LIMITS: `looks-a-minute=10,${roomy}` });
  });
  afterAll(() => app.close());

  test('lets ten of fifty looks at once through; the others are told when to come back', async () => {
    expect(await statuses(Array.from({ length: 50 }, () => look(app)))).toEqual({ 200: 10, 429: 40 });
    const refused = await look(app);
    const { retryAfterSeconds } = (await refused.json()) as { retryAfterSeconds: number };
    expect(refused.headers.get('retry-after')).toBe(String(retryAfterSeconds));
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  test('believes no header of a stranger about who it is', async () => {
    expect((await look(app, { 'X-Forwarded-For': '198.51.100.7' })).status).toBe(429);
    expect(
      (await look(app, { 'CF-Connecting-IP': '198.51.100.7', 'X-Real-IP': '198.51.100.7', Forwarded: 'for=198.51.100.7' })).status,
    ).toBe(429);
  });
});

test('a domain is looked up for one client as often as may be, and no oftener', async () => {
  // Nobody answers there: nothing leaves the machine.
  const app = await start({ DNS_SERVER: '127.0.0.1:9', LIMITS: 'questions-a-minute=2' });
  const ask = (address: string): Promise<Response> =>
    fetch(`${app.url}/api/look`, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams({ address, host: ' ' }),
    });
  try {
    expect(await statuses(Array.from({ length: 20 }, (_, at) => ask(`a@n${String(at)}.stranger.example`)))).toEqual({ 400: 2, 429: 18 });
  } finally {
    await app.close();
  }
});

test('behind a proxy of TRUST_PROXY each of its clients is one', async () => {
  const app = await start({ TRUST_PROXY: '127.0.0.0/8 ::1', LIMITS: `looks-a-minute=2,${roomy}` });
  try {
    const from = (address: string) => look(app, { 'X-Forwarded-For': `203.0.113.1, ${address}` });
    expect(await statuses(Array.from({ length: 9 }, () => from('198.51.100.7')))).toEqual({ 200: 2, 429: 7 });
    expect((await from('198.51.101.7')).status).toBe(200);
  } finally {
    await app.close();
  }
});

test('a mail server that nobody knows is asked six times a minute, by all together and by whatever name', async () => {
  const app = await start({
    TRUST_PROXY: '127.0.0.0/8 ::1',
    ALLOW_TARGETS: `127.0.0.0/8:${String(server.port)}, localhost:${String(server.port)}`,
    LIMITS: '',
  });
  try {
    const all = Array.from({ length: 30 }, (_, at) =>
      look(app, { 'X-Forwarded-For': `203.0.${String(at)}.9` }, at % 2 ? 'localhost' : '127.0.0.1'),
    );
    expect(await statuses(all)).toEqual({ 200: 6, 429: 24 });
  } finally {
    await app.close();
  }
});

const program = await findRedis();
const why = typeof program === 'string' ? ` (skipped: ${program})` : '';

describe.skipIf(typeof program === 'string')(`several processes with a Redis${why}`, () => {
  let redis: RunningRedis;
  const apps: App[] = [];
  beforeAll(async () => {
    if (typeof program === 'string') return;
    redis = await startRedis(program);
    const env = { REDIS_URL: redis.url, SECRET: 'the same for all', LIMITS: `looks-a-minute=10,${roomy}`, TRUST_PROXY: '127.0.0.0/8 ::1' };
    apps.push(await start(env), await start(env));
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
    await redis.close();
  });

  test('count together', async () => {
    const all = Array.from({ length: 25 }, () => apps.map((app) => look(app, { 'X-Forwarded-For': '198.51.100.7' }))).flat();
    expect(await statuses(all)).toEqual({ 200: 10, 429: 40 });
  });

  test('refuse politely while it is gone, go on with their pages, and check again when it is back', async () => {
    const [app] = apps as [App];
    const visit = () => look(app, { 'X-Forwarded-For': '198.51.102.7' });
    await redis.kill();
    const refused = await visit();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect(((await refused.json()) as { error: string }).error).toBe('store-down');
    expect((await fetch(`${app.url}/`)).status).toBe(200);
    expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
    await redis.restart();
    await expect.poll(async () => (await visit()).status, { timeout: 15_000 }).toBe(200);
  });
});
