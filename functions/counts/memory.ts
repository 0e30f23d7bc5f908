import type { Count, Counts, Window } from './counts.ts';

export interface MemoryOptions {
  /** Milliseconds of any clock that does not go backwards. Default: that of the process. */
  now?: () => number;
  /** Most counts that are kept, about 150 bytes each. Default 100,000. */
  most?: number;
}

interface Held {
  used: number;
  ends: number;
}

/** Counts that strangers share where there is no room for one of their own. */
const sharedCells = 1_024;
/** Milliseconds between two searches for counts that are over. */
const sweepEveryMs = 1_000;

/**
 * Counts in the memory of this process: the default, for one process. They end with it.
 * Bounds: `most` counts. Beyond that, and only while none of them is over, a new key is counted in one of 1,024 that strangers share: nobody is let
 * through uncounted, no count that exists is forgotten to make room, and memory stays as it is. Who shares may be refused for a stranger.
 */
export function memoryCounts({ now = () => performance.now(), most = 100_000 }: MemoryOptions = {}): Counts {
  const held = new Map<string, Held>();
  let sweptAt = -Infinity;

  function sweep(at: number): void {
    if (at - sweptAt < sweepEveryMs) return;
    sweptAt = at;
    for (const [key, { ends }] of held) if (ends <= at) held.delete(key);
  }

  function keyOf({ key, seconds }: Window, at: number): string {
    if (held.has(key)) return key;
    if (held.size >= most) sweep(at);
    if (held.size < most) return key;
    // A shared count is one of its length: a long one would keep those that count for a minute waiting for a day.
    return `shared ${String(seconds)} ${String(cellOf(key))}`;
  }

  function find(window: Window, at: number): Held {
    const found = held.get(keyOf(window, at));
    return found && found.ends > at ? found : { used: 0, ends: at + window.seconds * 1_000 };
  }

  const told = ({ used, ends }: Held, at: number): Count => ({ used, resetsInSeconds: Math.ceil((ends - at) / 1_000) });

  function add(windows: readonly Window[]): Promise<Count[]> {
    const at = now();
    const counts: Count[] = [];
    for (const window of windows) {
      const { used, ends } = find(window, at);
      const more = { used: used + 1, ends };
      held.set(keyOf(window, at), more);
      counts.push(told(more, at));
      if (more.used > (window.most ?? Infinity)) break;
    }
    return Promise.resolve(counts);
  }

  function read(windows: readonly Window[]): Promise<Count[]> {
    const at = now();
    return Promise.resolve(windows.map((window) => told(find(window, at), at)));
  }

  function back(windows: readonly Window[]): Promise<'done'> {
    const at = now();
    for (const window of windows) {
      const found = find(window, at);
      if (found.used > 0) held.set(keyOf(window, at), { ...found, used: found.used - 1 });
    }
    return Promise.resolve('done');
  }

  return { add, read, back };
}

/** FNV-1a: spreads keys over the shared counts; no secret hangs on it. */
function cellOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % sharedCells;
}
