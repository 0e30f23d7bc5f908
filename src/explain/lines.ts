// From pasted text to lines of speech: quotation marks, time stamps, markup and the escapes of program output are taken off; each keeps its number.

/** Of a longer text the end is read: there is the last failure. In characters. */
export const readLength = 200_000;

export interface Line {
  /** Number in what was read, from 1. */
  number: number;
  /** What is left to read. */
  text: string;
  /** Who says it, where a transcript or log tells. */
  from?: 'client' | 'server';
  /** It begins with a blank: perhaps the rest of the line before. */
  indented: boolean;
}

/** The part that is read: all of it, or the last 200 kB from the next line on. `cut`: something was left out. */
export function readPart(text: string): { text: string; cut: boolean } {
  if (text.length <= readLength) return { text, cut: false };
  const tail = text.slice(-readLength);
  const next = tail.indexOf('\n');
  return { text: next >= 0 && next < readLength / 2 ? tail.slice(next + 1) : tail, cut: true };
}

/** Longest line that is looked at; one without an end is no line of a mail server (RFC 5321 §4.5.3.1.5 has 512 bytes). */
const longest = 20_000;

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ', '#39': "'", '#34': '"' };
const tag =
  /<\/?(?:p|br|hr|div|span|b|i|u|td|th|tr|table|tbody|a|pre|code|font|html|body|head|ul|ol|li|em|strong|blockquote|h[1-6])(?:[ /][^<>]{0,500})?>/gi;

/** What is left of mail in HTML. */
function withoutMarkup(text: string): string {
  const plain = text.includes('</') || /<(?:br|p|div|span|td)\b/i.test(text) ? text.replace(tag, ' ') : text;
  return plain.includes('&') ? plain.replace(/&(lt|gt|amp|quot|apos|nbsp|#39|#34);/g, (_, name: string) => entities[name] ?? '') : plain;
}

/** A day, a time, both, an epoch, in brackets or not: what logs begin with. */
const stamp =
  /^[[(]?(?:(?:(?:mon|tue|wed|thu|fri|sat|sun)\w{0,6},? )?(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{2,4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6} {1,2}\d{1,2}(?:,? \d{4})?|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6}(?: \d{4})?)[T ,:]{0,3})?\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|AM|PM|[+-]\d\d:?\d\d))?[\])]?[ :,|-]{0,4}/i;
/** `host program[123]: ` of syslog. */
const syslog = /^[\w.-]{1,64} [\w./-]{1,64}(?:\[\d{1,7}\])?: /;

const client =
  /^(?:(?:CLIENT ?-> ?SERVER|SMTP -> get_lines|C(?:lient)?(?=:)|send(?=:)|sent(?=:)|out(?=:)|>>>?|-->|->|~>)[: ]{0,3}| ?[-~]> )/i;
const server =
  /^(?:(?:SERVER ?-> ?CLIENT|SMTP -> FROM SERVER|S(?:erver)?(?=:)|reply(?=:)|recv(?=:)|received(?=:)|response(?=:)|in(?=:)|<<<?|<--|<-|<~|<\*\*|<~\*)[: ]{0,3}|<(?:-|~|\*\*|~\*) {1,3}|< (?=[2-5]\d\d[ -]))/i;
/** A command as a client writes it. */
const command =
  /^(?:(?:EHLO|HELO|LHLO)(?: \S+)?$|(?:STARTTLS|DATA|RSET|QUIT|NOOP)\s*$|AUTH (?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|DIGEST-MD5|NTLM|SCRAM-\S{1,20})(?: \S+)?$|(?:MAIL FROM|RCPT TO): ?<|BDAT \d)/;

/** Takes off what stands before the speech and tells who speaks. */
function speech(raw: string): { text: string; from?: 'client' | 'server' } {
  let text = raw.trim();
  for (let turn = 0; turn < 3; turn += 1) {
    const before = text;
    text = text
      .replace(/^(?:>[ \t]?){1,20}(?=[^ ]|$)/, (marks) => (marks.length > 3 && !/^> >/.test(marks) ? marks : ''))
      .replace(stamp, '');
    if (text !== before && syslog.test(text)) text = text.replace(syslog, '');
    text = text.replace(/^(?:\[[\w .:/+#-]{1,60}\]|(?:DEBUG|INFO|WARN(?:ING)?|ERROR|TRACE|FATAL|SEVERE|NOTICE)\b)[ :|-]{1,4}/i, '');
    if (text === before) break;
  }
  if (client.test(text)) return { text: text.replace(client, ''), from: 'client' };
  if (server.test(text)) return { text: text.replace(server, ''), from: 'server' };
  return command.test(text) ? { text, from: 'client' } : { text };
}

/** All lines of the text. A line of program output that holds line ends as `\n` becomes several with the same number. Linear in the text. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const [at, whole] of text.split(/\r\n|\n|\r|\u2028/).entries()) {
    const raw = withoutMarkup(whole.slice(0, longest));
    const parts = raw.includes('\\') ? raw.split(/\\{1,4}r\\{1,4}n|\\{1,4}n(?![a-z]{2,})|\\{1,4}n(?=[a-z]{2,} )|\\{1,4}r(?![a-z])/) : [raw];
    for (const [part, piece] of parts.entries()) {
      if (part > 0 && /^\s*['"]?\s*[+,)]{0,2}\s*$/.test(piece)) continue;
      lines.push({ number: at + 1, indented: part === 0 && /^[ \t]/.test(piece), ...speech(piece) });
    }
  }
  return lines;
}
