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
  #stopped: Stop | undefined;
  /** The waits that are on, each as what ends it. */
  #waits = new Set<(waited: { stop: Stop }) => void>();

  /** Starts the clock of the whole check. `cancelled` resolves when nobody waits for the answer any more. */
  constructor(net: Net, limits: Limits, cancelled: Promise<void> | undefined) {
    this.limits = limits;
    this.startedAt = net.now();
    this.#net = net;
    this.#whole = net.after(limits.wholeMs);
    void this.#whole.done.then(() => {
      this.#stop('no-answer');
    });
    void cancelled?.then(() => {
      this.#stop('cancelled');
    });
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
  within<T>(ms: number, promise: Promise<T>): Promise<Waited<T>> {
    if (this.#stopped) return Promise.resolve({ stop: this.#stopped });
    const { promise: waited, resolve, reject } = Promise.withResolvers<Waited<T>>();
    // A wait as long as the whole check needs no clock of its own.
    const timer = ms < this.limits.wholeMs ? this.#net.after(ms) : undefined;
    const end = (how: Waited<T>): void => {
      timer?.cancel();
      this.#waits.delete(end);
      resolve(how);
    };
    this.#waits.add(end);
    promise.then((value) => {
      end({ value });
    }, reject);
    void timer?.done.then(() => {
      end({ stop: 'no-answer' });
    });
    return waited;
  }

  /** Ends every wait, now and later, as cancelled. */
  abandon(): void {
    this.#stop('cancelled');
  }

  /** Frees the clock of the whole check. */
  end(): void {
    this.#whole.cancel();
  }

  #stop(stop: Stop): void {
    this.#stopped ??= stop;
    for (const end of this.#waits) end({ stop: this.#stopped });
  }
}
