/** One of the places for what is under way. */
export interface Slot {
  /** Gives it back; harmless when called again. */
  free(): void;
}

/** Milliseconds after which a place counts as free whatever happened: twice the longest run (DESIGN §4: 45 s, and 12 s for the other ports). */
const leaseMs = 120_000;

export interface Slots {
  /** How many are taken. */
  readonly running: number;
  /** A place, or undefined where all are taken. At once, with nothing to wait for in between: no two get the last one. */
  take(owner?: string): Slot | undefined;
  /** Has this owner no more than its share, a quarter of all places? So that nobody fills them from one corner of the internet. */
  isFair(owner: string): boolean;
}

/** The places for looks and checks of this process: MAX_CHECKS. `now`: milliseconds. */
export function makeSlots(most: number, now: () => number = () => performance.now()): Slots {
  const taken = new Map<Slot, { since: number; owner: string | undefined }>();
  return {
    get running() {
      return taken.size;
    },
    isFair: (owner) => [...taken.values()].filter((one) => one.owner === owner).length <= Math.ceil(most / 4),
    take(owner) {
      const at = now();
      if (taken.size >= most) for (const [slot, { since }] of taken) if (at - since > leaseMs) taken.delete(slot);
      if (taken.size >= most) return undefined;
      const slot: Slot = {
        free: () => {
          taken.delete(slot);
        },
      };
      taken.set(slot, { since: at, owner });
      return slot;
    },
  };
}
