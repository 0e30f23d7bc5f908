// What a visitor can type that would become more than one command, another command, or a fault of ours.
import { describe, expect, test } from 'vitest';
import { isGreeting, readFrom, readInput } from '../../functions/guards/input.ts';
import { readAddrSpec } from '../../src/smtp/address.ts';
import { readHost } from '../../functions/guards/target.ts';
import { isSendable } from '../../src/smtp/sasl/choose.ts';
import { mechanismNames } from '../../src/smtp/sasl/mechanisms.ts';
import { credentials, request, see, server, worldOf } from '../smtp/parts.ts';

const lone = '\ud800';
const turned = String.fromCharCode(0xdfff);

describe('an address', () => {
  test.each([
    ['a line break', 'a\r\nRCPT TO:<b@example.com>\r\n@example.com'],
    ['a bare line feed', 'a\nb@example.com'],
    ['a NUL', 'a\0b@example.com'],
    ['a line separator', 'a\u2028b@example.com'],
    ['next line', 'a\u0085b@example.com'],
    ['half a surrogate pair', `a${lone}b@example.com`],
    ['the other half', `a${turned}b@example.com`],
    ['an angle bracket', 'a><b@example.com'],
    ['a wide angle bracket', 'a\uff1eb@example.com'],
    ['a small angle bracket', 'a\ufe65b@example.com'],
    ['a wide at sign', 'a\uff20b@example.com'],
    ['a wide colon, quotation mark or comma', 'a\uff1a\uff02\uff0cb@example.com'],
    ['two dots in one sign', 'a\u2025b@example.com'],
    ['a sign that becomes a blank and a mark', 'a\u00a8b@example.com'],
    ['a blank of another script', 'a\u3000b@example.com'],
    ['a joiner', 'a\u200db@example.com'],
    ['a second parameter', 'a@example.com> SIZE=1'],
    ['a parameter behind the domain', 'a@example.com SMTPUTF8'],
    ['a sign that becomes words with blanks in the domain', 'a@\ufdfa.example'],
    ['a sign that becomes a slash in the domain', 'a@example\u2100.example'],
    ['a number with a dot in one sign in the domain', 'a@\u2488example.example'],
    ['a wide slash, at sign or colon in the domain', 'a@ex\uff0fample.com'],
    ['a percent sign in the domain', 'a@ex%2eample.com'],
    ['a backslash in the domain', 'a@example.com\\b'],
    ['half a surrogate pair in the domain', `a@ex${lone}ample.com`],
    ['a right-to-left mark in the domain', 'a@ex\u200fample.com'],
  ])('with %s is none', (_, text) => {
    expect(readAddrSpec(text)).toBeUndefined();
    expect(readFrom(text)).toMatchObject({ code: 'from-form' });
  });

  test('of another script still is one, and its wide dots are dots', () => {
    expect(readAddrSpec('b\u00fcro@b\u00fcro\u3002example')).toEqual({
      address: 'b\u00fcro@xn--bro-hoa.example',
      domain: 'xn--bro-hoa.example',
      isAscii: false,
    });
  });
});

describe('a greeting name', () => {
  test.each(['a\r\nMAIL FROM:<>', 'a\nb', 'a\0b', 'a\u0085b', 'a\u2028b', 'a\u2029b', `a${lone}`, `${turned}a`, `${turned}${lone}`])(
    '%j is none',
    (text) => {
      expect(isGreeting(text)).toBe(false);
    },
  );

  test('that is none is a fault of whoever calls the engine, and nothing of it goes out', async () => {
    for (const ehlo of ['a\r\nQUIT', `a${lone}`]) {
      const net = worldOf(server());
      await expect(see(request({ ehlo }), net)).rejects.toThrow('control character');
    }
  });
});

test.each(mechanismNames)('half a surrogate pair is no sign of a user name or password: %s would send another one', (mechanism) => {
  expect(isSendable(mechanism, { username: 'a', password: `secret${lone}` })).toBe(false);
  expect(isSendable(mechanism, { username: `a${turned}`, password: 'secret' })).toBe(false);
  expect(isSendable(mechanism, { username: 'a', password: 'sec\u{1f600}ret' })).toBe(true);
});

test.each(mechanismNames)('a user name or password with a line break never comes near %s', async (mechanism) => {
  for (const wish of [
    { ...credentials, username: 'a\r\nQUIT' },
    { ...credentials, password: 'a\nb' },
  ]) {
    const { net, stage } = await see(request({ mechanism, credentials: wish }), worldOf(server({ offersAfterTls: [`AUTH ${mechanism}`] })));
    expect(stage('auth')).toMatchObject({ outcome: 'not-tried', facts: { why: 'unsendable' } });
    expect(net.connections[0]?.received).not.toMatch(/AUTH|QUIT\r\n.*QUIT/s);
  }
});

test.each([
  'smtp.example.com\\evil.example',
  'smtp.example.com%2eevil.example',
  'smtp.example.com\u2100evil',
  'smtp\uff0fexample.com',
  'a\ufdfab.example',
  '0x7f.1',
  '\u2488example.com',
  'smtp.example.com\uff03x',
])('the host %j is none, or what everybody sees it to be', (typed) => {
  const read = readHost(typed);
  if ('host' in read) expect(['smtp.example.com']).toContain(read.host);
});

test.each(['username', 'password', 'from', 'host', 'device', 'address'])(
  'a field %s with a control character or half a surrogate pair is told so',
  (field) => {
    for (const sign of ['\0', '\r', '\n', '\u0085', lone, turned])
      expect(readInput({ [field]: `a${sign}b` }).faults).toEqual([{ field, code: 'control-characters' }]);
    expect(readInput({ [field]: 'a\u{1f600}b' }).faults).toEqual([]);
  },
);
