// The last scan (DESIGN §6). What a client sends in AUTH is hidden by its place in the protocol, always; this finds the password in what a server
// sends back, and in anything else that is about to be told.
import { encodeBytes } from './base64.ts';
import type { Facts } from './events.ts';
import type { Certificate } from './net.ts';

/** What stands for something hidden. */
export const mask = '••••';

/** A shorter password is found in too many innocent words; instead, all that the server says in AUTH is hidden. */
const shortest = 6;

/** Characters of a server's own word inside a sign-in that are told: cut after the scan, or half a password could be left over where the cut is. */
const longestWord = { oauth: 200, saslError: 60 };

/** From so many characters on a part of it is looked for as well: half of this from its beginning. Access tokens are such. */
const long = 32;

export interface Redactor {
  /** Any text, with every form of the password masked. */
  text: (text: string) => string;
  /** Text of the server from AUTH on: the same, or nothing of it when the password is too short to look for. */
  answer: (text: string) => string;
  facts: (facts: Facts) => Facts;
  /** From now on this is masked too: a proof, a digest, another form of the password. */
  learn: (secret: string) => void;
}

/** Makes a redactor for one password; without one nothing is hidden. */
export function redactor(password: string | undefined): Redactor {
  let tooShort = false;
  const hiders: ((text: string) => string)[] = [];
  const learn = (secret: string): void => {
    if ([...secret].length >= shortest) hiders.push(hider(secret));
    else tooShort = true;
  };
  if (password !== undefined) formsOf(password).forEach(learn);
  const text = (value: string): string => hiders.reduce((shown, hide) => hide(shown), value);
  const answer = (value: string): string => (tooShort ? mask : text(value));
  return {
    text,
    answer,
    facts: (facts) => mapFacts(facts, text, answer),
    learn,
  };
}

/** A server may cut the blanks around a password, or those that an app password is shown with. */
const formsOf = (password: string): Set<string> => new Set([password, password.trim(), password.replaceAll(/\s/g, '')]);

/** Masks the password in plain, and every base64 run that holds it at any of the three alignments: alone, in PLAIN, or in a longer text. */
function hider(password: string): (text: string) => string {
  const characters = [...password];
  // A server that finds a line too long may quote its beginning; of a long secret that is enough to be hidden, with what follows it.
  const start = characters.length >= long ? characters.slice(0, long / 2).join('') : undefined;
  const parts = start === undefined ? [password] : [password, start];
  // Letter case is not looked at: some servers echo in capitals.
  const plain = new RegExp(parts.flatMap((part, at) => plainForms(part).map((form) => (at === 0 ? form : `${form}\\S*`))).join('|'), 'giu');
  const encoded = new RegExp(parts.flatMap(encodedForms).join('|'), 'giu');
  return (text) => maskRuns(text.replace(plain, mask), encoded);
}

/** As it is, and as it looks in a line that is no UTF-8 and so was read byte by byte (reply.ts). */
const plainForms = (text: string): string[] =>
  [text, Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')].map(escape);

/** In base64 at each of the three alignments, in both alphabets. */
const encodedForms = (text: string): string[] =>
  [0, 1, 2].map((shift) =>
    escape(coreOf(new TextEncoder().encode(text), shift))
      .replaceAll('\\+', '[-+]')
      .replaceAll('\\/', '[_/]'),
  );

/** Masks each match together with the base64 characters on both sides, which hold the rest of the same secret. Linear in the text. */
function maskRuns(text: string, pattern: RegExp): string {
  const isDigit = (at: number): boolean => /[A-Za-z0-9+/_=-]/.test(text.charAt(at));
  let shown = '';
  let done = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index < done) continue;
    let start = found.index;
    let end = found.index + found[0].length;
    while (start > done && isDigit(start - 1)) start -= 1;
    while (isDigit(end)) end += 1;
    shown += text.slice(done, start) + mask;
    done = end;
  }
  return shown + text.slice(done);
}

/** The base64 characters that depend on the password alone when `shift` other bytes stand before it and anything behind. */
function coreOf(bytes: Uint8Array, shift: number): string {
  const shifted = new Uint8Array(shift + bytes.length);
  shifted.set(bytes, shift);
  return encodeBytes(shifted).slice(Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6));
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const oauthFacts = ({ status, scope }: NonNullable<Facts['oauth']>, answer: (value: string) => string): Facts['oauth'] => ({
  status: answer(status).slice(0, longestWord.oauth),
  ...(scope !== undefined && { scope: answer(scope).slice(0, longestWord.oauth) }),
});

/** Goes over everything in the facts that a server can write. Codes of our own stay, or a password like "rejected" would break them. */
function mapFacts(facts: Facts, text: (value: string) => string, answer: (value: string) => string): Facts {
  const all = (list: string[]): string[] => list.map(text);
  const certificate = (one: Certificate): Certificate => ({
    ...one,
    subject: text(one.subject),
    issuer: text(one.issuer),
    names: all(one.names),
  });
  return {
    ...facts,
    ...(facts.reply && { reply: { ...facts.reply, lines: all(facts.reply.lines) } }),
    ...(facts.mx && { mx: all(facts.mx) }),
    ...(facts.greetedAs !== undefined && { greetedAs: text(facts.greetedAs) }),
    ...(facts.capabilities && { capabilities: all(facts.capabilities) }),
    ...(facts.mechanisms && { mechanisms: all(facts.mechanisms) }),
    ...(facts.notTried && { notTried: all(facts.notTried) }),
    ...(facts.oauth && { oauth: oauthFacts(facts.oauth, answer) }),
    ...(facts.saslError !== undefined && { saslError: answer(facts.saslError).slice(0, longestWord.saslError) }),
    ...(facts.tls && { tls: { ...facts.tls, ...(facts.tls.chain && { chain: facts.tls.chain.map(certificate) }) } }),
  };
}
