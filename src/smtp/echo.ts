// Part of a secret that comes back: a server that cuts a line, or quotes from the middle of one, says no whole password, and says enough.
import { encodeBytes } from './base64.ts';
import { byByte, fold, mayBeSpelled, spell, spellingsOf, utf16, utf8, type Spelled } from './spelling.ts';

/** Characters in a row that are found, wherever in the secret they stand. Fewer are found in too many innocent words. */
const partLength = 8;
/** Base64 digits that so many bytes decide alone, at any of the three alignments; and those of so many characters in UTF-16. */
const digitsLength = 10;
const widerLength = 20;
/** From so many characters on a part of a secret is looked for wherever it stands: half of this from its beginning. Access tokens are such. */
export const long = 32;

/** Ordinary words of mail servers, of that length: a password may be made of one, and masked it would say so. With the two questions of LOGIN. */
const ordinary =
  'Username: Password: accepted accounts addresses application attempts authenticated authentication authorization authorized conditional connection credentials criteria defaults disabled disallowed encryption hostname incorrect mechanism permissions protocol rejected relaying required resolver security specific starttls supported syntactically temporarily temporary transition unauthorized unavailable unrecognized unsuccessful unsupported';

/** Where something stands in a text: from, and up to. */
export type Run = readonly [start: number, end: number];

/** The base64 digits that depend on these bytes alone when `shift` other bytes stand before them and anything behind. */
export function coreOf(bytes: Uint8Array, shift: number): string {
  const shifted = new Uint8Array(shift + bytes.length);
  shifted.set(bytes, shift);
  return encodeBytes(shifted).slice(Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6));
}

/** At each of the three alignments. */
export const coresOf = (bytes: Uint8Array): string[] => [0, 1, 2].map((shift) => coreOf(bytes, shift));
const foldedCores = (bytes: Uint8Array): string[] => coresOf(bytes).map(fold);

function windowsOf(texts: readonly string[], size: number): Set<string> {
  const windows = new Set<string>();
  for (const text of texts) for (let at = 0; at + size <= text.length; at += 1) windows.add(text.slice(at, at + size));
  return windows;
}

function runsOf(text: string, windows: Set<string>, size: number): Run[] {
  const runs: [number, number][] = [];
  for (let at = 0; at + size <= text.length; at += 1) {
    if (!windows.has(text.slice(at, at + size))) continue;
    const last = runs.at(-1);
    if (last && at <= last[1]) last[1] = at + size;
    else runs.push([at, at + size]);
  }
  return runs;
}

const piecesOf = (text: string, size: number): string[] =>
  Array.from({ length: Math.floor(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));

/**
 * May a text hold part of a secret? A quick look that says yes too often, never too seldom: of a secret in pieces half as long as what is looked for,
 * every part holds a whole one. The exact one takes longer than all the rest of a dialogue, and hardly any server sends a password back.
 */
export function mayEcho(secret: string, text: string): boolean {
  // Or so many pieces that the exact look is as quick.
  if (mayBeSpelled(text) || secret.length > 128) return true;
  const folded = fold(text);
  const pieces = [
    ...piecesOf(fold(secret), partLength / 2),
    ...[utf8(secret), utf16(secret)].flatMap(foldedCores).flatMap((core) => piecesOf(core, digitsLength / 2)),
  ];
  return pieces.some((piece) => folded.includes(piece));
}

export interface EchoFinder {
  plain: (text: string) => Run[];
  base64: (text: string) => Run[];
}

/**
 * Finds every part of a secret that is at least eight characters long. Left out is what is no news: parts that also stand in a `known` text, such as the
 * user name, and ordinary words of mail servers; masked they would tell that the password holds them. Linear in text and secret.
 */
export function echoFinder(secret: string, known: readonly string[]): EchoFinder {
  const plain = windowsOf([secret, byByte(secret)].map(fold), partLength);
  const spelled = windowsOf(spellingsOf(secret), partLength);
  const digits = windowsOf(foldedCores(utf8(secret)), digitsLength);
  const wider = windowsOf(foldedCores(utf16(secret)), widerLength);
  // Most sign-ins find nothing and never need it.
  let news: ((run: string) => boolean) | undefined;
  const isNews = (run: string): boolean => {
    if (!news) {
      const texts = [...known, ...ordinary.split(' ')].flatMap((text) => [fold(text), ...foldedCores(utf8(text))]);
      news = (part) => !texts.some((text) => text.includes(part));
    }
    // A sign between two words may be in both texts; of what is left as much must be known as would be hidden.
    const word = run.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    return word.length < partLength || news(word);
  };
  const finder = (windows: Set<string>, size: number, text: string): Run[] =>
    runsOf(text, windows, size).filter(([start, end]) => isNews(text.slice(start, end)));
  return {
    plain: (text) => [
      ...finder(plain, partLength, fold(text)),
      ...readings(text).flatMap((reading) => placed(reading, finder(spelled, partLength, reading.signs))),
    ],
    base64: (text) => [...finder(digits, digitsLength, fold(text)), ...finder(wider, widerLength, fold(text))],
  };
}

const readings = (text: string): Spelled[] =>
  mayBeSpelled(text) ? (['plusIsMark', 'plusIsBlank', 'hex'] as const).map((reading) => spell(text, reading)) : [];

/** Runs of what a text says, as runs of the text itself. */
const placed = ({ starts, ends }: Spelled, runs: Run[]): Run[] => runs.map(([from, to]) => [starts[from] ?? 0, ends[to - 1] ?? 0]);

/**
 * Finds all of a secret in whatever coding. A server that finds a line too long may quote its beginning; of a long secret that is enough to be
 * found, with what follows it.
 */
export function wholeFinder(secret: string): (text: string) => Run[] {
  const isLong = [...secret].length >= long;
  const needles = spellingsOf(secret);
  return (text) =>
    readings(text)
      .flatMap((reading) =>
        placed(
          reading,
          needles.flatMap((whole) =>
            startsOf(reading.signs, isLong ? whole.slice(0, long / 2) : whole).map((from): Run => [
              from,
              sameUntil(reading.signs, from, whole),
            ]),
          ),
        ),
      )
      .map(([from, to]) => [from, isLong ? to + (/^\S*/.exec(text.slice(to))?.[0].length ?? 0) : to]);
}

function startsOf(text: string, part: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found.push(at);
  return found;
}

/** Up to where a text goes on as the whole does. */
function sameUntil(text: string, from: number, whole: string): number {
  let length = 0;
  while (length < whole.length && text.charAt(from + length) === whole.charAt(length)) length += 1;
  return from + length;
}
