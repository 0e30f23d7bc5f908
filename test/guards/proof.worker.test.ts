import { join } from 'node:path';
import type { TestHarness } from 'wrangler';
import { afterAll, beforeAll, expect, test } from 'vitest';

let harness: TestHarness;
beforeAll(async () => {
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  harness = createTestHarness({
    workers: [{ config: { name: 'proof', main: join(import.meta.dirname, 'proof.fixture.ts'), compatibility_date: '2026-10-30' } }],
  });
  await harness.listen();
});
afterAll(() => harness.close());

test('in workerd a proof is asked for, found and judged as in Node', async () => {
  expect(await (await harness.fetch('/')).json()).toEqual([true, false]);
});
