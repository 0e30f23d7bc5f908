// The same table inside workerd, which shows no certificate, version or cipher of its own.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startSpots } from '../nets/spots.ts';
import { peekSpots } from './hello-spots.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

test('hellos by hand see of every practice server what is in the table', async () => {
  const { spots, close } = await startSpots('localhost');
  cleanUps.push(close);
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const main = join(import.meta.dirname, 'hello-table.fixture.ts');
  const harness = createTestHarness({ workers: [{ config: { name: 'hellos', main, compatibility_date: '2026-10-30' } }] });
  cleanUps.push(() => harness.close());
  await harness.listen();
  const answer = await harness.fetch('/', { method: 'POST', body: JSON.stringify(peekSpots(spots)) });
  expect(JSON.parse(await answer.text())).toEqual([]);
});
