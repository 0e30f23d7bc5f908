// What the Durable Object does beside the stories: it clears what is over, and lets no flood fill its disk. On Node's own SQLite.
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Counter } from '../../functions/counts/counter.ts';

vi.mock('cloudflare:workers', () => ({ DurableObject: class {} }));

function setUp() {
  const database = new DatabaseSync(':memory:');
  const disk = { bytes: 4_096, alarm: null as number | null };
  const sql = {
    exec: (query: string, ...values: (string | number)[]) => {
      const found = database.prepare(query).all(...values);
      return { toArray: () => found as never };
    },
    get databaseSize() {
      return disk.bytes;
    },
  };
  const storage = {
    sql,
    getAlarm: () => Promise.resolve(disk.alarm),
    setAlarm: (at: number) => Promise.resolve(void (disk.alarm = at)),
  };
  const begin = () => new Counter({ storage }, {});
  const rows = (): number => database.prepare('SELECT * FROM counts').all().length;
  const ring = (counter: Counter): Promise<void> => {
    disk.alarm = null;
    return counter.alarm();
  };
  return { begin, disk, rows, ring };
}

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 25) }));
afterEach(() => vi.useRealTimers());

test('what is over is cleared within an hour, what is not stays, and nothing wakes an object that holds nothing', async () => {
  const { begin, disk, rows, ring } = setUp();
  const counter = begin();
  await counter.add([
    { key: 'short', seconds: 60 },
    { key: 'long', seconds: 7_200 },
  ]);
  expect([rows(), disk.alarm]).toEqual([2, Date.now() + 3_600_000]);
  vi.advanceTimersByTime(3_600_000);
  await ring(counter);
  expect([rows(), disk.alarm]).toEqual([1, Date.now() + 3_600_000]);
  vi.advanceTimersByTime(3_600_000);
  await ring(counter);
  expect([rows(), disk.alarm]).toEqual([0, null]);
  await counter.add([{ key: 'short', seconds: 60 }]);
  expect(disk.alarm).toBe(Date.now() + 3_600_000);
});

test('counts outlive the object: a deployment gives nobody new tries', async () => {
  const { begin } = setUp();
  await begin().add([{ key: 'a', seconds: 60 }]);
  expect(await begin().add([{ key: 'a', seconds: 60 }])).toEqual([{ used: 2, resetsInSeconds: 60 }]);
});

test('a disk that is full takes no more, and takes again when it was cleared', async () => {
  const { begin, disk } = setUp();
  const counter = begin();
  disk.bytes = 300_000_001;
  await expect(counter.add([{ key: 'a', seconds: 60 }])).rejects.toThrow();
  expect(counter.read([{ key: 'a', seconds: 60 }])).toEqual([{ used: 0, resetsInSeconds: 60 }]);
  disk.bytes = 4_096;
  expect(await counter.add([{ key: 'a', seconds: 60 }])).toEqual([{ used: 1, resetsInSeconds: 60 }]);
});
