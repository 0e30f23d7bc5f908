// The stories inside workerd. It verifies the name that it connects to and finds it in the hosts file, so that name is localhost.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestHarness } from 'wrangler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeNames } from './fake-dns.ts';
import { startFakeDoh } from './fake-doh.ts';
import { startSpots } from './spots.ts';
import { stories } from './stories.ts';
import type { StoryRequest } from './workers.fixture.ts';

let harness: TestHarness;
let place: Omit<StoryRequest, 'story' | 'startTlsVerified'>;
const cleanUps: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const { spots, ca, close } = await startSpots('localhost');
  const doh = await startFakeDoh();
  const folder = await mkdtemp(join(tmpdir(), 'will-it-send-'));
  cleanUps.push(close, doh.close, () => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'ca.pem'), ca);
  // The only way to give workerd a CA. It is read while wrangler is loaded, so wrangler is loaded after it is set.
  process.env['NODE_EXTRA_CA_CERTS'] = join(folder, 'ca.pem');
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  harness = createTestHarness({
    workers: [{ config: { name: 'stories', main: join(import.meta.dirname, 'workers.fixture.ts'), compatibility_date: '2026-10-30' } }],
  });
  cleanUps.push(() => harness.close());
  await harness.listen();
  place = { spots, names: fakeNames, dns: doh.url };
});
afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

async function run(story: string, startTlsVerified = false): Promise<string> {
  const body = JSON.stringify({ ...place, story, startTlsVerified } satisfies StoryRequest);
  return (await harness.fetch('/', { method: 'POST', body })).text();
}

describe('workersNet', () => {
  test.each(Object.keys(stories))('%s', async (story) => {
    expect(await run(story)).toBe('holds');
  });

  // What a deployment is allowed to switch on only after a self-test of its own, because reports say that the name is not checked there.
  describe('with STARTTLS that is said to be verified', () => {
    const upgrades = Object.keys(stories).filter((story) => /STARTTLS|before it/.test(story));
    test.each(upgrades)('%s', async (story) => {
      expect(await run(story, true)).toBe('holds');
    });
  });
});
