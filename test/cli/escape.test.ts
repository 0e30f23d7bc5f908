import { expect, test } from 'vitest';
import { escapeUnseen, foreign, safeJson } from '../../cli/escape.ts';
import { hasColour, proseText, screenOn, wrap } from '../../cli/screen.ts';

test('what a terminal would obey is shown instead', () => {
  expect(escapeUnseen('\u001b[2J\u0007\u0000')).toBe('\\x1b[2J\\x07\\x00');
  expect(escapeUnseen('\u007f\u009b31m\u0085')).toBe('\\x7f\\x9b31m\\x85');
  expect(escapeUnseen('abc\u202ecba\u2066\u200f\ufeff')).toBe('abc\\x{202e}cba\\x{2066}\\x{200f}\\x{feff}');
  expect(escapeUnseen('a\tb\r\nc')).toBe('a\\x09b\\x0d\\x0ac');
});

test('every C0, C1 and bidi sign is escaped, and letters of all scripts are not', () => {
  const signs = [
    ...Array.from({ length: 32 }, (_, at) => at),
    ...Array.from({ length: 33 }, (_, at) => 0x7f + at),
    ...[0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
  ];
  for (const sign of signs) expect(escapeUnseen(String.fromCharCode(sign))).toMatch(/^\\x/);
  expect(escapeUnseen('Grüezi, здравствуйте, שלום, 你好 🖨')).toBe('Grüezi, здравствуйте, שלום, 你好 🖨');
});

test('a long line of a server is cut', () => {
  expect(foreign('x'.repeat(1000))).toBe(`${'x'.repeat(299)}…`);
});

test('JSON keeps its value and holds no sign that a terminal would obey', () => {
  const value = { text: 'a\u001b[31m\u009b\u202e\u007fä' };
  expect(safeJson(value)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  expect(JSON.parse(safeJson(value))).toEqual(value);
});

test('colour is for a terminal only, and not where NO_COLOR says no', () => {
  const write = (): void => undefined;
  expect(hasColour({ write }, {})).toBe(false);
  expect(hasColour({ write, isTTY: true }, {})).toBe(true);
  expect(hasColour({ write, isTTY: true }, { NO_COLOR: '' })).toBe(true);
  expect(hasColour({ write, isTTY: true }, { NO_COLOR: '1' })).toBe(false);
  expect(hasColour({ write, isTTY: true }, { TERM: 'dumb' })).toBe(false);
});

test('lines are broken at words on a terminal, and left whole for a program', () => {
  const written = (columns?: number): string => {
    let all = '';
    screenOn({ write: (text) => (all += text), ...(columns !== undefined && { isTTY: true, columns }) }, { NO_COLOR: '1' }).line(
      'one two three four five six seven eight nine ten eleven twelve',
      { indent: 2 },
    );
    return all;
  };
  expect(written()).toBe('  one two three four five six seven eight nine ten eleven twelve\n');
  const broken = '  one two three four five six seven eight nine ten eleven\n  twelve\n';
  expect(written(60)).toBe(broken);
  // A terminal that does not know its width says 0.
  expect(written(0)).toBe(broken);
  expect(wrap('https://will-it-send.example/causes/x/ is long', 10)).toEqual(['https://will-it-send.example/causes/x/', 'is long']);
});

test('prose becomes plain words with whole addresses', () => {
  expect(proseText('Read [the page](/causes/x/) and set `587` to **on**.', 'https://will-it-send.example')).toBe(
    'Read the page (https://will-it-send.example/causes/x/) and set 587 to on.',
  );
});
