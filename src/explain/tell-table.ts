// The tables of the page: what the signatures and the tells know by heart, put in order for somebody who looks a word up.
import { diagnose, type Telling } from '../diagnosis/diagnose.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { tells } from './tells.ts';

export interface TellRow {
  /** What stands in the text; several where they speak for the same. */
  tells: string[];
  /** Ids, the likeliest first, at most three. */
  causes: string[];
}

export interface TellTables {
  /** Codes of mail servers, each with its causes. */
  codes: TellRow[];
  /** Numbers of Outlook and Windows, each with its causes. */
  numbers: TellRow[];
  /** Words, all of a cause in one row. */
  words: TellRow[];
}

const list = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** A signature that also wants words is less telling of its code alone. */
const beside = 0.9;
/** Beside others: what speaks this little for a cause is no tell. */
const leastWeight = 0.3;

/** What is known by heart. Pure. */
export function tellTables(knowledge: Telling & Pick<Knowledge, 'causes'>): TellTables {
  const codes = new Map<string, Map<string, number>>();
  const words = new Map<string, Set<string>>();
  for (const { cause, weight, code, enhanced, words: all, any } of knowledge.signatures) {
    if (!Object.hasOwn(knowledge.causes, cause)) continue;
    const said = [...list(all), ...list(any)];
    for (const one of [...list(enhanced), ...list(code)].map(String)) {
      const causes = codes.get(one) ?? codes.set(one, new Map<string, number>()).get(one);
      causes?.set(cause, Math.max(said.length > 0 ? weight * beside : weight, causes.get(cause) ?? 0));
    }
    if (weight < leastWeight) continue;
    // `block*` is blocked, blocklist and more.
    const known = words.get(cause) ?? words.set(cause, new Set<string>()).get(cause);
    for (const word of said) known?.add(word.replaceAll('*', '…'));
  }
  const titles = (id: string): string => knowledge.causes[id]?.title ?? id;
  return {
    codes: [...codes].map(([code, causes]) => ({ tells: [code], causes: best(causes) })).sort(byTell),
    numbers: numbersOf(knowledge),
    words: [...words]
      .filter(([, said]) => said.size > 0)
      .sort(([a], [b]) => titles(a).localeCompare(titles(b), 'en'))
      .map(([cause, said]) => ({ tells: [...said], causes: [cause] })),
  };
}

const byTell = (a: TellRow, b: TellRow): number =>
  (a.tells[0] ?? '').localeCompare(b.tells[0] ?? '', 'en', { numeric: true, sensitivity: 'base' });

const best = (causes: Map<string, number>): string[] =>
  [...causes]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([cause]) => cause);

function numbersOf(knowledge: Telling & Pick<Knowledge, 'causes'>): TellRow[] {
  const rows = tells.flatMap(({ words, stage, outcome, why }) =>
    words
      .filter((word) => /^(?:0x[0-9a-f]{8}|1\d{4})$/.test(word))
      .map((word) => ({
        tells: [word.startsWith('0x') ? `0x${word.slice(2).toUpperCase()}` : word],
        causes: diagnose({ stage, outcome, ...(why !== undefined && { why }), clientError: word }, knowledge)
          .map(({ cause }) => cause)
          .filter((cause) => cause !== 'other' && Object.hasOwn(knowledge.causes, cause)),
      })),
  );
  return rows.filter(({ causes }) => causes.length > 0).sort(byTell);
}
