// In workerd: a run whose net throws gets 500 and a sentence, and those beside it come to their end.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHarness } from 'wrangler';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { root } from '../harness/dist.ts';

const password = 'Kopierer-im-Flur-17';
let server: MailServer;
let harness: TestHarness;
beforeAll(async () => {
  server = await startMailServer({ host: 'localhost' });
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const vars = {
    ALLOW_TARGETS: `localhost:${String(server.port)},localhost:40025`,
    FAULTY_PORT: '40025',
    FAULT_TEXT: password,
  };
  const main = join(import.meta.dirname, 'throws.fixture.ts');
  harness = createTestHarness({ root, workers: [{ config: { name: 'throws', main, compatibility_date: '2026-10-30', vars } }] });
  await harness.listen();
});
afterAll(async () => {
  await harness.close();
  await server.close();
});

const look = (port: number, accept: string) =>
  harness.fetch('/api/look', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: accept },
    body: JSON.stringify({ host: 'localhost', port, security: 'none' }),
  });

test('a net that throws is our fault, told as such, and touches nobody beside it', async () => {
  const good = Array.from({ length: 20 }, () => look(server.port, 'application/json'));
  const json = await look(40025, 'application/json');
  expect([json.status, await json.json()]).toEqual([
    500,
    { error: 'internal', message: expect.stringContaining('Something on our side') as unknown },
  ]);
  const page = await look(40025, 'text/html');
  const html = await page.text();
  expect([page.status, html]).toEqual([500, expect.stringContaining('Something on our side')]);
  const events = await look(40025, 'application/x-ndjson');
  const text = await events.text();
  expect(events.status).toBe(200);
  for (const told of [html, text]) expect(told).not.toContain(password);
  for (const answer of await Promise.all(good)) expect(await answer.json()).toMatchObject({ type: 'look', report: { verdict: 'works' } });
});
