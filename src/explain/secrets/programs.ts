// Secrets in calls and files that name no key: login('user', 'password'), curl -u, sasl_passwd, echo … | base64.
import { meanings } from './coding.ts';
import { isValue, type Span } from './span.ts';
import { quotedAt } from './values.ts';

/** Which argument of a call is the secret, counted from 0. */
const calls: [RegExp, number][] = [
  [
    /\b(?:login|authenticate|Authenticate|AuthenticateAsync|NetworkCredential|PasswordAuthentication|UsernamePasswordCredentials?|DefaultAuthenticator|setAuthentication|HTTPBasicAuth|basic_?auth|basicAuth|BasicAuth|setBasicAuth|SetBasicAuth|credentials|Credentials(?:::new)?|LoginAuth|PSCredential|SmtpLogin|set_login|auth_login|setCredentials|withCredentials)\s?\(/g,
    1,
  ],
  [/\b(?:smtp\.)?PlainAuth\s?\(/g, 2],
  [/\b(?:mail|gomail|mail\.v2)\.NewDialer\s?\(|\bNewDialer\s?\(/g, 3],
  [/\bConvertTo-SecureString\s?\(/g, 0],
  [/\bauth\s?=\s?\(/g, 1],
];
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
  for (const { 0: whole, index } of text.matchAll(secureString)) {
    const value = quotedAt(text, index + whole.length);
    if (value) push(spans, text, 'argument', value.start, value.end);
  }
  return spans;
}

const userFlag =
  /(?<![\w-])(?:-u|--user|--proxy-user|-U)(?:[^\S\n]{1,4}|=)?(?:(["'])([^"'\n:]{1,200}):((?:(?!\1)[^\n]){1,300})\1|([^\s"':]{1,200}):([^\s"']{1,300}))/g;
const piped = /\b(?:echo|printf)[^\S\n]{1,3}(?:-[neE]{1,3}[^\S\n]{1,3}){0,2}(["'])([^"'\n]{1,300})\1[^\S\n]{0,3}\|[^\n]{0,40}\bbase64\b/g;
const file = /^[^\S\n]{0,8}(\[?[\w*-]{1,63}(?:\.[\w-]{1,63}){0,6}\]?(?::\d{1,5})?)[^\S\n]{1,20}([^\s:]{1,200}):(\S[^\n]{0,300}?)\s*$/gm;
const colons =
  /^[^\S\n]{0,8}(?:[\w*-]{1,63}(?:\.[\w-]{1,63}){1,6}:)?([^\s:@/]{1,100}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}):([^\s/~\d][^\s]{0,300}|\d{6,}\S{0,200}|\d{1,5}[^\s\d:]\S{0,200})[^\S\n]*\r?$/gm;

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
  for (const found of text.matchAll(piped)) {
    const secret = found[2] ?? '';
    // A name alone is none; NUL, name, NUL, password is told elsewhere.
    if (/^[^\s@\\]+@[\w.-]+$/.test(secret) || /\\0|\\x00/.test(secret)) continue;
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
