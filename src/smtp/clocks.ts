import type { Limits } from './events.ts';
import type { Net, Timer } from './net.ts';

/** Why a wait ended without what was waited for. */
export type Stop = 'no-answer' | 'cancelled';
export type Waited<T> = { value: T } | { stop: Stop };

/** All waiting of one check. Each wait has its own clock, and none outlives the clock of the whole check or the caller. */
export class Clocks {
  readonly limits: Limits;
  readonly startedAt: number;
  #net: Net;
  #whole: Timer;
  #over: Promise<{ stop: Stop }>;
  #leave: () => void;
  #stopped: Stop | undefined;

  /** Starts the clock of the whole check. `cancelled` resolves when nobody waits for the answer any more. */
  constructor(net: Net, limits: Limits, cancelled: Promise<void> | undefined) {
    this.limits = limits;
    this.startedAt = net.now();
    this.#net = net;
    this.#whole = net.after(limits.wholeMs);
    const { promise: left, resolve } = Promise.withResolvers<void>();
    this.#leave = resolve;
    const becauseOf = (stop: Stop) => () => {
      this.#stopped ??= stop;
      return { stop: this.#stopped };
    };
    this.#over = Promise.race([
      this.#whole.done.then(becauseOf('no-answer')),
      left.then(becauseOf('cancelled')),
      ...(cancelled ? [cancelled.then(becauseOf('cancelled'))] : []),
    ]);
  }

  /** Why the whole check is over, if it is. */
  get stopped(): Stop | undefined {
    return this.#stopped;
  }

  /** Milliseconds since the check began. */
  get elapsed(): number {
    return this.#net.now() - this.startedAt;
  }

  /** Waits for `promise`, at most `ms` milliseconds from now. What it belongs to is the caller's to close. */
  async within<T>(ms: number, promise: Promise<T>): Promise<Waited<T>> {
    const timer = this.#net.after(ms);
    try {
      return await Promise.race([
        this.#over,
        promise.then((value) => ({ value })),
        timer.done.then(() => ({ stop: 'no-answer' as const })),
      ]);
    } finally {
      timer.cancel();
    }
  }

  /** Ends every wait, now and later, as cancelled. */
  abandon(): void {
    this.#leave();
  }

  /** Frees the clock of the whole check. */
  end(): void {
    this.#whole.cancel();
  }
}
