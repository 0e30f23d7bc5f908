import type { Timer } from '../../src/smtp/net.ts';

interface Entry {
  at: number;
  ring: () => void;
}

/** How many idle turns of the event loop must pass before time jumps: few while somebody waits for the net, more while nobody does. */
const idleTurns = { waiting: 2, busyElsewhere: 40 };

/**
 * A clock for tests: time stands still while anything happens and then jumps to the next timer, so that a wait of 45 s costs nothing.
 * "Anything happens" is what the owner reports with `stir`; `waits` counts calls that wait for the other side.
 */
export class VirtualClock {
  #now: number;
  #entries = new Set<Entry>();
  #stirred = 0;
  #running = false;
  waits = 0;

  constructor(startAt: number) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number): Timer {
    this.stir();
    const { promise, resolve } = Promise.withResolvers<void>();
    const entry: Entry = { at: this.#now + ms, ring: resolve };
    this.#entries.add(entry);
    void this.#run();
    return { done: promise, cancel: () => void this.#entries.delete(entry) };
  }

  /** Says that something happened, so time must not jump yet. */
  stir(): void {
    this.#stirred += 1;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let idle = 0;
    while (this.#entries.size > 0) {
      const before = this.#stirred;
      await new Promise((resolve) => setTimeout(resolve, 0));
      idle = this.#stirred === before ? idle + 1 : 0;
      if (idle < (this.waits > 0 ? idleTurns.waiting : idleTurns.busyElsewhere)) continue;
      idle = 0;
      this.#ringNext();
    }
    this.#running = false;
  }

  #ringNext(): void {
    const next = [...this.#entries].sort((a, b) => a.at - b.at)[0];
    if (next === undefined) return;
    this.#now = Math.max(this.#now, next.at);
    this.#entries.delete(next);
    next.ring();
  }
}
