// What can be read from something seen, before anything is held against it: codes, words, and who speaks.
import type { Dialect, Speaker } from '../knowledge/schemas/signature.ts';
import type { Sighting } from './diagnose.ts';
import { phrase, plain, type Phrase, type Plain } from './phrase.ts';

export interface Clues {
  /** Codes of the reply, or, where there is none, those that a client repeats. */
  codes: number[];
  /** Every enhanced code in the reply or repeated by a client: a server may tell of another's. */
  enhanced: string[];
  /** Reply and the client's own words. */
  words: Plain;
  /** Ids of those whose server this is or whose words these are. */
  speakers: string[];
  /** Our own codes for what the client's words mean. */
  whys: string[];
}

interface Known {
  speakers: { id: string; hosts: string[]; any: Phrase[] }[];
  dialects: { why: string; any: Phrase[]; not: Phrase[] }[];
}

/** Phrases are read once for each knowledge. */
const read = new WeakMap<Speaker[], Known>();

function knownOf({ speakers, dialects }: { speakers: Speaker[]; dialects: Dialect[] }): Known {
  const before = read.get(speakers);
  if (before) return before;
  const known: Known = {
    speakers: speakers.map(({ id, hosts = [], words = [] }) => ({ id, hosts, any: words.map(phrase) })),
    dialects: dialects.map(({ why, any, not = [] }) => ({ why, any: any.map(phrase), not: not.map(phrase) })),
  };
  read.set(speakers, known);
  return known;
}

/** A reply code where a client repeats one: `535 5.7.8 …`, `(535, b'…`, `code: 535`. RFC 5321 §4.2.1 knows 0 to 5 in the middle, so 587 is none. */
const repeatedCode = /(?<![\d.:/-])([245][0-5]\d)(?=[ -][45]\.\d|[ -]+[#<(\p{L}]|, b?['"\p{L}]|["']?[,:]? ?$)/gmu;
const enhancedCode = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\.\d|\d)/g;

const every = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

/** A line of a reply may begin with the enhanced code again, also in the middle of a sentence. */
const again = /^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)/;

/** Reads the clues. A host is held against the ends of the speakers' hosts, letter case and a dot at the end aside. */
export function cluesOf(seen: Sighting, knowledge: { speakers: Speaker[]; dialects: Dialect[] }): Clues {
  const known = knownOf(knowledge);
  const client = seen.clientError ?? '';
  const lines = seen.reply?.lines ?? [];
  const words = plain(`${lines.map((line) => line.replace(again, '')).join(' ')}\n${client}`);
  const host =
    seen.host
      ?.trim()
      .toLowerCase()
      .replace(/[.,;\s]+$/, '') ?? '';
  const clientWords = client === '' ? undefined : plain(client);
  return {
    codes: seen.reply ? [seen.reply.code] : [...new Set(every(client, repeatedCode).map(Number))],
    enhanced: [
      ...new Set([
        ...(seen.reply?.enhanced === undefined ? [] : [seen.reply.enhanced]),
        ...every(`${lines.join('\n')}\n${client}`, enhancedCode),
      ]),
    ],
    words,
    speakers: known.speakers
      .filter(({ hosts, any }) => hosts.some((end) => host === end || host.endsWith(`.${end}`)) || any.some((isIn) => isIn(words)))
      .map(({ id }) => id),
    whys: clientWords
      ? known.dialects
          .filter(({ any, not }) => any.some((isIn) => isIn(clientWords)) && !not.some((isIn) => isIn(clientWords)))
          .map(({ why }) => why)
      : [],
  };
}
