// What has left a process, piece by piece, and the search through it at the end, when everything that must not be in it is known.
import { unpacked, type Searcher, type Sighting } from './search.ts';
import { exchange, statusOf, type Wish } from './raw.ts';

export interface Haul {
  /** Adds bytes; `except`: the label of a secret that may be shown in just these. */
  add: (where: string, bytes: Uint8Array, except?: string) => void;
  /** Sends a request and adds its answer, as it came and unpacked. */
  ask: (port: number, where: string, wish: Wish, except?: string) => Promise<Buffer>;
  /** How many answers came with each status; 0: none came. */
  statuses: ReadonlyMap<number, number>;
  readonly bytes: number;
  readonly pieces: number;
  search: (searcher: Searcher) => Sighting[];
}

export function makeHaul(): Haul {
  const pieces: { where: string; bytes: Uint8Array; except: string | undefined }[] = [];
  const statuses = new Map<number, number>();
  const add: Haul['add'] = (where, bytes, except) => {
    pieces.push({ where, bytes, except });
  };
  return {
    add,
    statuses,
    async ask(port, where, wish, except) {
      const answer = await exchange(port, wish);
      const status = statusOf(answer);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const end = answer.indexOf('\r\n\r\n');
      const head = answer.toString('latin1', 0, Math.max(0, end));
      const body = unpacked(head, answer.subarray(end + 4));
      // What stands at the edge of two chunks is whole only once they are joined.
      const isAsItCame = body.length === answer.length - end - 4;
      add(`the answer to ${where}`, isAsItCame ? answer : Buffer.concat([answer, Buffer.from('\n'), body]), except);
      return Buffer.from(body);
    },
    get bytes() {
      return pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
    get pieces() {
      return pieces.length;
    },
    search: (searcher) =>
      pieces.flatMap(({ where, bytes, except }) => searcher.search(bytes, where).filter(({ secret }) => secret !== except)),
  };
}

/** Runs `tasks` a few at a time. */
export async function together<T>(atOnce: number, tasks: readonly T[], run: (task: T) => Promise<unknown>): Promise<void> {
  const left = [...tasks];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let task = left.shift(); task !== undefined; task = left.shift()) await run(task);
    }),
  );
}

/** A line for each piece and secret, with the forms that were found and what stands around the first: short enough to read in a failed test. */
export function told(sightings: readonly Sighting[]): string[] {
  const lines = new Map<string, { forms: string[]; around: string }>();
  for (const { secret, form, where, around } of sightings) {
    const line = lines.get(`${where}: ${secret}`) ?? { forms: [], around };
    line.forms.push(form);
    lines.set(`${where}: ${secret}`, line);
  }
  return [...lines]
    .map(([name, { forms, around }]) => `${name} (${forms.slice(0, 4).join(', ')}): ${JSON.stringify(around.slice(0, 90))}`)
    .slice(0, 60);
}
