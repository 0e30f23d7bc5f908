// Where a value begins and ends: in quotation marks of any depth, in markup, or bare to the end of the line or of the word.

export interface Value {
  start: number;
  end: number;
  isQuoted: boolean;
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  const stop = end < 0 ? text.length : end;
  return text.charAt(stop - 1) === '\r' && stop > at ? stop - 1 : stop;
};

/** Longest value that is looked at, in characters. */
const longest = 4_096;

const opening = /(?:[bBrRuUfFNL@$]{1,2}(?=[\\"'`]))?(\\{0,15})("""|'''|["'`\u201c\u201e\u2018\u00ab]|&quot;|&#3[49];|&apos;|%22|%27)/y;
const pairs: Record<string, string> = { '\u201c': '\u201d', '\u201e': '\u201c', '\u2018': '\u2019', '\u00ab': '\u00bb' };

/** Does a run of so many backslashes before the mark leave it a closing one, at the depth of the opening one? */
function closes(count: number, depth: number): boolean {
  let left = count;
  for (let level = depth; level > 0; level = (level - 1) / 2) {
    if (left % 2 === 0) return false;
    left = (left - 1) / 2;
  }
  return left % 2 === 0;
}

/** A quoted value that begins here, without its marks. An empty one ends where it begins. Not closed: to the end of the line. */
export function quotedAt(text: string, at: number, doubles = false): (Value & { after: number }) | undefined {
  opening.lastIndex = at;
  const found = opening.exec(text);
  if (!found) return undefined;
  const [all, slashes = '', marks = ''] = found;
  // Three marks that nothing closes are one mark and a doubled one.
  const isTriple = marks.length === 3 && /["']/.test(marks) && text.indexOf(marks, at + all.length) < 0;
  if (isTriple) doubles = true;
  const [whole, sign] = isTriple ? [all.slice(0, -2), marks.charAt(0)] : [all, marks];
  const close = pairs[sign] ?? sign;
  const start = at + whole.length;
  const stop =
    close.length === 3 && /^["']/.test(close) ? Math.min(text.length, start + longest) : Math.min(lineEnd(text, start), start + longest);
  // Depths are 0, 1, 3, 7: backslashes double with each text inside a text.
  const depth = [0, 1, 3, 7, 15].includes(slashes.length) ? slashes.length : 1;
  for (let place = text.indexOf(close, start); place >= 0 && place <= stop; place = text.indexOf(close, place + close.length)) {
    if (place === stop && stop !== text.length && text.charAt(place) === '\n') break;
    let before = place;
    while (before > start && text.charAt(before - 1) === '\\') before -= 1;
    const count = place - before;
    // '' inside '…' is one mark (YAML, SQL, INI), not the end.
    if (doubles && count === 0 && (place > start || isTriple) && text.startsWith(close, place + close.length) && depth === 0) {
      place += close.length;
      continue;
    }
    if (!closes(count, depth) && !(count === 0 && depth > 0)) continue;
    return { start, end: Math.max(start, place - (depth > 0 && count >= depth ? depth : 0)), isQuoted: true, after: place + close.length };
  }
  // A backslash may be part of the value (Windows, INI): then the last mark on the line is the end.
  const last = text.lastIndexOf(close, stop);
  const end = last > start ? last : stop;
  return { start, end, isQuoted: true, after: last > start ? last + close.length : stop };
}

/** What ends a bare value where another setting follows on the same line. */
const nextSetting =
  /(?:[,;&|]\s?|\s+[,;|&]?\s?|\s)["'{[(]{0,2}(?:-{1,2}\p{L}[\w-]{1,40}(?=[ =])|[\p{L}_][\p{L}\p{N}_. -]{0,40}["']?\s?(?:=>|[=:](?!\/\/)))/gu;
const comment = /\s+(?:#|;|\/\/|<!--|--)(?:\s|$)/;
const fourGroups = /^[a-z]{4}(?: [a-z]{4}){3}(?![a-z])/i;

/** A bare value to the end of its line, without a comment or further settings. */
export function bareToEnd(text: string, at: number): Value {
  let line = text.slice(at, Math.min(lineEnd(text, at), at + longest));
  const remark = comment.exec(line);
  if (remark && remark.index > 0) line = line.slice(0, remark.index);
  nextSetting.lastIndex = 0;
  for (const next of line.matchAll(nextSetting)) {
    if (next.index === 0) continue;
    // `;` inside a password of a connection text is followed by no name and sign.
    line = line.slice(0, next.index);
    break;
  }
  const escapedEnd = /\\{1,7}(?:r\\{0,7}n|n|r)(?=["']|$|[A-Z][A-Z_]+=)/.exec(line);
  if (escapedEnd && escapedEnd.index > 0) line = line.slice(0, escapedEnd.index);
  line = line.replace(/[\s,;]+$/, '');
  return { start: at, end: at + line.length, isQuoted: false };
}

/** A bare value that is one word in a line of other things. `before`: what stands on the line in front of the setting. */
export function bareWord(text: string, at: number, before: string): Value {
  const line = text.slice(at, Math.min(lineEnd(text, at), at + longest));
  let word = fourGroups.exec(line)?.[0] ?? /^\S*/.exec(line)?.[0] ?? '';
  const next = /[,;&|](?=[\p{L}_][\p{L}\p{N}_.-]{0,40}["']?(?:=|:|\\u003d))/u.exec(word);
  if (next) word = word.slice(0, next.index);
  // Inside a quotation its mark ends the value.
  for (const sign of ['"', "'", '`']) {
    if ((before.split(sign).length - 1) % 2 === 0) continue;
    const end = word.search(new RegExp(`\\\\{0,15}${sign}`));
    if (end >= 0) word = word.slice(0, end);
  }
  const escapedEnd = /\\{1,7}(?:r\\{0,7}n|n|r)(?=\W|$|[A-Z])/.exec(word);
  if (escapedEnd) word = word.slice(0, escapedEnd.index);
  const tag = word.search(/<\/?[a-z]+[ />]|&lt;|<$/i);
  if (tag > 0) word = word.slice(0, tag);
  word = word.replace(/[,;]+$/, '');
  for (const [open, close] of ['()', '[]', '{}', '<>'].map((pair) => [pair.charAt(0), pair.charAt(1)] as const)) {
    const isOpen = before.split(open).length > before.split(close).length;
    if (isOpen && word.endsWith(close) && !word.includes(open)) word = word.replace(/[)\]}>]+$/, '');
  }
  if (/[a-z0-9]\.$/i.test(word) && line.length === word.length) word = word.slice(0, -1);
  return { start: at, end: at + word.length, isQuoted: false };
}

/** Longest text of an element, in characters. */
const longestText = 600;

/** The text of an element, up to the next tag; a CDATA part without its frame. */
export function elementText(text: string, at: number): Value | undefined {
  const data = /\s{0,80}<!\[CDATA\[/y;
  data.lastIndex = at;
  const cdata = data.exec(text);
  if (cdata) {
    const start = at + cdata[0].length;
    const end = text.indexOf(']]>', start);
    return end < 0 ? undefined : { start, end, isQuoted: true };
  }
  const end = text.indexOf('<', at);
  if (end < 0 || end - at > longestText) return undefined;
  const inner = text.slice(at, end);
  const lead = inner.length - inner.trimStart().length;
  const tail = inner.length - inner.trimEnd().length;
  return lead + tail >= inner.length ? undefined : { start: at + lead, end: end - tail, isQuoted: true };
}
