// Text of a server on a terminal: nothing in it may move the cursor, change the colours or turn the reading direction.
import { unseen } from '../src/view/unseen.ts';

export { safeJson } from '../src/view/unseen.ts';

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
