// The same table inside workerd, whose URL parser and random numbers are others.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const cleanUps: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

test('senders, recipients and messages go as in the table', async () => {
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const main = join(import.meta.dirname, 'mail.fixture.ts');
  const harness = createTestHarness({ workers: [{ config: { name: 'mail', main, compatibility_date: '2026-10-30' } }] });
  cleanUps.push(() => harness.close());
  await harness.listen();
  expect(JSON.parse(await (await harness.fetch('/')).text())).toEqual([]);
});
