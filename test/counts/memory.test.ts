import { describe, expect, test } from 'vitest';
import { memoryCounts } from '../../functions/counts/memory.ts';
import { stories } from './stories.ts';

describe('in memory', () => {
  const counts = memoryCounts();
  test.each(Object.entries(stories))('%s', (_name, story) => story(counts));
});

describe('a flood of new keys', () => {
  const flood = async (counts: ReturnType<typeof memoryCounts>, from: number, to: number, seconds = 60): Promise<number[]> => {
    const used: number[] = [];
    for (let at = from; at < to; at += 1) {
      const answer = await counts.add([{ key: `client ${String(at)}`, seconds }]);
      used.push(answer === 'down' ? NaN : (answer[0]?.used ?? NaN));
    }
    return used;
  };

  test('neither forgets a count nor lets anybody through uncounted: strangers share a count then', async () => {
    const counts = memoryCounts({ most: 1_000, now: () => 0 });
    await counts.add([{ key: 'known', seconds: 60 }]);
    await flood(counts, 0, 50_000);
    expect(await counts.add([{ key: 'known', seconds: 60 }])).toMatchObject([{ used: 2 }]);
    expect(Math.min(...(await flood(counts, 50_000, 50_100)))).toBeGreaterThan(20);
  });

  test('is over when its windows are: everybody has a count of their own again', async () => {
    let now = 0;
    const counts = memoryCounts({ most: 1_000, now: () => now });
    await flood(counts, 0, 5_000);
    now = 61_000;
    expect(await flood(counts, 5_000, 5_900)).toEqual(Array.from({ length: 900 }, () => 1));
  });

  test('takes no more memory, however long it lasts', async () => {
    const counts = memoryCounts({ most: 1_000 });
    await flood(counts, 0, 5_000);
    // Keys are all that grows: the same strangers find the same shared counts.
    const [again] = await flood(counts, 4_000, 4_001);
    expect(again).toBeGreaterThan(1);
  });
});
