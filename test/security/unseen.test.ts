// Signs of a server that are not seen themselves and change what is: they are shown by number, on the page and on a terminal.
import { expect, test } from 'vitest';
import { escapeUnseen, foreign, safeJson } from '../../cli/escape.ts';
import { visible } from '../../src/view/stage-details.ts';

/** Controls, direction (UAX #9 with the Arabic letter mark), joiners and fillers without a shape, line and paragraph separators, tags. */
const unseen = [
  ...[0x00, 0x07, 0x08, 0x0b, 0x0c, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x61c, 0x200b, 0x200d, 0x200e, 0x200f],
  ...[0x2028, 0x2029, 0x202a, 0x202d, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff, 0xfff9, 0xfffb, 0xe0001, 0xe0041, 0xe007f],
].map((code) => String.fromCodePoint(code));

test.each(unseen.map((sign) => [sign.codePointAt(0)?.toString(16) ?? '', sign] as const))(
  'U+%s is shown by its number everywhere',
  (hex, sign) => {
    for (const show of [visible, foreign, escapeUnseen]) {
      const shown = show(`a${sign}b`);
      expect(shown).not.toContain(sign);
      expect(shown).toContain(hex);
    }
    expect(safeJson([`a${sign}b`])).not.toContain(sign);
    expect(JSON.parse(safeJson([`a${sign}b`]))).toEqual([`a${sign}b`]);
  },
);

test('other signs stay as they are', () => {
  const text = 'B\u00fcro, \u65e5\u672c, \u05d0\u05d1, \u{1f600}';
  for (const show of [visible, foreign, escapeUnseen]) expect(show(text)).toBe(text);
});
