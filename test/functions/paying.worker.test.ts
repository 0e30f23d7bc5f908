// Tickets and their price in workerd, as it is deployed: the turns are counted in the Durable Object, the key is found with ALTCHA's own solver.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHarness } from 'wrangler';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import type { LookAnswer } from '../../src/view/look-view.ts';
import type { Price, PricedTicket, Refused } from '../../src/view/price.ts';
import { root } from '../harness/dist.ts';
import { account } from '../harness/own-server.ts';

let folder: string;
let server: MailServer;
let harness: TestHarness;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paying-worker-'));
  server = await startMailServer({ host: 'localhost', security: 'implicit-tls' });
  await writeFile(join(folder, 'ca.pem'), server.ca);
  // Read while wrangler is loaded.
  process.env.NODE_EXTRA_CA_CERTS = join(folder, 'ca.pem');
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const vars = { ALLOW_TARGETS: `localhost:${String(server.port)}`, SITE_URL: 'http://localhost:4321', SECRET: 'x'.repeat(32) };
  harness = createTestHarness({ root, workers: [{ configPath: join(root, 'wrangler.jsonc'), vars }] });
  await harness.listen();
});
afterAll(async () => {
  await harness.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const post = (path: string, fields: Record<string, string | number>) =>
  harness.fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ host: 'localhost', port: server.port, security: 'implicit-tls', ...fields }),
  });
const check = (sent: { ticket?: string; proof?: string }) =>
  post('/api/check', { username: account.username, password: account.right, ...sent });

async function prove(price: Price): Promise<string> {
  if (price.kind === 'none') return '';
  return (await solveChallenge({ challenge: { parameters: { ...price.challenge } }, deriveKey }))?.derivedKey ?? '';
}

test('the first sign-in is free, the second wants a proof or its time, and each ticket is good once', async () => {
  expect(await (await check({})).json()).toMatchObject({ error: 'ticket-needed' });
  const { ticket, price } = (await (await post('/api/look', {})).json()) as LookAnswer;
  expect(price).toEqual({ kind: 'none' });
  const first = (await (await check({ ticket })).json()) as Report & PricedTicket;
  expect([first.verdict, first.price.kind]).toEqual(['works', 'proof']);

  const early = await check({ ticket: first.ticket });
  expect([early.status, ((await early.json()) as Refused).error]).toEqual([429, 'too-early']);
  expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
  const sent = { ticket: first.ticket, proof: await prove(first.price) };
  expect(((await (await check(sent)).json()) as Report).verdict).toBe('works');
  expect(((await (await check(sent)).json()) as Refused).error).toBe('ticket-spent');
  expect(server.count('AUTH')).toBe(2);
});
