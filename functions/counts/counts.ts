// What a store of counts has to do. Three do it: memory.ts, redis.ts and durable.ts; one table of stories holds for all (test/counts).

/** A count that ends by itself: it begins with the first that is added and is forgotten `seconds` later, however many come in between. */
export interface Window {
  /** Names what is counted; holds no address and no user name. The same key always has the same `seconds`. */
  key: string;
  /** Whole seconds, at least 1. */
  seconds: number;
  /** How many are allowed. Left out: any number. */
  most?: number | undefined;
}

export interface Count {
  /** With the one that was just added. */
  used: number;
  /** Whole seconds, rounded up, until this count begins anew; the whole window where nothing is counted. */
  resetsInSeconds: number;
}

/**
 * Every call is atomic for each key, whoever else calls: of any number of `add` at once exactly `most` see a count that is not over it. Whoever
 * asks adds first and judges after. Nothing here rejects: a store that cannot be reached, or not in time, is the value `down`.
 */
export interface Counts {
  /**
   * Adds one to each window, in their order, and stops behind the first that is then over its `most`: what was refused by one window does not
   * use up the next. Shape: one count for each window that was added to, so the last one tells whether there was room.
   */
  add(windows: readonly Window[]): Promise<Count[] | 'down'>;
  /** What each window holds; adds nothing. */
  read(windows: readonly Window[]): Promise<Count[] | 'down'>;
  /** Takes one back from each window, never below nothing; its end stays. For what was added ahead and did not come about. */
  back(windows: readonly Window[]): Promise<'done' | 'down'>;
  /** Ends connections, where there are any. Nothing is asked afterwards. */
  close?(): Promise<void>;
}

/** Is there no room left in one of these, after `add`? Then the seconds until there is, else undefined. */
export function overBy(windows: readonly Window[], counts: readonly Count[]): number | undefined {
  const over = counts.filter((count, at) => count.used > (windows[at]?.most ?? Infinity));
  return over.length === 0 ? undefined : Math.max(...over.map((count) => count.resetsInSeconds));
}
