// Signs of a stranger's text that nobody sees and that somebody obeys: a terminal, a browser that turns the reading direction, an eye.

/**
 * Controls (C0, C1), format signs (marks of direction, zero width, soft hyphen, tags), line and paragraph separators, and letters without a shape.
 * Of the format signs only the joiners have honest uses, and none in what a mail server says.
 */
export const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;

const hex = (sign: string): string => (sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0');

/** For a page: each as `\u202e`, or `\u{e0041}` where four digits are too few. */
export const showUnseen = (text: string): string =>
  text.replace(unseen, (sign) => (hex(sign).length > 4 ? `\\u{${hex(sign)}}` : `\\u${hex(sign)}`));

/** JSON of the same value in which every unseen sign is written as `\uXXXX`: a terminal or an editor that shows it obeys nothing in it. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value).replace(unseen, (sign) =>
    sign
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
