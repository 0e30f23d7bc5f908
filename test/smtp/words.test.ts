// The small pieces: base64, capabilities.
import { expect, test } from 'vitest';
import { decodeBytes, encodeBytes, encodeText } from '../../src/smtp/base64.ts';
import { readCapabilities } from '../../src/smtp/ehlo.ts';

test('base64 of every length is what the platform makes of it, and comes back', () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 89 + length * 7) % 256);
    expect(encodeBytes(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(decodeBytes(encodeBytes(bytes))).toEqual(bytes);
  }
});

test('text is encoded as UTF-8 first', () => {
  expect(encodeText('Pässwörd€')).toBe(Buffer.from('Pässwörd€', 'utf8').toString('base64'));
});

test('what is no base64 is not decoded', () => {
  for (const text of ['abc', 'ab=c', 'a b=', 'abc-', '====']) expect(decodeBytes(text), text).toBeUndefined();
});

const capabilities = (...lines: string[]) => readCapabilities({ code: 250, lines: ['mail.example.test', ...lines] });

test('capabilities are read in any letter case, and the first line is none of them', () => {
  const { list, starttls, mechanisms } = readCapabilities({
    code: 250,
    lines: ['AUTH STARTTLS', 'starttls', 'auth plain Login', 'size 10'],
  });
  expect(list).toEqual(['STARTTLS', 'AUTH plain Login', 'SIZE 10']);
  expect(starttls).toBe(true);
  expect(mechanisms).toEqual(['PLAIN', 'LOGIN']);
});

test('AUTH=LOGIN PLAIN counts, and each mechanism once', () => {
  expect(capabilities('AUTH=LOGIN PLAIN', 'AUTH LOGIN PLAIN').mechanisms).toEqual(['LOGIN', 'PLAIN']);
  expect(capabilities('AUTHINFO X').signIn).toBe(false);
  expect(capabilities('AUTH')).toMatchObject({ signIn: true, mechanisms: [] });
});
