// The search in workerd: from our facts, from services over HTTPS; the domain's settings file is left out and that is said; a stranger's name is refused.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHarness } from 'wrangler';
import type { DiscoverAnswer } from '../../src/view/discover-view.ts';
import { root } from '../harness/dist.ts';

const domain = 'kopierer-ag.ch';
let harness: TestHarness;

beforeAll(async () => {
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const vars = { SITE_URL: 'https://check.example.org', LIMITS: 'off' };
  const main = join(import.meta.dirname, 'discover.fixture.ts');
  harness = createTestHarness({ root, workers: [{ config: { name: 'discover', main, compatibility_date: '2026-10-30', vars } }] });
  await harness.listen();
});
afterAll(() => harness.close());

const discover = async (typed: string, at = ''): Promise<{ status: number; answer: DiscoverAnswer }> => {
  const response = await harness.fetch(`${at}/api/discover`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ domain: typed }),
  });
  return { status: response.status, answer: (await response.json()) as DiscoverAnswer };
};

test('a domain of our facts is answered from them', async () => {
  const { answer } = await discover('gmail.com');
  expect(answer).toMatchObject({ provider: 'gmail', sources: { file: 'found' } });
});

test('services come over HTTPS, what leads inside is left out', async () => {
  const { answer } = await discover(domain);
  expect(answer.found).toEqual([{ host: `mail.${domain}`, port: 587, security: 'starttls', source: 'srv', verified: false }]);
});

test('the settings file is not looked for, because this platform connects by name only', async () => {
  const { answer } = await discover('nothing.ch');
  expect(answer).toMatchObject({ found: [], sources: { file: 'nothing', mx: 'nothing', srv: 'nothing', autoconfig: 'not-here' } });
});

test('an address is refused, and so is a request by a name that is not ours', async () => {
  expect((await discover(`scanner@${domain}`)).status).toBe(400);
  expect((await discover(domain, 'http://rebound.example')).status).toBe(421);
  expect((await discover('gmail.com', 'https://check.example.org')).status).toBe(200);
});
