// Secrets in calls and files that name no key: login('user', 'password'), curl -u, sasl_passwd, echo … | base64.
import { meanings } from './coding.ts';
import { isSecretName } from './keys.ts';
import { beginsSentence, isValue, type Span } from './span.ts';
import { quotedAt } from './values.ts';

/** Which argument of a call is the secret, counted from 0. */
const calls: [RegExp, number][] = [
  [
    /\b(?:login|authenticate|Authenticate|AuthenticateAsync|NetworkCredential|PasswordAuthentication|UsernamePasswordCredentials?|DefaultAuthenticator|setAuthentication|HTTPBasicAuth|basic_?auth|basicAuth|BasicAuth|setBasicAuth|SetBasicAuth|credentials|Credentials(?:::new)?|LoginAuth|PSCredential|SmtpLogin|set_login|auth_login|setCredentials|withCredentials)\s?\(/g,
    1,
  ],
  [/\b(?:gmail|hotmail|outlook|yahoo|yandex|zoho)\s?\(/g, 1],
  [/\byagmail\.SMTP\s?\(|->auth\s?\(/g, 1],
  [/\btransport\.connect\s?\((?=[^,()]{1,200},\s?["'])/gi, 2],
  [/\btransport\.connect\s?\((?=[^,()]{1,200},\s?\d)/gi, 3],
  [/\bSMTP\.start\s?\(/g, 4],
  [/\b(?:smtp\.)?PlainAuth\s?\(/g, 2],
  [/\b(?:mail|gomail|mail\.v2)\.NewDialer\s?\(|\bNewDialer\s?\(/g, 3],
  [/\bConvertTo-SecureString\s?\(/g, 0],
  [/\bauth\s?=\s?\(/g, 1],
];
const coders = /\b(?:encode_base64|base64_encode|b64encode|btoa)\s?\(\s?(?=b?["'])/g;
const secureString = /\bConvertTo-SecureString\s{1,3}(?:-String\s{1,3})?(?=["'])/gi;

/** The arguments of a call: where each begins, those that are texts with their ends. At most 8, within 600 characters. */
function argumentsAt(text: string, at: number): (ReturnType<typeof quotedAt> | 'other')[] {
  const all: (ReturnType<typeof quotedAt> | 'other')[] = [];
  const stop = Math.min(text.length, at + 600);
  let place = at;
  while (place < stop && all.length < 8) {
    while (/\s/.test(text.charAt(place))) place += 1;
    const named = /^[a-zA-Z_]\w{0,30}\s?[=:]\s?(?=["'`])/.exec(text.slice(place, place + 40));
    const value = quotedAt(text, place + (named?.[0].length ?? 0));
    if (value && /["'`]/.test(text.charAt(value.after - 1))) {
      all.push(value);
      place = value.after;
    } else all.push('other');
    const rest = /^[^,()]{0,80}(?:\([^()]{0,80}\)[^,()]{0,40}){0,3}/.exec(text.slice(place, place + 200))?.[0] ?? '';
    place += rest.length;
    if (text.charAt(place) !== ',') break;
    place += 1;
  }
  return all;
}

const push = (spans: Span[], text: string, kind: Span['kind'], start: number, end: number): void => {
  const written = text.slice(start, end);
  if (isValue(written)) spans.push({ start, end, kind, values: meanings(written) });
};

/** Calls of programs. */
export function callSecrets(text: string): Span[] {
  const spans: Span[] = [];
  for (const [form, which] of calls) {
    for (const { 0: whole, index } of text.matchAll(form)) {
      const value = argumentsAt(text, index + whole.length)[which];
      if (value && value !== 'other') push(spans, text, 'setting', value.start, value.end);
    }
  }
  for (const { 0: whole, index } of text.matchAll(coders)) {
    const value = quotedAt(text, index + whole.length);
    // A name, and the subject of a mail, are coded too.
    if (value && /^(?=[^\s@]*(?:\d|[a-z]{16}|[a-z][A-Z]))[^\s@\\]{6,}$/.test(text.slice(value.start, value.end)))
      push(spans, text, 'argument', value.start, value.end);
  }
  for (const { 0: whole, index } of text.matchAll(secureString)) {
    const value = quotedAt(text, index + whole.length);
    if (value) push(spans, text, 'argument', value.start, value.end);
  }
  return spans;
}

const userFlag =
  /(?<![\w-])(?:-u|--user|--proxy-user|-U)(?:[^\S\n]{1,4}|=)?(?:(["'])([^"'\n:]{1,200}):((?:(?!\1)[^\n]){1,300})\1|([^\s"':]{1,200}):([^\s"']{1,300}))/g;
const piped = /\b(?:echo|printf)[^\S\n]{1,3}(?:-[neE]{1,3}[^\S\n]{1,3}){0,2}(["'])([^"'\n]{1,300})\1[^\S\n]{0,3}\|[^\n]{0,40}\bbase64\b/g;
const file =
  /^(?:>[^\S\n]?){0,3}[^\S\n]{0,8}(\[?[\w*-]{1,63}(?:\.[\w-]{1,63}){0,6}\]?(?::\d{1,5})?)[^\S\n]{1,20}([^\s:]{1,200}):(\S[^\n]{0,300}?)\s*$/gm;
const colons =
  /^(?:>[^\S\n]?){0,3}[^\S\n]{0,8}(?:[\w*-]{1,63}(?:\.[\w-]{1,63}){1,6}:)?([^\s:@/]{1,100}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}):([^\s/~\d][^\s]{0,300}|\d{6,}\S{0,200}|\d{1,5}[^\s\d:]\S{0,200})[^\S\n]*\r?$/gm;

/** Commands of POP3 and IMAP, settings of Exim, sendmail, fetchmail and network devices; the last group is the secret. */
const commands = [
  /\b(?:user(?:name)?|login|e-?mail|benutzer)\s?[/|&+]\s?(?:pass(?:word|wort)?|pwd?|kennwort)[^\S\n]?[:=][^\S\n]{0,4}[^\s/]{1,200}[^\S\n]?\/[^\S\n]?(\S{1,300})/gi,
  /^[\s>]{0,8}(?:C: )?USER \S{1,200}\s{1,4}(?:[^\n]{0,120}\n){0,2}?[\s>]{0,8}(?:C: )?PASS (\S{1,300})[^\S\n]*$/gim,
  /^[\s>]{0,8}(?:C: )?(?:[a-z]{0,4}\d{1,6}|[.*?]) LOGIN (?:"[^"\n]{1,200}"|\S{1,200}) "?([^\s"]{1,300})"?[^\S\n]*$/gim,
  /\bclient_send[^\S\n]{0,8}=[^\S\n]{0,8}"?:[^\S\n]{0,4}[^\s:]{1,200}[^\S\n]{0,4}:[^\S\n]{0,4}([^\s"]{1,300})/g,
  /\bclient_send[^\S\n]{0,8}=[^\S\n]{0,8}"?\^[^\s^]{1,200}\^([^\s"]{1,300})/g,
  /\bAuthInfo:[^\n]{0,300}?"P[:=]([^"\n]{1,300})"/g,
  /\b(?:user|username|login)[^\S\n]{1,4}\S{1,200}[^\S\n]{1,4}(?:password|pass|secret)[^\S\n]{1,4}(?:\d[^\S\n]{1,4})?(?!["'=:])([^\s"']{6,300})/g,
  /\bset[^\S\n]{1,4}(?:passw(?:or)?d|secret)[^\S\n]{1,4}ENC[^\S\n]{1,4}(\S{1,300})/g,
];
/** Terraform: the name stands in front of the block. */
const variable = /\bvariable[^\S\n]{1,4}"([\w-]{1,80})"[^\S\n]{0,4}\{[^{}]{0,400}?\bdefault\s{0,8}=\s{0,8}"([^"\n]{1,300})"/g;

/** A table of names and passwords with its names in the first line; at most so many lines below it. */
const mostRows = 1_000;

function tableSecrets(text: string): Span[] {
  const spans: Span[] = [];
  let [at, column, count, sign, rows] = [0, -1, 0, ',', 0];
  for (const whole of text.split('\n')) {
    const line = whole.length > 4_000 ? '' : whole;
    const cells = column < 0 ? [] : line.split(sign);
    if (column >= 0 && cells.length === count && rows < mostRows) {
      const cell = cells[column] ?? '';
      const start = at + cells.slice(0, column).join(sign).length + (column > 0 ? 1 : 0);
      const [, front = '', secret = ''] = /^(\s*"?)(.*?)"?\s*$/.exec(cell) ?? [];
      push(spans, text, 'setting', start + front.length, start + front.length + secret.length);
      rows += 1;
    } else {
      sign = [',', ';', '\t'].find((one) => line.split(one, 4).length > 2) ?? ',';
      const heads = line.split(sign).map((head) => head.replace(/^[\s>]*"?|"?\s*$/g, ''));
      const isHead = heads.length > 2 && heads.every((head) => /^[\p{L}][\p{L}\p{N} _-]{0,30}$/u.test(head));
      column =
        isHead && heads.some((head) => /^(?:user|login|e-?mail|benutzer|host|server|name)/i.test(head))
          ? heads.findIndex(isSecretName)
          : -1;
      [count, rows] = [heads.length, 0];
    }
    at += whole.length + 1;
  }
  return spans;
}

/** A row of a table of settings that is changed. */
const changedRow = /\bvalue[`"]?\s{0,4}=\s{0,4}'((?:[^'\n]|''){1,300})'\s{1,20}where\s{1,20}[\w.`"]{1,60}\s{0,4}=\s{0,4}'([\w.-]{1,80})'/gi;

/** Command lines, and files of names and passwords. */
export function lineSecrets(text: string): Span[] {
  const spans: Span[] = [];
  for (const found of text.matchAll(userFlag)) {
    const password = found[3] ?? found[5] ?? '';
    const user = found[2] ?? found[4] ?? '';
    const lineStart = text.lastIndexOf('\n', found.index) + 1;
    if (
      (/^\d{1,5}$/.test(password) && !/\bcurl\b/.test(text.slice(lineStart, found.index))) ||
      /^\/\//.test(password) ||
      /^(?:https?|smtps?)$/.test(user)
    )
      continue;
    const end = found.index + found[0].length - (found[1] === undefined ? 0 : 1);
    push(spans, text, 'argument', end - password.length, end);
  }
  spans.push(...tableSecrets(text));
  for (const { 0: whole, index, 1: secret = '', 2: name = '' } of text.matchAll(changedRow)) {
    const start = index + whole.indexOf("'") + 1;
    if (isSecretName(name)) push(spans, text, 'setting', start, start + secret.length);
  }
  for (const form of commands) {
    for (const { 0: whole, index, 1: secret = '' } of text.matchAll(form)) {
      if (beginsSentence(secret)) continue;
      const start = index + whole.lastIndexOf(secret);
      push(spans, text, 'setting', start, start + secret.length);
    }
  }
  for (const { 0: whole, index, 1: name = '', 2: secret = '' } of text.matchAll(variable)) {
    const end = index + whole.length - 1;
    if (isSecretName(name)) push(spans, text, 'setting', end - secret.length, end);
  }
  for (const found of text.matchAll(piped)) {
    const secret = found[2] ?? '';
    // A name alone is none; NUL, name, NUL, password is told elsewhere.
    if (/^[^\s@\\]+@[\w-]+(?:\.[\w-]+)+$/.test(secret) || /\\0|\\x00/.test(secret)) continue;
    const start = found.index + found[0].indexOf(secret);
    push(spans, text, 'argument', start, start + secret.length);
  }
  for (const { 0: whole, index, 1: host = '', 2: user = '', 3: password = '' } of text.matchAll(file)) {
    if (!/^\[|:\d+$/.test(host) && !(user.includes('@') && /\./.test(host))) continue;
    if (/^\d{1,5}$/.test(password) || /^\d\d:\d\d/.test(`${user}:${password}`) || /^\/\//.test(password)) continue;
    const start = index + whole.lastIndexOf(password);
    push(spans, text, 'setting', start, start + password.length);
  }
  for (const { 0: whole, index, 2: password = '' } of text.matchAll(colons)) {
    const start = index + whole.lastIndexOf(password);
    push(spans, text, 'setting', start, start + password.length);
  }
  return spans;
}
