// The same stories in workerd, in a Durable Object with its own SQLite.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestHarness } from 'wrangler';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import type { Counts } from '../../functions/counts/counts.ts';
import { root } from '../harness/dist.ts';
import { stories } from './stories.ts';

let harness: TestHarness;
let server: MailServer;
beforeAll(async () => {
  server = await startMailServer({ host: 'localhost' });
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const main = join(import.meta.dirname, 'counts.fixture.ts');
  const worker = { main, compatibility_date: '2026-10-30' };
  harness = createTestHarness({
    root,
    workers: [
      {
        configPath: join(root, 'wrangler.jsonc'),
        vars: {
          ALLOW_TARGETS: `localhost:${String(server.port)}`,
          SITE_URL: 'http://localhost:4321',
          SECRET: 'the same in every isolate',
          LIMITS: 'small-host-a-minute=1000',
        },
      },
      {
        config: {
          ...worker,
          name: 'counts',
          durable_objects: { bindings: [{ name: 'COUNTS', class_name: 'Counter' }] },
          migrations: [{ tag: 'v1', new_sqlite_classes: ['Counter'] }],
          ratelimits: [{ name: 'LOOKS', namespace_id: '1', simple: { limit: 10, period: 60 } }],
        },
      },
      { config: { ...worker, name: 'without' } },
    ],
  });
  await harness.listen();
});
afterAll(async () => {
  await harness.close();
  await server.close();
});

async function ask<T>(worker: string, question: string, ...parts: unknown[]): Promise<T> {
  const body = JSON.stringify({ ask: question, with: parts });
  return (await (await harness.getWorker(worker).fetch('http://localhost/', { method: 'POST', body })).json()) as T;
}
const countsOf = (worker: string): Counts => ({
  add: (windows) => ask(worker, 'add', windows),
  read: (windows) => ask(worker, 'read', windows),
  back: (windows) => ask(worker, 'back', windows),
});

describe('in a Durable Object', () => {
  test.each(Object.entries(stories))('%s', (_name, story) => story(countsOf('counts')));

  test('a site without the binding is down, and lets nobody through uncounted', async () => {
    const counts = countsOf('without');
    expect(await counts.add([{ key: 'a', seconds: 60 }])).toBe('down');
  });
});

describe('the gate', () => {
  test('stops a flood from one client, and nobody else', async () => {
    const flood = await Promise.all(Array.from({ length: 50 }, () => ask<boolean>('counts', 'gate', 'look', '203.0.113.7')));
    // Its minutes begin when they like, so one may end in between.
    const through = flood.filter(Boolean).length;
    expect(through).toBeGreaterThanOrEqual(10);
    expect(through).toBeLessThanOrEqual(20);
    expect(await ask('counts', 'gate', 'look', '203.0.113.8')).toBe(true);
  });

  test('that is not bound lets through, for the object counts exactly', async () => {
    expect(await ask('without', 'gate', 'look', '203.0.113.7')).toBe(true);
  });
});

describe('the deployed Worker', () => {
  const look = (address: string) =>
    harness.getWorker('will-it-send').fetch('http://localhost/api/look', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'CF-Connecting-IP': address },
      body: JSON.stringify({ host: 'localhost', port: server.port, security: 'starttls' }),
    });

  test('lets ten of fifty looks at once of one client through, and another client after that', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => look('198.51.100.7')));
    expect(all.filter(({ status }) => status === 200).length).toBe(10);
    const refused = all.filter(({ status }) => status === 429);
    expect(refused.length).toBe(40);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await look('198.51.101.7')).status).toBe(200);
  });
});
