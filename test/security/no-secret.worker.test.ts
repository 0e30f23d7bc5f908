// Workers without SECRET: each isolate would count under a key of its own, and whoever meets many isolates is counted by none.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHarness } from 'wrangler';
import { root } from '../harness/dist.ts';

let harness: TestHarness;
beforeAll(async () => {
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const vars = { ALLOW_TARGETS: 'localhost:9', SITE_URL: 'http://localhost:4321' };
  harness = createTestHarness({ root, workers: [{ configPath: join(root, 'wrangler.jsonc'), vars }] });
  await harness.listen();
});
afterAll(() => harness.close());

test('begin nothing, and say so', async () => {
  const answer = await harness.fetch('/api/look', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ host: 'localhost', port: 9, security: 'starttls' }),
  });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
  expect(await answer.json()).toMatchObject({ error: 'store-down' });
});
