// The last scan (DESIGN §6). What a client sends in AUTH is hidden by its place in the protocol, always; this finds the password in what a server
// sends back, and in anything else that is about to be told.
import { coresOf, echoFinder, long, mayEcho, wholeFinder, type Run } from './echo.ts';
import type { Facts, SenderPolicy } from './events.ts';
import type { Certificate } from './net.ts';
import { byByte, mayBeSpelled, utf16, utf8 } from './spelling.ts';

/** What stands for something hidden. */
export const mask = '••••';

/** A shorter password is found in too many innocent words; instead, all that the server says in AUTH is hidden. */
const shortest = 6;

/** Characters of a server's own word inside a sign-in that are told: cut after the scan, or half a password could be left over where the cut is. */
const longestWord = { oauth: 200, saslError: 60 };

export interface Redactor {
  /** Any text, with every form of the password masked. */
  text: (text: string) => string;
  /**
   * Text of the server from AUTH on: the same, and with every part of the password masked that is worth it (echo.ts); nothing of it when the password is
   * too short to look for. What was said before can hold no part of it but by chance, and masked it would tell of the password.
   */
  answer: (text: string) => string;
  facts: (facts: Facts) => Facts;
  /** From now on this is masked too: a proof, a digest, another form of the password. */
  learn: (secret: string) => void;
}

/** Makes a redactor for one password; without one nothing is hidden. `known`: texts that are no secret, whatever the password has in common with them. */
export function redactor(password: string | undefined, known: readonly string[] = []): Redactor {
  let tooShort = false;
  const hiders: ((text: string) => string)[] = [];
  const partHiders: ((text: string) => string)[] = [];
  const learn = (secret: string): void => {
    if ([...secret].length < shortest) tooShort = true;
    else {
      hiders.push(hider(secret));
      partHiders.push(partHider(secret, known));
    }
  };
  if (password !== undefined) formsOf(password).forEach(learn);
  const text = (value: string): string => hiders.reduce((shown, hide) => hide(shown), value);
  const answer = (value: string): string => (tooShort ? mask : partHiders.reduce((shown, hide) => hide(shown), text(value)));
  return {
    text,
    answer,
    facts: (facts) => mapFacts(facts, text, answer),
    learn,
  };
}

/** A server may cut the blanks around a password, or those that an app password is shown with, and write an accent in another way. */
const formsOf = (password: string): Set<string> =>
  new Set([password, password.trim(), password.replaceAll(/\s/g, ''), password.normalize('NFC'), password.normalize('NFD')]);

/**
 * Masks the password in plain and in the codings of mail, web and programs (spelling.ts), and every base64 run that holds it at any of the three
 * alignments: alone, in PLAIN, or in a longer text.
 */
function hider(password: string): (text: string) => string {
  const characters = [...password];
  // A server that finds a line too long may quote its beginning; of a long secret that is enough to be hidden, with what follows it.
  const start = characters.length >= long ? characters.slice(0, long / 2).join('') : undefined;
  const parts = start === undefined ? [password] : [password, start];
  // Letter case is not looked at: some servers echo in capitals.
  const isSuspect = suspicionOf(start ?? password);
  let patterns: { plain: RegExp; encoded: RegExp } | undefined;
  let whole: ReturnType<typeof wholeFinder> | undefined;
  const hideSpelled = (text: string): string => {
    if (!mayBeSpelled(text)) return text;
    whole ??= wholeFinder(password);
    return maskRuns(text, whole, () => false);
  };
  return (text) => {
    if (!isSuspect(text)) return hideSpelled(text);
    patterns ??= {
      plain: new RegExp(parts.flatMap((part, at) => plainForms(part).map((form) => (at === 0 ? form : `${form}\\S*`))).join('|'), 'giu'),
      encoded: new RegExp(parts.flatMap(encodedForms).join('|'), 'giu'),
    };
    const { plain, encoded } = patterns;
    return maskRuns(hideSpelled(text.replace(plain, mask)), (found) => Array.from(found.matchAll(encoded), runOf), isDigit);
  };
}

const runOf = (found: RegExpExecArray): Run => [found.index, found.index + found[0].length];

/** Masks parts of the password, plain and in base64. Made where a server answers a sign-in, for only there it is needed. */
function partHider(password: string, known: readonly string[]): (text: string) => string {
  let finder: ReturnType<typeof echoFinder> | undefined;
  return (text) => {
    if (!mayEcho(password, text)) return text;
    finder ??= echoFinder(password, known);
    const { plain, base64 } = finder;
    const shown = maskRuns(text, plain, () => false);
    return maskRuns(shown, base64, isDigit);
  };
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/**
 * May a text hold this? A quick look before the exact one: the patterns take longer to make than all the rest of a dialogue, and hardly any server
 * sends a password back. Says yes too often, never too seldom.
 */
function suspicionOf(part: string): (text: string) => boolean {
  if (!isAscii(part)) return () => true;
  const cores = [utf8(part), utf16(part)].flatMap(coresOf);
  const hasTwoForms = cores.some((core) => /[+/]/.test(core));
  const folded = (text: string): string => {
    const lower = text.toLowerCase();
    return hasTwoForms ? lower.replaceAll('-', '+').replaceAll('_', '/') : lower;
  };
  const needles = [part, ...cores].map(folded);
  const shortestNeedle = Math.min(...needles.map(({ length }) => length));
  return (text) => {
    if (text.length < shortestNeedle) return false;
    if (!isAscii(text)) return true;
    const hay = folded(text);
    return needles.some((needle) => hay.includes(needle));
  };
}

/** As it is, and as it looks in a line that is no UTF-8. */
const plainForms = (text: string): string[] => [text, byByte(text)].map(escape);

/** In base64 at each of the three alignments, in both alphabets; also of UTF-16, as Windows has it. */
const encodedForms = (text: string): string[] =>
  [utf8(text), utf16(text)].flatMap(coresOf).map((core) => escape(core).replaceAll('\\+', '[-+]').replaceAll('\\/', '[_/]'));

const isDigit = (sign: string): boolean => /^[A-Za-z0-9+/_=-]$/.test(sign);

/** Masks each run together with the signs on both sides that belong to it: base64 digits there hold the rest of the same secret. Linear in the text. */
function maskRuns(text: string, find: (text: string) => Run[], belongs: (sign: string) => boolean): string {
  let shown = '';
  let done = 0;
  for (const [from, to] of find(text).sort(([a], [b]) => a - b)) {
    if (to <= done) continue;
    let start = Math.max(from, done);
    let end = to;
    while (start > done && belongs(text.charAt(start - 1))) start -= 1;
    while (belongs(text.charAt(end))) end += 1;
    shown += text.slice(done, start) + mask;
    done = end;
  }
  return shown + text.slice(done);
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
  const policy = ({ domain, spf, dmarc }: SenderPolicy): SenderPolicy => ({
    domain: text(domain),
    spf: { ...spf, ...(spf.record !== undefined && { record: text(spf.record) }), ...(spf.includes && { includes: all(spf.includes) }) },
    dmarc: {
      ...dmarc,
      ...(dmarc.record !== undefined && { record: text(dmarc.record) }),
      ...(dmarc.domain !== undefined && { domain: text(dmarc.domain) }),
    },
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
    ...(facts.from !== undefined && { from: text(facts.from) }),
    ...(facts.recipient !== undefined && { recipient: text(facts.recipient) }),
    ...(facts.messageId !== undefined && { messageId: text(facts.messageId) }),
    ...(facts.queueId !== undefined && { queueId: text(facts.queueId) }),
    ...(facts.senderPolicy && { senderPolicy: policy(facts.senderPolicy) }),
    ...(facts.tls && { tls: { ...facts.tls, ...(facts.tls.chain && { chain: facts.tls.chain.map(certificate) }) } }),
  };
}
