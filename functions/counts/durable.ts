// Counts on Workers: asked of one Durable Object (counter.ts), and a quicker word for floods by the platform's rate-limit binding.
import type { LimitsOptions } from '../guards/limits.ts';
import type { Counter } from './counter.ts';
import type { Counts } from './counts.ts';

/** As much of a Durable Object's binding as is used. Each call comes back as a promise. */
export interface CounterBinding {
  getByName(name: string): Remote<Pick<Counter, 'add' | 'read' | 'back'>>;
}
type Remote<T> = { [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never };

/** As much of a rate-limit binding as is used: 10 or 60 seconds, counted for each location and not exactly. */
export interface RateLimitBinding {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

/** Milliseconds that a visitor waits for the object, which may be on another continent. */
const patienceMs = 3_000;

/**
 * Counts in one Durable Object: the counts of one site meet in it, wherever its visitors are.
 * Without the binding, and where the object fails or answers late, everything is `down`.
 */
export function durableCounts(binding: CounterBinding | undefined): Counts {
  const ask = async <T>(question: (counter: ReturnType<CounterBinding['getByName']>) => Promise<T>): Promise<T | 'down'> => {
    if (!binding) return 'down';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'down'>((resolve) => {
      timer = setTimeout(resolve, patienceMs, 'down');
    });
    try {
      // A stub that has failed once may stay broken, so each question takes a new one.
      return await Promise.race([question(binding.getByName('counts')), late]);
    } catch {
      return 'down';
    } finally {
      clearTimeout(timer);
    }
  };
  const add: Counts['add'] = (windows) => ask((counter) => counter.add(windows));
  return {
    add,
    read: (windows) => ask((counter) => counter.read(windows)),
    back: (windows) =>
      ask(async (counter) => {
        await counter.back(windows);
        return 'done' as const;
      }),
  };
}

/**
 * The rate-limit bindings as the gate in front of the counts: a flood from one client ends where it comes in, and costs the object nothing. A
 * binding that is missing or fails lets through: the object counts exactly, for all locations.
 */
export const gateBy =
  (looks: RateLimitBinding | undefined, signIns: RateLimitBinding | undefined): NonNullable<LimitsOptions['gate']> =>
  async (what, network) => {
    const binding = what === 'sign-in' ? signIns : looks;
    return (
      (await binding?.limit({ key: what === 'look' || what === 'sign-in' ? network : `${what} ${network}` }).catch(() => undefined))
        ?.success ?? true
    );
  };
