// The same stories in a real redis-server, and what happens when it goes and comes back.
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Counts } from '../../functions/counts/counts.ts';
import { redisCounts } from '../../functions/counts/redis.ts';
import { findRedis, startRedis, type RunningRedis } from '../harness/redis.ts';
import { stories } from './stories.ts';

const program = await findRedis();
const why = typeof program === 'string' ? ` (skipped: ${program})` : '';

describe.skipIf(typeof program === 'string')(`in Redis${why}`, () => {
  let redis: RunningRedis;
  let counts: Counts;
  const lines: string[] = [];
  beforeAll(async () => {
    if (typeof program === 'string') return;
    redis = await startRedis(program);
    counts = redisCounts(redis.url, (line) => lines.push(line));
  });
  afterAll(async () => {
    await counts.close?.();
    await redis.close();
  });

  test.each(Object.entries(stories))('%s', (_name, story) => story(counts));

  test('every key ends by itself', async () => {
    const client = new Redis(redis.url);
    const keys = await client.keys('*');
    const ends = await Promise.all(keys.map((key) => client.pttl(key)));
    client.disconnect();
    expect(keys.length).toBeGreaterThan(0);
    expect(ends.filter((ms) => ms < 0)).toEqual([]);
  });

  test('two processes count together', async () => {
    const other = redisCounts(redis.url, () => undefined);
    const window = { key: 'together', seconds: 60 };
    const all = await Promise.all([counts, other].flatMap((one) => Array.from({ length: 25 }, () => one.add([window]))));
    await other.close?.();
    expect(
      all
        .map((one) => (one === 'down' ? NaN : one[0]?.used))
        .sort((a, b) => Number(a) - Number(b))
        .at(-1),
    ).toBe(50);
  });

  test('a server that is killed is down, said once, and counts again when it is back', async () => {
    const window = { key: 'killed', seconds: 60 };
    await redis.kill();
    await expect.poll(() => counts.add([window])).toBe('down');
    expect(await counts.read([window])).toBe('down');
    expect(await counts.back([window])).toBe('down');
    await redis.restart();
    await expect.poll(() => counts.read([window]), { timeout: 15_000 }).toMatchObject([{ used: 0 }]);
    expect(await counts.add([window])).toMatchObject([{ used: 1 }]);
    await expect.poll(() => lines.at(-1)).toMatch(/is back/);
    expect(lines.length).toBe(2);
    expect(lines[0]).toMatch(/cannot be reached/);
  });

  test('a server that holds its connections and answers nothing is down, until it answers', async () => {
    const window = { key: 'frozen', seconds: 60 };
    await counts.add([window]);
    redis.freeze();
    expect(await counts.add([window])).toBe('down');
    redis.wake();
    await expect.poll(() => counts.read([window]), { timeout: 15_000 }).not.toBe('down');
  });
});

test('a store that was never there is down from the first question on', async () => {
  const lines: string[] = [];
  const counts = redisCounts('redis://user:pass-word@127.0.0.1:1', (line) => lines.push(line));
  expect(await counts.add([{ key: 'a', seconds: 60 }])).toBe('down');
  await counts.close?.();
  expect(lines.join()).toMatch(/cannot be reached/);
  expect(lines.join()).not.toContain('pass-word');
});
