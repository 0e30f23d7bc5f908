// What every store of counts does, whichever it is. Each story uses keys of its own, so that all can run in one store.
import { expect } from 'vitest';
import { parseLimits } from '../../functions/guards/allowances.ts';
import { clientOf } from '../../functions/guards/client.ts';
import { makeLimits, type Admission, type Limits } from '../../functions/guards/limits.ts';
import { overBy, type Count, type Counts, type Window } from '../../functions/counts/counts.ts';

let told = 0;
const fresh = (name: string, window: Partial<Window> = {}): Window => {
  told += 1;
  return { key: `${name}:${String(told)}`, seconds: 60, ...window };
};
const standing = (counts: Count[] | 'down'): Count[] => {
  if (counts === 'down') throw new Error('the store is down');
  return counts;
};
const used = (counts: Count[] | 'down'): number[] => standing(counts).map((count) => count.used);
const fifty = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, work));

const clientAt = (address: string) => clientOf(new Request('http://localhost/'), address, []);
/** A secret of its own, so that no story meets another's counts. `smtp.example` is a provider's. */
const limitsOn = (counts: Counts): Limits =>
  makeLimits({ secret: crypto.randomUUID(), limits: parseLimits(undefined), maxChecks: 1_000 }, counts, {
    systemOf: (host) => (host === 'smtp.example' ? 'provider' : undefined),
  });
const settle = (all: Admission[], outcome: 'refused' | 'other') =>
  Promise.all(all.flatMap((one) => (one.admitted ? [one.pass.settle(outcome)] : [])));
const outcomes = (all: Admission[]): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const one of all) {
    const said = one.admitted ? 'in' : one.reason;
    sum[said] = (sum[said] ?? 0) + 1;
  }
  return sum;
};

export const stories: Record<string, (counts: Counts) => Promise<void>> = {
  'counts up, each key for itself, and says when it begins anew': async (counts) => {
    const [one, other] = [fresh('one'), fresh('other', { seconds: 3_600 })];
    expect(used(await counts.add([one, other]))).toEqual([1, 1]);
    expect(used(await counts.add([one]))).toEqual([2]);
    const [first, second] = standing(await counts.read([one, other]));
    expect([first?.used, second?.used]).toEqual([2, 1]);
    expect(first?.resetsInSeconds).toBeGreaterThan(50);
    expect(first?.resetsInSeconds).toBeLessThanOrEqual(60);
    expect(second?.resetsInSeconds).toBeLessThanOrEqual(3_600);
  },
  'reading adds nothing; what was never counted is nothing for a whole window': async (counts) => {
    const window = fresh('read');
    expect(await counts.read([window])).toEqual([{ used: 0, resetsInSeconds: 60 }]);
    expect(used(await counts.read([window]))).toEqual([0]);
    expect(used(await counts.add([window]))).toEqual([1]);
  },
  'stops behind the first window that is over, so that a refusal uses up nothing else': async (counts) => {
    const [short, long] = [fresh('short', { most: 2 }), fresh('long', { most: 9 })];
    for (let time = 0; time < 5; time += 1) await counts.add([short, long]);
    expect(used(await counts.add([short, long]))).toEqual([6]);
    expect(used(await counts.read([short, long]))).toEqual([6, 2]);
  },
  'of fifty at once lets exactly as many through as may': async (counts) => {
    const window = fresh('race', { most: 10 });
    const all = await fifty(() => counts.add([window]));
    expect(all.filter((one) => overBy([window], standing(one)) === undefined).length).toBe(10);
    expect(
      all
        .map(used)
        .flat()
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
  },
  'takes one back, never below nothing, and not the end of the window': async (counts) => {
    const window = fresh('back');
    await counts.add([window]);
    await counts.add([window]);
    expect(await counts.back([window])).toBe('done');
    expect(used(await counts.read([window]))).toEqual([1]);
    await fifty(() => counts.back([window]));
    expect(used(await counts.read([window]))).toEqual([0]);
    expect(used(await counts.add([window]))).toEqual([1]);
  },
  'takes nothing back where nothing was counted': async (counts) => {
    const window = fresh('never');
    expect(await counts.back([window])).toBe('done');
    expect(await counts.read([window])).toEqual([{ used: 0, resetsInSeconds: 60 }]);
  },
  'forgets a count when its window is over': async (counts) => {
    const window = fresh('end', { seconds: 1 });
    await counts.add([window]);
    await counts.add([window]);
    await expect.poll(async () => used(await counts.read([window])), { timeout: 10_000 }).toEqual([0]);
    expect(used(await counts.add([window]))).toEqual([1]);
  },
  'of fifty looks at once from one client lets ten in': async (counts) => {
    const limits = limitsOn(counts);
    const all = await fifty(() => limits.admitLook(clientAt('198.51.100.7'), { host: 'smtp.example' }));
    expect(outcomes(all)).toEqual({ in: 10, client: 40 });
  },
  'of fifty sign-ins at once to one account, each from another network, lets as many in as may be refused, and forgets those that were not':
    async (counts) => {
      const limits = limitsOn(counts);
      const strangers = async () => {
        let at = 0;
        return fifty(() => limits.admitSignIn(clientAt(`203.0.${String(at++)}.1`), 'scanner', { host: 'smtp.example' }));
      };
      const all = await strangers();
      expect(outcomes(all)).toEqual({ in: 3, account: 47 });
      await settle(all, 'other');
      const again = await strangers();
      expect(outcomes(again)).toEqual({ in: 3, account: 47 });
      await settle(again, 'refused');
      expect(outcomes(await strangers())).toEqual({ account: 50 });
    },
  'of fifty looks at once at one small server, each from another network, lets six in, whatever its names': async (counts) => {
    const limits = limitsOn(counts);
    let at = 0;
    const all = await fifty(() => {
      at += 1;
      const target = { host: `n${String(at)}.example`, addresses: () => Promise.resolve(['192.0.2.25']) };
      return limits.admitLook(clientAt(`203.0.${String(at)}.1`), target);
    });
    expect(outcomes(all)).toEqual({ in: 6, target: 44 });
  },
};
