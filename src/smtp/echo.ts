// Part of a secret that comes back: a server that cuts a line, or quotes from the middle of one, says no whole password, and says enough.
import { encodeBytes } from './base64.ts';

/** Characters in a row that are found, wherever in the secret they stand. Fewer are found in too many innocent words. */
const partLength = 8;
/** Base64 digits that so many bytes decide alone, at any of the three alignments. */
const digitsLength = 10;

/** Ordinary words of mail servers, of that length: a password may be made of one, and masked it would say so. With the two questions of LOGIN. */
const ordinary =
  'Username: Password: accepted accounts addresses application attempts authenticated authentication authorization authorized conditional connection credentials criteria defaults disabled disallowed encryption hostname incorrect mechanism permissions rejected relaying required security specific supported syntactically temporarily temporary transition unauthorized unrecognized unsuccessful';

/** Where something stands in a text: from, and up to. */
export type Run = readonly [start: number, end: number];

/** Letter case is not looked at, nor which of the two base64 alphabets it is. Every sign keeps its place. */
const fold = (text: string): string =>
  text.replaceAll('\u0130', 'i').toLowerCase().replaceAll('\u03c2', '\u03c3').replaceAll('-', '+').replaceAll('_', '/');

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The base64 digits that depend on these bytes alone when `shift` other bytes stand before them and anything behind. */
export function coreOf(bytes: Uint8Array, shift: number): string {
  const shifted = new Uint8Array(shift + bytes.length);
  shifted.set(bytes, shift);
  return encodeBytes(shifted).slice(Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6));
}

const coresOf = (text: string): string[] => [0, 1, 2].map((shift) => fold(coreOf(utf8(text), shift)));

/** As it looks in a line that is no UTF-8 and so was read byte by byte (reply.ts). */
export const byByte = (text: string): string => Array.from(utf8(text), (byte) => String.fromCharCode(byte)).join('');

/** As mail and web write what is no letter: `=2D` (RFC 2045 §6.7), `+2D` (RFC 3461 §4), `%2D`, `&lt;`, `\"`. */
function spellings(text: string): string[] {
  const hex = (mark: string): string =>
    text.replace(/[^A-Za-z0-9]/gu, (sign) => Array.from(utf8(sign), (byte) => mark + byte.toString(16).padStart(2, '0')).join(''));
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return [hex('='), hex('%'), hex('+'), html, text.replace(/["'\\]/g, '\\$&')];
}

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
  // Other spellings, or so many pieces that the exact look is as quick.
  if (/[^\x20-\x7e]|[=%+&\\]/.test(text) || secret.length > 128) return true;
  const folded = fold(text);
  const pieces = [...piecesOf(fold(secret), partLength / 2), ...coresOf(secret).flatMap((core) => piecesOf(core, digitsLength / 2))];
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
  const isPlain = /^[A-Za-z0-9]*$/.test(secret);
  const plain = windowsOf((isPlain ? [secret] : [secret, byByte(secret), ...spellings(secret)]).map(fold), partLength);
  const digits = windowsOf(coresOf(secret), digitsLength);
  // Most sign-ins find nothing and never need it.
  let news: ((run: string) => boolean) | undefined;
  const isNews = (run: string): boolean => {
    if (!news) {
      const texts = [...known, ...ordinary.split(' ')].flatMap((text) => [fold(text), ...coresOf(text)]);
      news = (part) => !texts.some((text) => text.includes(part));
    }
    // A sign between two words may be in both texts; of what is left as much must be known as would be hidden.
    const word = run.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    return word.length < partLength || news(word);
  };
  const finder = (windows: Set<string>, size: number) => (text: string) => {
    const folded = fold(text);
    return runsOf(folded, windows, size).filter(([start, end]) => isNews(folded.slice(start, end)));
  };
  return { plain: finder(plain, partLength), base64: finder(digits, digitsLength) };
}
