// Secrets in the dialogue of a sign-in: AUTH with and without an initial response, LOGIN's two answers, the responses of CRAM-MD5, SCRAM and the tokens.
import { decoded, isPrintable } from './coding.ts';
import type { SecretKind, Span } from './span.ts';

const mechanisms =
  /^(?:PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|XOAUTH2?|OAUTHBEARER|EXTERNAL|ANONYMOUS|MSN|SCRAM-SHA-\d+(?:-PLUS)?|PLAIN-CLIENTTOKEN|XYMCOOKIE|KERBEROS_V4|SPNEGO|GS2-\w+)$/i;
const begin =
  /\bAUTH[ =]{1,3}(PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|XOAUTH2?|OAUTHBEARER|SCRAM-SHA-\d{1,3}(?:-PLUS)?)\b(?:[^\S\n]{1,3}([A-Za-z0-9+/_-]{2,}={0,2}|=(?=[\s"'\\]|$)))?/i;
/** A run of base64 that stands by itself. */
const run = /(?<![\w+/=.@-])[A-Za-z0-9+/_-]{2,}={0,2}(?![\w+/=@]|\.\w)/g;
const prompt = /(?<![\d.])334(?:[ -]+([A-Za-z0-9+/]{4,}={0,2}|[\w ]{4,20}:?))?/;
/** An answer that ends the sign-in, or another command. */
const over =
  /(?<![\d.:])(?:235|250|220|221|354|[45][0-5]\d)[ -](?:[245]\.\d\.\d|[A-Za-z#<])|\b(?:MAIL FROM|RCPT TO|STARTTLS|EHLO|HELO|QUIT|RSET|DATA)\b/;
const clientMark = /\bC(?:lient)?:|CLIENT ?-(?:>|&gt;) ?SERVER:?|-(?:>|&gt;)|~>|>>|\bsend:|\bsent\b|\bout\b|^\s*>/i;
const clientMarks = new RegExp(clientMark.source, 'gi');
/** So many lines of something else may stand between question and answer. */
const silence = 4;
/** So many lines a sign-in may take. */
const patience = 30;

interface SignIn {
  mechanism: string;
  /** Answers given so far. */
  step: number;
  /** What the server has asked for last, where it says so. */
  asked?: 'name' | 'password' | 'other';
  prompted: boolean;
  left: number;
  /** Lines since the last one that belonged to the sign-in. */
  silent: number;
  /** The last line of data was cut where it was long: the next may go on with it. */
  isCut?: boolean;
}

const isPlain = (text: string): boolean => /^[^\0]*\0[^\0]+\0[^\0]+$/.test(text);

/** The secrets in a decoded response. */
function valuesIn(text: string): string[] {
  if (text.includes('\0')) return [text.slice(text.lastIndexOf('\0') + 1)];
  const token = /auth=Bearer ([^\u0001\s]+)/.exec(text)?.[1];
  if (token !== undefined) return [token];
  const proof = /,p=([^,]+)/.exec(text)?.[1];
  if (proof !== undefined) return [proof];
  const digest = /^\S+ ([0-9a-f]{32})$/i.exec(text)?.[1];
  if (digest !== undefined) return [digest];
  return /^n,[^,]*,/.test(text) ? [] : [text];
}

/** The secrets of all sign-ins in the text. Linear in the text. */
export function dialogueSecrets(text: string): Span[] {
  const spans: Span[] = [];
  let signIn: SignIn | undefined;
  let at = 0;
  for (const whole of text.split('\n')) {
    // Lines of programs may be long; a command of SMTP is not, but a token may be.
    const line = whole.slice(0, 20_000);
    signIn = follow(line, at, signIn, spans);
    at += whole.length + 1;
  }
  return spans;
}

function follow(line: string, at: number, signIn: SignIn | undefined, spans: Span[]): SignIn | undefined {
  const begun = begin.exec(line);
  if (
    begun &&
    !/(?<!\d)250[ -]|\bauth=|\boffer|capabilit|supported|mechanisms?\b|command["']?\s?[:=]/i.test(line.slice(0, begun.index + 5))
  ) {
    const [whole, mechanism = '', initial] = begun;
    const next: SignIn = { mechanism: mechanism.toUpperCase(), step: 0, prompted: false, left: patience, silent: 0 };
    if (
      initial !== undefined &&
      initial !== '=' &&
      !mechanisms.test(initial) &&
      isResponse(initial, line.slice(begun.index + whole.length), line)
    ) {
      const start = at + begun.index + whole.length - initial.length;
      respond(next, start, initial, spans);
      next.isCut = initial.length >= 40 && !initial.endsWith('=') && line.trimEnd().endsWith(initial);
    }
    // Somebody was careful already.
    if (/^\s{0,3}(?!<br)[[<*(•]/.test(line.slice(begun.index + whole.length))) next.step = 1;
    return next;
  }
  if (signIn?.isCut === true) {
    const more = /^[\s>"']*([A-Za-z0-9+/]{2,}={0,2})[\s"']*$/.exec(line)?.[1];
    if (more !== undefined && more.length % 4 === 0 && !over.test(line)) {
      const start = at + line.indexOf(more);
      spans.push({ start, end: start + more.length, kind: 'auth-response', values: [] });
      signIn.isCut = more.length >= 40;
      return signIn;
    }
    signIn.isCut = false;
  }
  const asks = prompt.exec(line);
  const said = asks?.[1] ?? '';
  const asked = asks ? (decoded(said)?.text ?? '') + said : '';
  // A log that begins in the middle.
  if (!signIn && asks && /user|pass/i.test(asked)) signIn = { mechanism: 'LOGIN', step: 0, prompted: false, left: patience, silent: 0 };
  if (!signIn) return undefined;
  signIn.left -= 1;
  if (line.trim() === '') return signIn;
  if (asks) {
    signIn.prompted = true;
    signIn.silent = 0;
    signIn.asked = /pass/i.test(asked) ? 'password' : /user|login|name|mail/i.test(asked) ? 'name' : said === '' ? signIn.asked : 'other';
    return signIn;
  }
  if (over.test(line) || signIn.left < 0 || signIn.step >= steps(signIn.mechanism)) return undefined;
  const answer = answerIn(line, signIn);
  if (answer) respond(signIn, at + answer.index, answer.run, spans);
  signIn.silent = answer ? 0 : signIn.silent + 1;
  return signIn.silent > silence ? undefined : signIn;
}

/** A word behind AUTH PLAIN ("AUTH PLAIN failed") is no response; what decodes to one, or does not look like a word, is. */
function isResponse(run_: string, behind: string, line: string): boolean {
  const plain = decoded(run_);
  if (plain && /[\0\u0001]|^n,|^\S+ [0-9a-f]{32}$/.test(plain.text)) return true;
  const isWord = /^(?:[a-z]+|[A-Z][a-z]+)$/.test(run_);
  if (isWord) return false;
  return plain !== undefined && (clientMark.test(line) || run_.endsWith('=') || /^[\s"'\\,)\]}]|^$/.test(behind));
}

/** In front of an answer that stands by itself: time, level, brackets, a quotation mark. */
const bareFront = /^(?:[\s\d:.,TZ+/-]|\[[^\]]{0,60}\]|\([^)]{0,60}\)|(?:debug|info|trace|verbose|smtp|data)\b)*["'`]?$/i;
/** Between the client's mark and the answer. */
const markedFront = /^[\s"'`([<b:>-]{0,8}$/;
/** Behind it: nothing, line ends as programs write them, or what closes a quotation. */
const bareBehind = /^\s*["'`]?\s*(?:\\{1,7}[rn])*["'`]?\s*(?:<\/?[a-z]{1,5} ?\/?>\s*){0,3}$/;
const markedBehind = /^(?:\s*$|\s*(?:\\{1,7}[rn])+|\\{0,15}["'`)\]>},]|\s*(?:\[?CRLF\]?|<CR>|<br|\(\d+ bytes\)))/i;
/** A whole text of a JSON log. */
const jsonFront = /:\s?"$/;

/** How many answers each kind of sign-in has. */
const steps = (mechanism: string): number =>
  mechanism === 'LOGIN' ? 2 : mechanism.startsWith('SCRAM') || mechanism === 'NTLM' || mechanism === 'GSSAPI' ? 3 : 1;

function answerIn(line: string, { prompted, step, silent, mechanism }: SignIn): { index: number; run: string } | undefined {
  if (step >= steps(mechanism)) return undefined;
  const mark = clientMark.exec(line);
  // Where nothing says that the server has asked, only the very next lines of the client are answers.
  if (!prompted && !mark && (silent > 0 || step > 0)) return undefined;
  // A quoted mail has a mark of its own in front.
  const ends = mark ? [...line.slice(0, 1_000).matchAll(clientMarks)].map(({ 0: found, index }) => index + found.length).slice(0, 4) : [];
  const isJson = line.trimStart().startsWith('{');
  const runs = [...line.matchAll(run)].flatMap(({ 0: found, index }) => {
    if (found.length % 4 !== 0 || mechanisms.test(found)) return [];
    const plain = decoded(found);
    if (!plain) return [];
    const isTelling = plain.isUtf8 && (isPrintable(plain.text) || /[\0\u0001]/.test(plain.text)) && !/^\d+$/.test(found);
    const front = line.slice(Math.max(0, index - 200), index);
    const behind = line.slice(index + found.length);
    const isByMark = markedBehind.test(behind) && ends.some((end) => end <= index && markedFront.test(line.slice(end, index)));
    const isBare = bareFront.test(front) && bareBehind.test(behind);
    const isText = isJson && isTelling && jsonFront.test(front) && behind.startsWith('"');
    const isColumn = prompted && /,[<>*],"?$/.test(front) && /^"?(?:,|\s*$)/.test(behind);
    const isLast = prompted && isTelling && /(?:[\]:>]|<-)[^\S\n]{0,2}["']?$/.test(front) && bareBehind.test(behind);
    return isByMark || isBare || isLast || isText || isColumn ? [{ index, run: found, isTelling }] : [];
  });
  return runs.findLast(({ isTelling }) => isTelling) ?? runs.at(-1);
}

function respond(signIn: SignIn, start: number, found: string, spans: Span[]): void {
  const plain = decoded(found)?.text ?? found;
  const isLogin = signIn.mechanism === 'LOGIN';
  const isName = isLogin && (signIn.asked === 'name' || (signIn.asked !== 'password' && signIn.step === 0));
  const kind: SecretKind = isName
    ? 'name'
    : isLogin
      ? 'auth-login'
      : signIn.mechanism === 'PLAIN'
        ? 'auth-plain'
        : /OAUTH/.test(signIn.mechanism)
          ? 'token'
          : 'auth-response';
  spans.push({ start, end: start + found.length, kind, values: isName ? [] : valuesIn(plain) });
  signIn.step += 1;
  signIn.prompted = false;
  delete signIn.asked;
}

const long = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{8,8192}={0,2}/g;
/** A zero sign as programs write it. */
const zero = '(?:\\\\{1,8}(?:000|0{1,2}(?![1-9])|x00|u0000)|\\0|\\u2400|\\^@|%00)';
const spelledOut = new RegExp(`${zero}([^\\s"'\\\\\\0%^\\u2400]{1,200}(?:\\\\@[^\\s"'\\\\\\0]{1,100})?)${zero}([^\\s"'\\0]{1,300})`, 'g');

/** Sign-in data anywhere: base64 of NUL user NUL password and of bearer tokens, and the same spelled out. Linear in the text. */
export function looseSecrets(text: string): Span[] {
  const spans: Span[] = [];
  for (const { 0: found, index } of text.matchAll(long)) {
    // Every such text has a zero or a control sign in it, so an A: most runs are let go at a glance.
    if (!/[AQBE]/.test(found)) continue;
    const plain = decoded(found);
    if (!plain) continue;
    if (isPlain(plain.text) && isPrintable(plain.text.replaceAll('\0', '')))
      spans.push({ start: index, end: index + found.length, kind: 'auth-plain', values: valuesIn(plain.text) });
    else if (/auth=Bearer \S/.test(plain.text))
      spans.push({ start: index, end: index + found.length, kind: 'token', values: valuesIn(plain.text) });
    else if (/^c=[A-Za-z0-9+/=]+,r=[^,]+,p=/.test(plain.text))
      spans.push({ start: index, end: index + found.length, kind: 'auth-response', values: valuesIn(plain.text) });
  }
  for (const { 0: whole, index, 2: password = '' } of text.matchAll(spelledOut)) {
    const end = index + whole.length;
    spans.push({ start: end - password.length, end, kind: 'auth-plain', values: [password] });
  }
  return spans;
}
