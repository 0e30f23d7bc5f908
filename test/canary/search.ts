// The search for secrets in bytes that have left the process.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { base64At, formsOf } from './forms.ts';
import type { Secret } from './secrets.ts';

/** One sighting of a secret. */
export interface Sighting {
  secret: string;
  form: string;
  /** Where the bytes come from, as a sentence for whoever has to mend it. */
  where: string;
  /** What stands around it. */
  around: string;
}

interface Needle {
  secret: string;
  form: string;
  bytes: Uint8Array;
}

/** Shorter ones would be found in words and in chance. */
const shortest = 5;
/** Characters, and base64 digits, of the pieces that a long text is searched for as well: a line that was cut holds no whole secret. */
const piece = { plain: 8, base64: 10 };

const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
const fold = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => lower[byte] ?? byte);
const keyAt = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0) % 1_048_573;

const slices = (text: string, size: number): string[] =>
  Array.from({ length: Math.floor(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));

/** Pieces one behind the other: whatever run of twice their length comes back, one of them is in it. */
function piecesOf({ text, label }: Secret): Needle[] {
  if (text.length < 2 * piece.plain) return [];
  const bytes = Buffer.from(text);
  const needle = (form: string) => (part: string) => ({ secret: label, form, bytes: Buffer.from(part) });
  return [
    ...slices(text, piece.plain).map(needle('a piece')),
    ...[0, 1, 2].flatMap((shift) => slices(base64At(bytes, shift), piece.base64).map(needle('a piece of base64'))),
  ];
}

/** Searches for many texts at once, whatever their letter case (ASCII). Linear in what is searched. */
export class Searcher {
  #table = new Map<number, Needle[]>();
  #filter = new Uint8Array(1_048_573);
  #bytes = 0;

  constructor(secrets: readonly Secret[], username: string) {
    for (const secret of secrets) {
      for (const { name, bytes } of formsOf(secret.text, username)) this.#add({ secret: secret.label, form: name, bytes });
      for (const needle of piecesOf(secret)) this.#add(needle);
    }
  }

  /** Bytes that were searched until now. */
  get searched(): number {
    return this.#bytes;
  }

  /** Searches for these too, as they are and in base64: what only became known on the way, such as a proof. */
  learn(secret: string, form: string, texts: readonly string[]): void {
    for (const text of texts) {
      this.#add({ secret, form, bytes: Buffer.from(text) });
      for (const shift of [0, 1, 2])
        this.#add({ secret, form: `${form}, in base64`, bytes: Buffer.from(base64At(Buffer.from(text), shift)) });
    }
  }

  #add(needle: Needle): void {
    if (needle.bytes.length < shortest) return;
    const folded = { ...needle, bytes: fold(needle.bytes) };
    const key = keyAt(folded.bytes, 0);
    this.#filter[key] = 1;
    this.#table.set(key, [...(this.#table.get(key) ?? []), folded]);
  }

  /** Everything that is found in these bytes, each form of a secret once. */
  search(bytes: Uint8Array, where: string): Sighting[] {
    this.#bytes += bytes.length;
    const hay = fold(bytes);
    const found = new Map<string, Sighting>();
    for (let at = 0; at + shortest <= hay.length; at += 1) {
      const key = keyAt(hay, at);
      if (this.#filter[key] !== 1) continue;
      for (const { secret, form, bytes: needle } of this.#table.get(key) ?? []) {
        const id = `${secret} ${form}`;
        if (found.has(id) || !matches(hay, at, needle)) continue;
        const around = Buffer.from(bytes.subarray(Math.max(0, at - 40), at + needle.length + 20)).toString('latin1');
        found.set(id, { secret, form, where, around: around.slice(0, 200) });
      }
    }
    return [...found.values()];
  }
}

function matches(hay: Uint8Array, start: number, needle: Uint8Array): boolean {
  if (start + needle.length > hay.length) return false;
  for (let at = 0; at < needle.length; at += 1) if (hay[start + at] !== needle[at]) return false;
  return true;
}

/** A body as whoever receives it reads it: its chunks joined (RFC 9112 §7.1) and unpacked. What is broken stays as it came. */
export function unpacked(head: string, body: Uint8Array): Uint8Array {
  const joined = /^transfer-encoding:\s*chunked/im.test(head) ? withoutChunks(body) : body;
  const [, packing = ''] = /^content-encoding:\s*(\S+)/im.exec(head) ?? [];
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync, deflate: inflateSync }[packing.toLowerCase()];
  try {
    return unpack ? unpack(joined) : joined;
  } catch {
    return joined;
  }
}

function withoutChunks(body: Uint8Array): Uint8Array {
  const bytes = Buffer.from(body);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    const size = end === -1 ? NaN : parseInt(bytes.toString('latin1', at, end), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
