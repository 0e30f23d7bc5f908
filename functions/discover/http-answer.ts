// An HTTP answer from a stranger, only as far as one file needs it.

/** Bytes of head and body together. */
export const mostBytes = 65_536;

/** Where the head ends, and how long the body is where the server says it. */
export interface Head {
  bodyAt: number;
  length?: number;
  chunked: boolean;
}

const emptyLine = [13, 10, 13, 10];

/** Where the empty line behind the head ends; -1 while it has not come. Looks from `from` on only, so that dripping bytes cost nothing. */
export function headEnd(bytes: Uint8Array, from: number): number {
  for (let at = Math.max(0, from - 3); at + 4 <= bytes.length; at += 1)
    if (emptyLine.every((byte, offset) => bytes[at + offset] === byte)) return at + 4;
  return -1;
}

/**
 * Reads the head of an answer (RFC 9112 §2.1, §4, §6.3).
 * Errors: undefined for everything but a plain 200: a redirect would lead to an address that nobody checked, and compressed bytes have no
 * known size. Undefined as well where the length is said in two ways.
 */
export function readHead(bytes: Uint8Array): Head | undefined {
  const [status = '', ...lines] = new TextDecoder('latin1').decode(bytes).trimEnd().split('\r\n');
  if (!/^HTTP\/1\.[01] 200(?: |$)/.test(status)) return undefined;
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    if (name === '' || (fields.has(key) && /^(content-length|transfer-encoding|content-encoding)$/.test(key))) return undefined;
    fields.set(key, value.trim().toLowerCase());
  }
  const [length, transfer, coding] = ['content-length', 'transfer-encoding', 'content-encoding'].map((name) => fields.get(name));
  if (coding !== undefined && coding !== 'identity') return undefined;
  if (transfer !== undefined) return transfer === 'chunked' && length === undefined ? { bodyAt: bytes.length, chunked: true } : undefined;
  if (length === undefined) return { bodyAt: bytes.length, chunked: false };
  return /^\d{1,6}$/.test(length) ? { bodyAt: bytes.length, chunked: false, length: Number(length) } : undefined;
}

/** Puts the chunks of a body together (RFC 9112 §7.1). Errors: undefined where it is cut off or not in that form. */
export function joinChunks(bytes: Uint8Array): Uint8Array | undefined {
  const joined = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; ;) {
    const end = bytes.indexOf(10, at);
    const line = end === -1 || end - at > 100 ? '' : new TextDecoder('latin1').decode(bytes.subarray(at, end));
    const digits = /^([0-9a-f]{1,6})(?:;[^\r]*)?\r$/i.exec(line)?.[1];
    if (digits === undefined) return undefined;
    const size = Number.parseInt(digits, 16);
    if (size === 0) return joined.subarray(0, length);
    const chunk = bytes.subarray(end + 1, end + 1 + size);
    if (chunk.length < size || bytes[end + 1 + size] !== 13 || bytes[end + 2 + size] !== 10) return undefined;
    joined.set(chunk, length);
    length += size;
    at = end + 3 + size;
  }
}
