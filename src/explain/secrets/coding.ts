// Codings in which secrets stand in logs: base64 with and without padding, percent signs, the backslashes of JSON and programs.
import { decodeBytes } from '../../smtp/base64.ts';

/** The text that a base64 run stands for, as UTF-8; bytes that are none as signs of 0 to 255. Undefined: no base64. */
export function decoded(run: string): { text: string; isUtf8: boolean } | undefined {
  const digits = run.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  if (digits.length < 2 || digits.length % 4 === 1) return undefined;
  const bytes = decodeBytes(digits + '='.repeat((4 - (digits.length % 4)) % 4));
  if (!bytes) return undefined;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), isUtf8: true };
  } catch {
    return { text: Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''), isUtf8: false };
  }
}

/** Signs that a text of people holds. */
export const isPrintable = (text: string): boolean => !/[\u0000-\u001f\u007f-\u009f\ufffd]/.test(text);

/** `p%40ss` as `p@ss`; what is no such coding stays. */
export function unpercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
}

const letters: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '0': '\0' };

/** One level of backslashes undone. */
export const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(
        /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi,
        (_, unit: string | undefined, byte: string | undefined, sign: string | undefined) =>
          unit !== undefined || byte !== undefined
            ? String.fromCharCode(parseInt(unit ?? byte ?? '0', 16))
            : (letters[sign ?? ''] ?? sign ?? ''),
      )
    : text;

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
export const unentitied = (text: string): string =>
  text.includes('&')
    ? text.replace(
        /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi,
        (whole, hex: string | undefined, digits: string | undefined, name: string | undefined) => {
          if (name !== undefined) return named[name.toLowerCase()] ?? whole;
          const point = hex !== undefined ? parseInt(hex, 16) : Number(digits);
          return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
        },
      )
    : text;

/** Everything that a value as written may mean. */
export function meanings(written: string): string[] {
  const all = new Set([written]);
  let text = written;
  for (let level = 0; level < 3 && text.includes('\\'); level += 1) {
    text = unescaped(text);
    all.add(text);
  }
  all.add(unentitied(written));
  all.add(unpercent(written));
  if (written.includes('+')) all.add(unpercent(written.replaceAll('+', ' ')));
  if (written.includes("''")) all.add(written.replaceAll("''", "'"));
  if (written.includes('""')) all.add(written.replaceAll('""', '"'));
  if (/=[0-9A-F]{2}/.test(written)) all.add(written.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))));
  return [...all];
}
