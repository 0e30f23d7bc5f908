// Words as signatures write them, and text as servers and programs write it, brought to one form in which they can be compared.

/** Text made plain: words in lower case with one blank between, before the first and behind the last. Whatever else there was is gone. */
export interface Plain {
  text: string;
  words: Set<string>;
}

/** Letters and digits of any script make a word; the mark between the parts of a number or a name parts them. */
const between = /[^\p{L}\p{N}]+/gu;

const plainText = (text: string): string => ` ${text.toLowerCase().replace(between, ' ').trim()} `;

/** Brings a text to the form in which phrases are looked for. Line wraps, letter case, quotation marks and blanks make no difference. */
export function plain(text: string): Plain {
  const flat = plainText(text);
  return { text: flat, words: new Set(flat.split(' ')) };
}

/** Says whether a phrase is in a text. */
export type Phrase = (given: Plain) => boolean;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * Reads a phrase of a signature: whole words, one after the other. A star stands for any letters: `block*` is block, blocked, blocklist.
 * Cheap for the many phrases that a text does not hold: a word of it that is not there ends the search.
 */
export function phrase(written: string): Phrase {
  const parts = written.split('*').map((part) => part.toLowerCase().replace(between, ' '));
  const flat = parts.join('*').replace(/ +/g, ' ').trim();
  const whole = flat.split(' ').filter((word) => !word.includes('*'));
  const startsInside = flat.startsWith('*');
  const endsInside = flat.endsWith('*');
  const bare = flat.replace(/^\*+|\*+$/g, '').trim();
  const needle = `${startsInside ? '' : ' '}${bare}${endsInside ? '' : ' '}`;
  const pieces = needle.split('*');
  const pattern = pieces.length > 1 ? new RegExp(pieces.map(escaped).join('[^ ]*'), 'u') : undefined;
  // Most texts lack one of the pieces, and looking for those is cheaper than the pattern.
  const isIn = (text: string): boolean => pieces.every((piece) => text.includes(piece)) && (pattern?.test(text) ?? true);
  return ({ text, words }) => whole.every((word) => words.has(word)) && isIn(text);
}
