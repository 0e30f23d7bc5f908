// Every form in which a secret can come back: as it is, in the codings of mail, web and programs, in part, and as an unsalted digest. Pure.
import { createHash } from 'node:crypto';

/**
 * whole: all of it, and whoever has it has the secret · rare: the same, in a way that no mail server writes · part: a half or a run of it · digest: of it
 * alone, without salt, so that whoever has it can try passwords at home.
 */
export type Kind = 'whole' | 'rare' | 'part' | 'digest';

export interface Form {
  name: string;
  kind: Kind;
  bytes: Uint8Array;
}

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pairs = (bytes: Uint8Array, mark: string): string => Array.from(bytes, (byte) => mark + byte.toString(16).padStart(2, '0')).join('');

/** The base64 digits that these bytes alone decide, with `shift` other bytes in front and any behind. */
export function base64At(bytes: Uint8Array, shift: number): string {
  const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
  const digits = shifted.toString('base64').replace(/=+$/, '');
  return digits.slice(Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6));
}

const urlSafe = (digits: string): string => digits.replaceAll('+', '-').replaceAll('/', '_');

const swapCase = (text: string): string =>
  Array.from(text, (sign) => (sign === sign.toUpperCase() ? sign.toLowerCase() : sign.toUpperCase())).join('');

const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** RFC 2152: what is no letter or digit in UTF-16BE and base64 between `+` and `-`. */
const utf7 = (text: string): string =>
  text.replace(/[^A-Za-z0-9'(),./:? -]+/g, (run) => `+${Buffer.from(run, 'utf16le').swap16().toString('base64').replace(/=+$/, '')}-`);

function wholeForms(secret: string, username: string): [string, string | Uint8Array][] {
  const bytes = utf8(secret);
  const utf16 = Buffer.from(secret, 'utf16le');
  const percent = encodeURIComponent(secret).replace(/[!'()*]/g, (sign) => pairs(utf8(sign), '%').toUpperCase());
  return [
    ['plain', secret],
    ['upper case', secret.toUpperCase()],
    ['lower case', secret.toLowerCase()],
    ['swapped case', swapCase(secret)],
    ['trimmed', secret.trim()],
    ['without blanks', secret.replaceAll(/\s/g, '')],
    ['composed (NFC)', secret.normalize('NFC')],
    ['decomposed (NFD)', secret.normalize('NFD')],
    ['compatible (NFKC)', secret.normalize('NFKC')],
    ...[0, 1, 2].map((shift): [string, string] => [`base64, alignment ${String(shift)}`, base64At(bytes, shift)]),
    ...[0, 1, 2].map((shift): [string, string] => [`base64url, alignment ${String(shift)}`, urlSafe(base64At(bytes, shift))]),
    ['AUTH PLAIN', utf8(`\0${username}\0${secret}`).toString('base64')],
    ['AUTH PLAIN with identity', utf8(`${username}\0${username}\0${secret}`).toString('base64')],
    ['AUTH LOGIN', bytes.toString('base64')],
    ['XOAUTH2', utf8(`user=${username}\x01auth=Bearer ${secret}\x01\x01`).toString('base64')],
    ['hex, lower case', hex(bytes)],
    ['hex, upper case', hex(bytes).toUpperCase()],
    ['hex with colons', pairs(bytes, ':').slice(1)],
    ['hex with blanks', pairs(bytes, ' ').slice(1)],
    ['percent-coded', percent],
    ['percent-coded, lower case', percent.replace(/%../g, (code) => code.toLowerCase())],
    ['percent-coded as a form', new URLSearchParams({ s: secret }).toString().slice(2)],
    ['percent-coded, every byte', pairs(bytes, '%')],
    ['percent-coded twice', encodeURIComponent(percent)],
    ['HTML entities', secret.replace(/[&<>"']/g, (sign) => named[sign] ?? sign)],
    ['HTML, decimal', Array.from(secret, (sign) => `&#${String(sign.codePointAt(0))};`).join('')],
    ['HTML, hexadecimal', Array.from(secret, (sign) => `&#x${(sign.codePointAt(0) ?? 0).toString(16)};`).join('')],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    [
      'JSON, every sign escaped',
      Array.from({ length: secret.length }, (_, at) => `\\u${secret.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
    ],
    ['bytes escaped', pairs(bytes, '\\x')],
    ['UTF-16LE', utf16],
    ['UTF-16BE', Buffer.from(utf16).swap16()],
    ...[0, 1, 2].map((shift): [string, string] => [`UTF-16LE in base64, alignment ${String(shift)}`, base64At(utf16, shift)]),
    ['quoted-printable', secret.replace(/[^!-<>-~]/gu, (sign) => pairs(utf8(sign), '=').toUpperCase())],
    ['xtext', secret.replace(/[^!-*,-<>-~]/gu, (sign) => pairs(utf8(sign), '+').toUpperCase())],
    ['UTF-8 read as Latin-1', bytes.toString('latin1')],
    ['Latin-1', Buffer.from(secret.normalize('NFC').replace(/[^\0-\u00ff]/gu, '?'), 'latin1')],
    ['backslashes', secret.replace(/["'\\]/g, '\\$&')],
  ];
}

const rareForms = (secret: string): [string, string][] => [
  ['reversed', [...secret].reverse().join('')],
  ['UTF-7', utf7(secret)],
];

/** Parts of a secret that are worth something to whoever finds them; of a short one there are none. */
function partForms(secret: string): [string, string][] {
  const signs = [...secret];
  const half = Math.ceil(signs.length / 2);
  if (half < 8) return [];
  const first = signs.slice(0, half).join('');
  const second = signs.slice(half).join('');
  const middle = signs.slice(Math.floor(signs.length / 2) - 4, Math.floor(signs.length / 2) + 4).join('');
  return [
    ['first half', first],
    ['second half', second],
    ['middle run of 8', middle],
    ...[0, 1, 2].map((shift): [string, string] => [`first half in base64, alignment ${String(shift)}`, base64At(utf8(first), shift)]),
    ...[0, 1, 2].map((shift): [string, string] => [`second half in base64, alignment ${String(shift)}`, base64At(utf8(second), shift)]),
    ['first half in hex', hex(utf8(first))],
    ['second half in hex', hex(utf8(second))],
  ];
}

const digestForms = (secret: string): [string, string][] =>
  ['md5', 'sha1', 'sha256', 'sha512'].flatMap((name): [string, string][] => {
    const digest = createHash(name).update(secret).digest();
    return [
      [`${name} in hex`, digest.toString('hex')],
      [`${name} in base64`, digest.toString('base64').replace(/=+$/, '')],
      [`${name} in base64url`, digest.toString('base64url')],
    ];
  });

/** All forms of one secret, each by its name; `username` is what it was sent with. Some may be the same bytes: not every secret has blanks to lose. */
export function formsOf(secret: string, username: string): Form[] {
  const all: [Kind, [string, string | Uint8Array][]][] = [
    ['whole', wholeForms(secret, username)],
    ['rare', rareForms(secret)],
    ['part', partForms(secret)],
    ['digest', digestForms(secret)],
  ];
  return all.flatMap(([kind, forms]) =>
    forms.map(([name, form]) => ({ name, kind, bytes: typeof form === 'string' ? utf8(form) : new Uint8Array(form) })),
  );
}
