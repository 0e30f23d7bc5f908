// Replies of a mail server in lines of any origin: at the beginning of a line, in a program's brackets and quotation marks, or behind words such as "said".
import type { Line } from './lines.ts';

export interface FoundReply {
  code: number;
  enhanced?: string;
  /** Without codes. */
  lines: string[];
  /** Numbers of the first and the last line of the text. */
  from: number;
  to: number;
  /** Place of the first line in the list of lines. */
  at: number;
  /** Place behind the last. */
  end: number;
  /** What stands around it on its first line: words of a program before it, and behind it. */
  around: string;
}

const enhancedForm = '[245]\\.\\d{1,3}\\.\\d{1,3}';
/** RFC 5321 §4.2.1: the second digit is 0 to 5; so no port (465, 587) is taken for a code. `571` and `572` are seen all the same. */
const codeForm = '[2345][0-5]\\d|57[12]';
/** At the beginning: `535-5.7.8 text`, `535 text`, `535`. */
const atStart = new RegExp(
  `^(?:[<\\[("'b#*]{0,3})(${codeForm})(?:([- ])\\s{0,4}(?:#?(${enhancedForm})(?=[\\s:;,\\]-]|$))?\\s{0,4}(.*)|$|(?=[:;,.\\]"')]) ?(.*))`,
);
/** In the middle of a line: behind a sign that opens, or a word that announces it. */
const inside = new RegExp(
  `(?:[:;,"'(\\[{=>#*] {0,3}|\\b(?:said|code|error|reply|response|status|returned|server|with|answer|answered|smtp)[: ]{1,3}|- )(?:smtp; ?|b?['"])?(${codeForm})(?:([- ]) {0,3}#?(${enhancedForm})(?![\\d.])[\\s:;,-]{0,3}|([- ]) {0,3}(?=[A-Za-z<[(*#\\u00c0-\\uffff])|(?=\\), ?b?['"]|\\); ?Msg: ?b?['"]|, ?b?['"]|: |["')}\\]]))(?:\\)?[,;]? ?(?:Msg: ?)?b?['"])?`,
  'gi',
);
/** An enhanced code alone, as .NET and delivery reports have it. */
const enhancedAlone = new RegExp(`(?:^|[\\s:;"'(\\[#<])(${enhancedForm})(?=[\\s:;,\\])]|$)[\\s:;,-]{0,3}(.*)$`);

/** Ends a quotation that a program put around a reply: `'), code: 'EAUTH'`, `(in reply to …)`, `", {`. */
const closers =
  /(?:['"]\)?(?:[,;}\])].*| \+)?|\s*\(in reply to .*|\s+\(?at [\w$./<>]{1,200}[.(].*|['"]?, (?:code|command|response(?:Code)?|errno): .*)$/;
const closed = (text: string): string => text.slice(0, 2_000).replace(closers, '').trim();

/** A run of the same code again inside one line: programs join the lines of a reply with a blank. */
function split(text: string, code: string): string[] {
  return text
    .split(new RegExp(`\\s(?:${code})(?:-|(?= ${enhancedForm}\\s)|(?=\\s?$))\\s?`))
    .flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
}

const withoutEnhanced = (line: string): string => line.replace(new RegExp(`^#?(?:${enhancedForm})(?=\\s|$|[-:;])[\\s:;-]*`), '').trim();

/** May this line be the rest of the sentence before? */
const breaks =
  /^(?:$|--|[A-Z][A-Za-z-]{1,30}: |at [\w$.]+[(.]|Traceback|File "|Caused by|\.{3} \d+ more|["'{}[\]]|\d\d:\d\d|(?:EHLO|HELO|AUTH|MAIL|RCPT|DATA|QUIT|RSET|STARTTLS)\b|SMTP (?:Error|NOTICE|ERROR)|(?:code|command|response|responseCode|errno|syscall|stack):)/;
const mostLines = 12;

interface Begun {
  code: string;
  more: boolean;
  enhanced: string | undefined;
  text: string;
  around: string;
}

function begin(text: string): Begun | undefined {
  const first = atStart.exec(text);
  if (first) {
    const [, code = '', separator, enhanced, rest = '', behind = ''] = first;
    const said = closed(rest === '' ? behind.replace(/^[:;,.\]"') b]+/, '') : rest);
    if (isSpeech(said, code, enhanced)) return { code, more: separator === '-', enhanced, text: said, around: text.slice(0, 400) };
  }
  inside.lastIndex = 0;
  let best: Begun | undefined;
  for (const found of text.slice(0, 4_000).matchAll(inside)) {
    const [whole, code = '', joint, enhanced, otherJoint] = found;
    const said = closed(text.slice(found.index + whole.length).replace(/^[:;,]\s{0,3}/, ''));
    if (!isSpeech(said, code, enhanced)) continue;
    const begun = {
      code,
      more: (joint ?? otherJoint) === '-',
      enhanced,
      text: said,
      around: `${text.slice(Math.max(0, found.index - 300), found.index)} ${text.slice(-200)}`,
    };
    // The one with more to say is the reply itself; `responseCode: 535` is not.
    if (!best || (best.enhanced === undefined && best.text.length < 4)) best = begun;
    if (enhanced !== undefined || said.length > 3) break;
  }
  return best;
}

/** `250 ms` and `200 OK` of a web server are no replies that matter; an error code with nothing behind it is one. */
const isSpeech = (said: string, code: string, enhanced: string | undefined): boolean =>
  enhanced !== undefined ||
  (said === '' ? /^[45]/.test(code) : !/^(?:ms|s|sec|seconds|bytes|kb|mb|lines?|x|px|%|,)\b/i.test(said) && !/^[\d.,:/ -]+$/.test(said));

/** Every reply in the lines, in order; each line belongs to at most one. Linear in the text. */
export function repliesOf(lines: Line[]): FoundReply[] {
  const found: FoundReply[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (!line || line.from === 'client' || line.text === '') continue;
    const begun = begin(line.text) ?? enhancedOnly(line.text);
    if (!begun) continue;
    const said = [...split(begun.text, begun.code === '' ? '\u0000' : begun.code)];
    const start = at;
    let { enhanced, more } = begun;
    for (let next = lines[at + 1]; next && at - start < mostLines; next = lines[at + 1]) {
      const same = begun.code === '' ? null : new RegExp(`^['"]?(?:${begun.code})([- ]|$)\\s*(.*)$`).exec(next.text);
      if (same && (more || said.length === 0)) {
        more = same[1] === '-';
        said.push(...split(closed(same[2] ?? ''), begun.code));
      } else if (!same && !more && next.from === undefined && isRest(next, lines[at], said)) said.push(closed(next.text));
      else break;
      at += 1;
    }
    enhanced ??= said.map((one) => new RegExp(`^#?(${enhancedForm})(?=\\s|$|[-:;])`).exec(one)?.[1]).find((one) => one !== undefined);
    found.push({
      code: begun.code === '' ? Number(`${enhanced?.[0] ?? '5'}00`) : Number(begun.code),
      ...(enhanced !== undefined && { enhanced }),
      lines: said.map(withoutEnhanced).filter((one) => one !== ''),
      from: line.number,
      to: lines[at]?.number ?? line.number,
      at: start,
      end: at + 1,
      around: begun.around,
    });
  }
  return found;
}

/** The rest of a wrapped line: indented behind a long one, or beginning in the middle of a sentence. */
function isRest(next: Line, before: Line | undefined, said: string[]): boolean {
  if (next.text === '' || breaks.test(next.text) || begin(next.text) || enhancedOnly(next.text)) return false;
  const last = said.at(-1) ?? '';
  const long = (before?.text.length ?? 0) >= 55 || last === '' || /[,;:(]$/.test(last) || /[a-z,]$/.test(last);
  return (next.indented && long) || (long && /^[a-z(,]/.test(next.text) && !/[.!)]$/.test(last) && !/^\w+[=:]/.test(next.text));
}

function enhancedOnly(text: string): Begun | undefined {
  const found = enhancedAlone.exec(text.slice(0, 4_000));
  if (!found) return undefined;
  const [, enhanced = '', rest = ''] = found;
  // A version number looks the same: words of a mail server, or of a report, must stand around it.
  const words = /response|status|server|smtp|diagnostic|error|auth|denied|reject|relay|mailbox|recipient|sender|failed|#/i;
  return words.test(text.slice(0, 400)) ? { code: '', more: false, enhanced, text: closed(rest), around: text.slice(0, 400) } : undefined;
}
