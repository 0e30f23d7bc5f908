// Happy eyeballs: all addresses of a name as one race, in which a family that leads nowhere costs a quarter of a second and no more.
import type { Stop } from './clocks.ts';
import type { Attempt } from './events.ts';
import type { Opened, Opening, Target, Timer } from './net.ts';
import type { Visit } from './visit.ts';

/** Milliseconds before the next address is tried beside those that are on their way (RFC 8305 §5, "Connection Attempt Delay"). */
export const attemptDelayMs = 250;

type Stood = Extract<Opened, { outcome: 'ok' }>;
type Result = Pick<Attempt, 'outcome' | 'why'>;
export interface Raced {
  /** Whoever stood first; the others are cancelled. */
  stood?: Stood & { target: Target };
  /** One for each target, in their order. */
  results: (Result & { ms: number })[];
}

/** Addresses of both families in turn, IPv6 first (RFC 8305 §4), or IPv4 first where IPv6 is known to lead nowhere from here. */
export function interleave(addresses: string[], first: 4 | 6 = 6): string[] {
  const of = (family: 4 | 6): string[] => addresses.filter((address) => familyOf(address) === family);
  const [leading, following] = [of(first), of(first === 6 ? 4 : 6)];
  return Array.from({ length: Math.max(leading.length, following.length) }, (_, at) => [leading[at], following[at]])
    .flat()
    .filter((address) => address !== undefined);
}

export const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);

/** How likely each way an address fared is to lead anywhere next time: it stood, it was outrun, its port was closed. */
const chances: Attempt['why'][] = [undefined, 'outrun', 'port-closed', 'no-answer', 'unclear'];
const chanceOf = ({ outcome, why }: Attempt): number => {
  const at = outcome === 'ok' ? 0 : chances.indexOf(why);
  return at === -1 ? chances.length : at;
};

/** The addresses of a race, those that are most worth another connection in front. */
export const bestFirst = (attempts: Attempt[]): string[] =>
  [...attempts].sort((a, b) => chanceOf(a) - chanceOf(b)).map(({ address }) => address);

/** Sockets that may be opened beyond one for each race. */
export interface Spare {
  left: number;
}

interface Runner {
  target: Target;
  opening: Opening;
  startedAt: number;
  clock: Timer;
  /** Resolves when it stood, failed, or had its time. Rejects for a fault of ours alone. */
  settled: Promise<Turn>;
}

interface Turn {
  runner: Runner;
  /** Left out: its time was over. */
  opened?: Opened;
}

/**
 * Connects to the targets until one stands.
 *
 * Shape: one starts at once, the next one when attemptDelayMs are over or the last one has failed, whichever is sooner. Where sockets are
 * shared (`way.spare`) and none is to spare, it waits for another attemptDelayMs, or until its own last one has failed.
 * Clocks: connectMs for each, from its own start; the whole check's over all. Everything but the winner is closed when this returns.
 */
export async function race(visit: Visit, targets: Target[]): Promise<Raced> {
  const { clocks, net } = visit;
  const { spare } = visit.way;
  const results: Raced['results'] = targets.map(() => ({ outcome: 'not-tried', ms: 0 }));
  const running = new Set<Runner>();
  const waiting = [...targets];
  let delay: Timer | undefined;
  let stood: Raced['stood'];

  const start = (target: Target): void => {
    delay?.cancel();
    delay = net.after(attemptDelayMs);
    const { promise: settled, resolve: settle, reject: fail } = Promise.withResolvers<Turn>();
    // Before the socket: a clock that fails then leaves none behind.
    const clock = net.after(clocks.limits.connectMs);
    const late = clock.done;
    const opening = net.open(target);
    // Whoever lost is heard by nobody.
    settled.catch(() => undefined);
    const runner: Runner = { target, opening, clock, startedAt: clocks.elapsed, settled };
    opening.opened.then((opened) => {
      settle({ runner, opened });
    }, fail);
    void late.then(() => {
      settle({ runner });
    });
    // The first socket of a race is its own; the others are lent.
    if (running.size > 0 && spare) spare.left -= 1;
    running.add(runner);
  };
  const finish = (runner: Runner, result: Result): void => {
    running.delete(runner);
    if (running.size > 0 && spare) spare.left += 1;
    runner.clock.cancel();
    results[targets.indexOf(runner.target)] = { ...result, ms: clocks.elapsed - runner.startedAt };
    if (result.outcome !== 'ok') runner.opening.cancel();
  };

  const startNext = (): void => {
    if (running.size > 0 && spare && spare.left <= 0) {
      delay?.cancel();
      delay = net.after(attemptDelayMs);
      return;
    }
    const target = waiting.shift();
    if (target) start(target);
  };

  try {
    // Who has left needs no connection.
    if (!clocks.stopped) startNext();
    while (running.size > 0) {
      const turns: Promise<Turn | undefined>[] = [...running].map(({ settled }) => settled);
      if (waiting.length > 0 && delay) turns.push(delay.done.then(() => undefined));
      const waited = await clocks.within(clocks.limits.wholeMs, Promise.race(turns));
      if ('stop' in waited) break;
      const turn = waited.value;
      if (turn?.opened?.outcome === 'ok') {
        stood = { ...turn.opened, target: turn.runner.target };
        finish(turn.runner, { outcome: 'ok' });
        break;
      }
      if (turn) finish(turn.runner, failure(turn.opened?.outcome));
      startNext();
    }
  } finally {
    delay?.cancel();
    for (const runner of running) finish(runner, stood ? { outcome: 'unclear', why: 'outrun' } : stopped(clocks.stopped));
    const why = stood ? 'outrun' : clocks.stopped === 'cancelled' ? 'cancelled' : 'ended-before';
    for (const target of waiting) results[targets.indexOf(target)] = { outcome: 'not-tried', why, ms: 0 };
  }
  return { ...(stood && { stood }), results };
}

const stopped = (stop: Stop | undefined): Result => (stop === 'cancelled' ? { outcome: 'unclear', why: stop } : failure(undefined));

function failure(outcome: Exclude<Opened['outcome'], 'ok'> | undefined): Result {
  switch (outcome) {
    case 'refused':
      return { outcome: 'refused', why: 'port-closed' };
    case 'unreachable':
      return { outcome: 'refused', why: 'unreachable' };
    case 'unclear':
      return { outcome: 'unclear', why: 'unclear' };
    case 'cancelled':
      return { outcome: 'unclear', why: 'cancelled' };
    case undefined:
      return { outcome: 'timed-out', why: 'no-answer' };
  }
}
