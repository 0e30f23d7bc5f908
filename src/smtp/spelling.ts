// What a text says once the codings of mail, web and programs are undone. Every sign of the result knows where in the text it stood.

/** `signs`: bytes as signs of 0 to 255, in the form in which they are compared. A character beyond 255 is its bytes in UTF-8. */
export interface Spelled {
  signs: string;
  starts: number[];
  ends: number[];
}

/** `%2D`, `=2D` (RFC 2045 §6.7), `+2D` (RFC 3461 §4), `\x2d`, `\u002d`, `&#x2d;`, `&#45;`, `&lt;`, `\"`. */
const codesBeside = (plus: string): RegExp =>
  new RegExp(
    `(?:[%=${plus}]|\\\\x)([0-9a-f]{2})|\\\\u([0-9a-f]{4})|&#x([0-9a-f]{1,6});|&#(\\d{1,7});|&(amp|lt|gt|quot|apos);|\\\\(["'\\\\/])`,
    'gi',
  );
const marked = codesBeside('+');
/** Ways to read a text. A plus is the mark of a code in one coding and a blank in another; two digits may be a byte by themselves. */
const readings = {
  plusIsMark: [marked],
  plusIsBlank: [codesBeside('')],
  hex: [/([0-9a-f]{2})(?:[: -](?=[0-9a-f]{2}))?/gi, marked],
};
export type Reading = keyof typeof readings;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** May a text hold more than it shows? Says yes too often, never too seldom. */
export const mayBeSpelled = (text: string): boolean => /[^\x20-\x7e]|[%=+&\\]|(?:[0-9a-f]{2}[: -]?){6}/i.test(text);

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Letter case is not looked at, nor which of the two base64 alphabets it is. Every sign keeps its place. */
export const fold = (text: string): string =>
  text.replaceAll('\u0130', 'i').toLowerCase().replaceAll('\u03c2', '\u03c3').replaceAll('-', '+').replaceAll('_', '/');

const asByte = (byte: number): string => String.fromCharCode(byte);

/** As it looks in a line that is no UTF-8 and so was read byte by byte (reply.ts). */
export const byByte = (text: string): string => Array.from(utf8(text), asByte).join('');

function codedAs([, byte, unit, hex, digits, entity, escaped]: RegExpMatchArray): string {
  const code = byte ?? unit ?? hex;
  const point = code === undefined ? Number(digits ?? NaN) : parseInt(code, 16);
  if (point <= 0x10ffff) return String.fromCodePoint(point);
  return entities[(entity ?? '').toLowerCase()] ?? escaped ?? '';
}

/** How often a text may have been coded; what was coded oftener is nobody's quotation. */
const deepest = 4;

/** Puts parts behind each other; each sign of a part is where the part is. */
function joined(parts: readonly (readonly [text: string, start: number, end: number])[]): Spelled {
  const spelled: Spelled = { signs: '', starts: [], ends: [] };
  const signs: string[] = [];
  for (const [text, start, end] of parts)
    // Signs that are there in half of UTF-16 only are nothing.
    for (const sign of text === '\0' ? '' : text <= '\u00ff' ? text : byByte(text)) {
      signs.push(sign);
      spelled.starts.push(start);
      spelled.ends.push(end);
    }
  return { ...spelled, signs: signs.join('') };
}

function undone({ signs, starts, ends }: Spelled, code: RegExp): Spelled {
  const parts: [string, number, number][] = [];
  let done = 0;
  const takeAsItIs = (until: number): void => {
    for (; done < until; done += 1) parts.push([signs.charAt(done), starts[done] ?? 0, ends[done] ?? 0]);
  };
  for (const found of signs.matchAll(code)) {
    takeAsItIs(found.index);
    done = found.index + found[0].length;
    parts.push([codedAs(found), starts[found.index] ?? 0, ends[done - 1] ?? 0]);
  }
  takeAsItIs(signs.length);
  return joined(parts);
}

/** Undoes the codings, also those that are inside others: so a secret that looks coded itself is the same as when it was coded. A blank is a plus. */
export function spell(text: string, reading: Reading): Spelled {
  let at = 0;
  let spelled = joined(Array.from(text, (sign) => [sign, at, (at += sign.length)] as const));
  const [first = marked, then = first] = readings[reading];
  for (let depth = 0; depth < deepest; depth += 1) {
    const next = undone(spelled, depth === 0 ? first : then);
    if (depth > 0 && next.signs.length === spelled.signs.length) break;
    spelled = next;
  }
  return { ...spelled, signs: fold(spelled.signs).replaceAll(' ', '+') };
}

/** The bytes of a text in UTF-16, the lower one of each pair in front. */
export const utf16 = (text: string): Uint8Array =>
  Uint8Array.from(Array.from({ length: text.length }, (_, at) => [text.charCodeAt(at) & 0xff, text.charCodeAt(at) >> 8]).flat());

/** How a secret looks once the codings around it are undone: as characters, as bytes of UTF-8, and as those of UTF-16 in either order. */
export function spellingsOf(secret: string): string[] {
  const pairs = utf16(secret);
  const swapped = pairs.map((_, at) => pairs[at ^ 1] ?? 0);
  const bytes = [pairs, swapped].map((one) => Array.from(one, asByte).join('').replaceAll('\0', '').replaceAll(' ', '+'));
  const signs = (['plusIsMark', 'plusIsBlank'] as const).flatMap((plus) => [secret, byByte(secret)].map((text) => spell(text, plus).signs));
  return [...new Set([...signs, ...bytes.map(fold)])];
}
