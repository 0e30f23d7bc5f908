// Secrets in addresses, headers and by their own form: smtp://user:password@host, Authorization, bearer tokens, keys of services, private keys.
import { decoded, meanings, unpercent } from './coding.ts';
import { isValue, type Span } from './span.ts';

const scheme = /\b[a-z][a-z0-9+.-]{1,30}:(?:\/\/|\\{1,3}\/\\{1,3}\/)/gi;
/** Behind the @ of an address stands a host and nothing else. */
const hostBehind =
  /(?:\[[0-9a-f:.]{2,45}\]|[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,252})|\$\{?\w{1,40}\}?)(?::\d{1,5})?(?=$|[\s/?#"'<>)\]},;`\\|&]|\.\s|\.$)/uy;
const longest = 1_024;
/** So many signs @ may be part of a password. */
const mostTries = 30;
/** A key in the place of the name: sendgrid://key@default. */
const keyed = /^(?:sendgrid|postmark|mailgun|brevo|sendinblue|mandrill|mailjet|resend|mailersend)(?:\+\w{2,5})?:\/\/[\w.%~+=-]{8,200}@/i;

/** Passwords in addresses. A sign that should have been coded (@, /, :) may be part of them. */
export function addressSecrets(text: string): Span[] {
  const spans: Span[] = [];
  for (const found of text.matchAll(scheme)) {
    const from = found.index + found[0].length;
    const opened = text.charAt(found.index - 1);
    let part = /^[^\s"<>`]*/.exec(text.slice(from, from + longest))?.[0] ?? '';
    // An apostrophe may be part of an address, and may be the mark around it.
    const near = text.slice(Math.max(0, found.index - 200), found.index);
    if (opened === "'" || near.charAt(near.lastIndexOf('=') + 1) === "'") part = part.split("'", 1)[0] ?? '';
    const colon = part.indexOf(':');
    if (colon < 0 && keyed.test(found[0] + part)) {
      const end = part.indexOf('@');
      spans.push({ start: from, end: from + end, kind: 'url', values: meanings(part.slice(0, end)) });
    }
    if (colon < 0 || part.slice(0, colon).includes('/')) continue;
    for (let at = part.indexOf('@', colon), tries = 0; at >= 0 && tries < mostTries; at = part.indexOf('@', at + 1), tries += 1) {
      hostBehind.lastIndex = from + at + 1;
      if (!hostBehind.test(text)) continue;
      const password = part.slice(colon + 1, at);
      if (isValue(password)) spans.push({ start: from + colon + 1, end: from + at, kind: 'url', values: meanings(password) });
      break;
    }
  }
  return spans;
}

const header =
  /\b(?:proxy-)?authorization["'\\]{0,4}\]?[^\S\n]{0,4}(?:[:=]|=>|,)[^\S\n]{0,4}["'\\]{0,4}(basic|bearer|token|digest|negotiate|apikey)?[^\S\n]{0,3}([A-Za-z0-9._~+/=:-]{4,})/gi;
const basic = /\bBasic[^\S\n]{1,3}([A-Za-z0-9+/_-]{6,}={0,2})/g;
const bearer = /\bBearer(?:[^\S\n]{1,3}|%20|\\u0020|\+)([A-Za-z0-9._~+/=-]{8,})/gi;

/** What keeps a session: whoever has it is signed in. */
const cookies = /^[^\S\n>]{0,8}["'>-]{0,4}[^\S\n]?(?:-H ['"])?(?:set-)?cookie: ([^\n]{1,4000})/gim;
const session = /(?:^|; )[\w.-]{0,60}(?:sess|sid|auth|token|jwt|login|remember)[\w.-]{0,60}=([^;\s"']{8,})/gi;

/** What services and providers make: each kind has a beginning or a form of its own. */
const forms = [
  /\bSG\.[\w-]{15,30}\.[\w-]{30,60}/g,
  /\bkey-[0-9a-f]{32}\b/g,
  /\bx(?:key|smtp)sib-[0-9a-f]{32,80}-[A-Za-z0-9]{8,20}\b/g,
  /\bya29\.[\w-]{20,}/g,
  /(?<![\w/])1\/\/0[\w-]{20,}/g,
  /\bGOCSPX-[\w-]{20,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g,
  /\bgh[opsur]_[A-Za-z0-9]{30,}/g,
  /\bgithub_pat_\w{40,}/g,
  /\bglpat-[\w-]{20,}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/g,
  /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}/g,
  /\bre_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{16,30}\b/g,
  /\bmd-[A-Za-z0-9_-]{22}\b/g,
  /\bEwB[A-Za-z0-9+/]{100,}={0,2}/g,
];

/** Headers, tokens and keys of services. Linear in the text. */
export function tokenSecrets(text: string): Span[] {
  const spans: Span[] = [];
  const put = (kind: Span['kind'], index: number, whole: string, secret: string, values: string[]): void => {
    if (!isValue(secret)) return;
    const start = index + whole.lastIndexOf(secret);
    spans.push({ start, end: start + secret.length, kind, values });
  };
  for (const { 0: whole, index, 1: method, 2: secret = '' } of text.matchAll(header)) {
    if (/^(?:basic|bearer|token|digest|negotiate|apikey|required|failed|error|header|none|null)$/i.test(secret)) continue;
    put('header', index, whole, secret, method?.toLowerCase() === 'basic' ? ofBasic(secret) : [secret]);
  }
  for (const { 0: whole, index, 1: secret = '' } of text.matchAll(basic)) {
    if (decoded(secret)?.text.includes(':')) put('header', index, whole, secret, ofBasic(secret));
  }
  for (const { 0: whole, index, 1: secret = '' } of text.matchAll(bearer))
    if (/[\d._~+/=-]|[a-z][A-Z]/.test(secret)) put('token', index, whole, secret, [secret]);
  for (const { 0: whole, index, 1: pairs = '' } of text.matchAll(cookies))
    for (const found of pairs.matchAll(session))
      put('token', index + whole.length - pairs.length + found.index, found[0], found[1] ?? '', [found[1] ?? '']);
  for (const form of forms) for (const { 0: whole, index } of text.matchAll(form)) put('token', index, whole, whole, [whole]);
  return [...spans, ...privateKeys(text)];
}

function ofBasic(run: string): string[] {
  const plain = decoded(run)?.text ?? '';
  const colon = plain.indexOf(':');
  return colon < 0 ? [run] : [run, plain.slice(colon + 1), unpercent(plain.slice(colon + 1))];
}

/** The lines of a private key, each for itself, so that the lines of the text stay where they are. */
function privateKeys(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf('PRIVATE KEY-----'); at >= 0; at = text.indexOf('PRIVATE KEY-----', at + 1)) {
    if (!/-----BEGIN [A-Z ]{0,30}$/.test(text.slice(Math.max(0, at - 45), at))) continue;
    const from = at + 'PRIVATE KEY-----'.length;
    const found = text.indexOf('-----END', from);
    const end = found < 0 || found - from > 20_000 ? Math.min(text.length, from + 4_000) : found;
    for (const line of text.slice(from, end).matchAll(/[A-Za-z0-9+/=]{16,}/g)) {
      spans.push({ start: from + line.index, end: from + line.index + line[0].length, kind: 'key', values: [] });
    }
    at = end;
  }
  return spans;
}
