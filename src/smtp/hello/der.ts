// A reader of DER (X.690), as much as a certificate needs. It never throws: what is no DER is undefined.

export interface Element {
  /** Tag byte with class and constructed bit. */
  tag: number;
  content: Uint8Array;
  /** With tag and length. */
  whole: Uint8Array;
}

export const tags = { integer: 0x02, bitString: 0x03, oid: 0x06, sequence: 0x30, set: 0x31, utcTime: 0x17, generalizedTime: 0x18 } as const;

/** The elements that these bytes are made of; undefined when they are not. Bounds: tags of one byte, lengths below 16 MB, no indefinite ones. */
export function readAll(bytes: Uint8Array): Element[] | undefined {
  const elements: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const element = readOne(bytes, at);
    if (!element) return undefined;
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function readOne(bytes: Uint8Array, start: number): Element | undefined {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let from = start + 2;
  let length = first;
  if (first > 0x7f) {
    const count = first & 0x7f;
    const digits = bytes.subarray(from, from + count);
    if (count === 0 || count > 3 || digits.length < count) return undefined;
    length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
    from += count;
  }
  const to = from + length;
  return to > bytes.length ? undefined : { tag, content: bytes.subarray(from, to), whole: bytes.subarray(start, to) };
}

/** The elements inside one of this tag. */
export const inside = (element: Element | undefined, tag: number): Element[] | undefined =>
  element?.tag === tag ? readAll(element.content) : undefined;

/** An object identifier in dotted form; undefined when it is none. */
export function readOid(element: Element | undefined): string | undefined {
  if (element?.tag !== tags.oid || element.content.length === 0 || element.content.length > 64) return undefined;
  const parts: number[] = [];
  let value = 0;
  for (const byte of element.content) {
    value = value * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(value)) return undefined;
    if (byte > 0x7f) continue;
    // The first two numbers share one (X.690 §8.19.4).
    if (parts.length === 0) parts.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else parts.push(value);
    value = 0;
  }
  return parts.join('.');
}

/** UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 allows them, in ISO 8601; undefined when it is neither. */
export function readTime(element: Element | undefined): string | undefined {
  if (element?.tag !== tags.utcTime && element?.tag !== tags.generalizedTime) return undefined;
  const text = String.fromCharCode(...element.content.subarray(0, 20));
  const [, years = '', month, day, hour, minute, second] =
    (element.tag === tags.utcTime ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(text) ??
    [];
  if (years === '') return undefined;
  const year = years.length === 4 ? years : `${Number(years) < 50 ? '20' : '19'}${years}`;
  const time = Date.parse(`${year}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${String(second)}Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
