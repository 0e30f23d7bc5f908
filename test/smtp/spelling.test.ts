// A password in the codings of mail, web and programs: found and masked as a whole before the sign-in, and in every part of eight behind it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mask, redactor } from '../../src/smtp/redact.ts';
import { spell } from '../../src/smtp/spelling.ts';

const pairs = (bytes: Uint8Array, mark: string): string => Array.from(bytes, (byte) => mark + byte.toString(16).padStart(2, '0')).join('');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const units = (text: string): number[] => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

const codings: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  'in hex': (text) => pairs(bytesOf(text), ''),
  'in hex with colons': (text) => pairs(bytesOf(text), ':').slice(1),
  'in hex with blanks': (text) => pairs(bytesOf(text), ' ').slice(1).toUpperCase(),
  'percent-coded': (text) => encodeURIComponent(text),
  'percent-coded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-coded, every byte': (text) => pairs(bytesOf(text), '%'),
  'as a form': (text) => new URLSearchParams({ x: text }).toString().slice(2),
  'quoted-printable': (text) => text.replace(/[^A-Za-z0-9]/gu, (sign) => pairs(bytesOf(sign), '=').toUpperCase()),
  'as xtext': (text) => text.replace(/[^A-Za-z0-9]/gu, (sign) => pairs(bytesOf(sign), '+').toUpperCase()),
  'in HTML, decimal': (text) => Array.from(text, (sign) => `&#${String(sign.codePointAt(0))};`).join(''),
  'in HTML, hexadecimal': (text) => Array.from(text, (sign) => `&#x${(sign.codePointAt(0) ?? 0).toString(16)};`).join(''),
  'in JSON': (text) =>
    units(text)
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  'as escaped bytes': (text) => pairs(bytesOf(text), '\\x'),
  'in UTF-16': (text) =>
    units(text)
      .map((unit) => String.fromCharCode(unit & 0xff, unit >> 8))
      .join(''),
  'in UTF-16 and base64': (text) => utf16(text).toString('base64').replace(/=+$/, ''),
};

const secrets = [
  'Zq7-Wv_x9Ky+Bt2',
  'vqkz hjxw prbt mfcg',
  'Gu\u0308rte\u0142-Ma\u0301\u00f1ana',
  `p%41+q&r=s<b>"t'u\\v`,
  'abc%2bd+41=3Dx',
  `${'Zq7wVx9K'.repeat(12)}!`,
];

describe.each(Object.entries(codings))('a secret %s', (_, coded) => {
  test.each(secrets)('%s is masked before a sign-in', (secret) => {
    const shown = redactor(secret).text(`220 hello <${coded(secret)}> there`);
    expect(shown.replaceAll('\0', '')).toMatch(new RegExp(`^220 hello <${mask}>? there$`));
  });

  test.each(secrets)('%s is masked behind it, and so is each half of it', (secret) => {
    const { answer } = redactor(secret);
    const signs = [...secret];
    const half = Math.max(8, signs.length >> 1);
    for (const part of [secret, signs.slice(0, half).join(''), signs.slice(-half).join('')]) {
      // What looks coded already is shorter than it seems.
      if (spell(part, 'plusIsMark').signs.length < 8) continue;
      const shown = answer(`535 no <${coded(part)}> here`);
      expect(shown).toContain(mask);
      expect(shown).not.toContain(coded(part));
    }
  });
});

test('what is told keeps its place, however it was written', () => {
  const { signs, starts, ends } = spell('a%2Db&lt;c', 'plusIsMark');
  expect([signs, starts, ends]).toEqual(['a+b<c', [0, 1, 4, 5, 9], [1, 4, 5, 9, 10]]);
});

test('ordinary lines with ids and codes in them stay as they are', () => {
  const { text, answer } = redactor('Zq7-Wv_x9Ky+Bt2', ['mx.example.test']);
  const lines = [
    '220 mx.example.test ESMTP 4fb4d7f45d1cf-5c8a0b1e2d3si1234567a12.34 - gsmtp',
    '250-SIZE 35882577',
    '250-AUTH=LOGIN PLAIN',
    '250 2.0.0 OK  1732550000 4fb4d7f45d1cf-5c8a - gsmtp',
    '535 5.7.8 100% sure + certain; see https://example.test/?a=3D&b=%20',
  ];
  for (const line of lines) expect([text(line), answer(line)]).toEqual([line, line]);
});

test('a line of nothing but codes is read in one go', () => {
  const { answer } = redactor('Zq7-Wv_x9Ky+Bt2');
  for (const unit of ['%25', '%', '=3', '&#', '\\u00', 'ab:', '+A']) expect(answer(unit.repeat(20_000))).not.toContain('Zq7');
});

test('whatever stands around it, a whole secret in any coding is masked', () => {
  const sign = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  const word = (minLength: number, maxLength: number) => fc.array(sign, { minLength, maxLength }).map((signs) => signs.join(''));
  fc.assert(
    fc.property(
      word(8, 31),
      fc.constantFrom(...Object.values(codings)),
      fc.constantFrom('', ' ', '<', '"', '('),
      (secret, coded, before) => {
        const said = `${before}${coded(secret)} `;
        expect(redactor(secret).text(said)).not.toContain(coded(secret));
      },
    ),
    { numRuns: 1_000 },
  );
});
