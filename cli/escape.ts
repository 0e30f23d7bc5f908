// Text of a server on a terminal: nothing in it may move the cursor, change the colours or turn the reading direction.

/** C0 with tab and line breaks, DEL, C1; marks of direction and other signs without a shape. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

const hex = (sign: string): string => (sign.codePointAt(0) ?? 0).toString(16);

/** Shows unseen signs as `\x1b`, or `\x{202e}` where two digits are too few. */
export const escapeUnseen = (text: string): string =>
  text.replace(unseen, (sign) => (hex(sign).length > 2 ? `\\x{${hex(sign)}}` : `\\x${hex(sign).padStart(2, '0')}`));

/** Longest text of a server in one line. */
const longest = 300;

/** One line of foreign text: unseen signs shown, at most 300 characters. */
export function foreign(text: string): string {
  const shown = escapeUnseen(text);
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
}

/** JSON that is safe on a terminal too: the same value, with every unseen sign written as `\uXXXX`. */
export const safeJson = (value: unknown): string => JSON.stringify(value).replace(unseen, (sign) => `\\u${hex(sign).padStart(4, '0')}`);
