import { limits, type Limits, type Reply } from './events.ts';

/** What is wrong with what came: it is no SMTP reply, or there is too much of it. */
export type ReplyFault = 'malformed' | 'too-long';

/** One line that came, as text, and what it completed. After a fault nothing more is read. */
export interface Read {
  line: string;
  reply?: Reply;
  /** Its end has not come: what is here may stop in the middle of a word. */
  cut?: true;
  fault?: ReplyFault;
}

const nothing = new Uint8Array(0);
const lineFeed = 10;
const carriageReturn = 13;
const form = /^[2-5]\d\d(?:[ -]|$)/;
const beginning = /^(?:[2-5](?:\d(?:\d[ \r-]?)?)?)?$/;

/**
 * Cuts a byte stream into lines and complete SMTP replies.
 *
 * Shape: `push` chunks in any split, then take with `next` until it says undefined; an unfinished tail is kept.
 * A bare LF ends a line too and one CR before it is dropped. Text is UTF-8, or byte by byte (Latin-1) where it is not, so nothing is lost; NUL stays.
 * Bounds: the RFC allows 512 bytes a line; servers overrun, so 4 096 are taken, and 65 536 for a whole dialogue (ours to tune).
 * Errors: `malformed` (no code, or lines of one reply with different codes), `too-long`.
 * Source: RFC 5321 §4.2 (form), §4.2.1 (multi-line), §4.5.3.1.5 (512 octets).
 */
export class ReplyReader {
  #sizes: Pick<Limits, 'lineBytes' | 'dialogueBytes'>;
  #held = nothing;
  #taken = 0;
  #code: number | undefined;
  #lines: string[] = [];
  #fault: ReplyFault | undefined;

  constructor(sizes: Pick<Limits, 'lineBytes' | 'dialogueBytes'> = limits) {
    this.#sizes = sizes;
  }

  /** Bytes have come that no reply has used up yet. */
  get hasRest(): boolean {
    return this.#held.length > 0 || this.#lines.length > 0;
  }

  push(bytes: Uint8Array): void {
    this.#taken += bytes.length;
    // Beyond the bound nothing is stored: `next` tells of it as soon as it gets there.
    if (this.#taken > this.#sizes.dialogueBytes) return;
    const joined = new Uint8Array(this.#held.length + bytes.length);
    joined.set(this.#held);
    joined.set(bytes, this.#held.length);
    this.#held = joined;
  }

  /** The next whole line; undefined when more bytes are needed. */
  next(): Read | undefined {
    if (this.#fault) return { line: '', fault: this.#fault };
    if (this.#taken > this.#sizes.dialogueBytes) return this.#fail('', 'too-long');
    if (this.#held.length === 0) return undefined;
    const end = this.#held.indexOf(lineFeed);
    const length = end === -1 ? this.#held.length : end + 1;
    if (length > this.#sizes.lineBytes) return this.#fail('', 'too-long');
    if (end === -1) {
      // What waits for more must not hold on to what was used up.
      if (this.#held.byteOffset > 0) this.#held = this.#held.slice();
      // Another protocol may never send a line end; its first bytes are enough to know it.
      return beginning.test(toText(this.#held.subarray(0, 4))) ? undefined : { ...this.#fail(toText(this.#held), 'malformed'), cut: true };
    }
    const line = toText(this.#held.subarray(0, this.#held[end - 1] === carriageReturn ? end - 1 : end));
    this.#held = end + 1 < this.#held.length ? this.#held.subarray(end + 1) : nothing;
    return this.#take(line);
  }

  /** Forgets what was not used up. What it counts goes on: the bound is for the whole dialogue. */
  drop(): void {
    this.#held = nothing;
    this.#code = undefined;
    this.#lines = [];
  }

  #take(line: string): Read {
    if (!form.test(line)) return this.#fail(line, 'malformed');
    const code = Number(line.slice(0, 3));
    if (this.#code !== undefined && this.#code !== code) return this.#fail(line, 'malformed');
    this.#code = code;
    this.#lines.push(line.slice(4));
    if (line.charAt(3) === '-') return { line };
    const reply: Reply = { code, ...enhancedOf(code, this.#lines), lines: this.#lines };
    this.#code = undefined;
    this.#lines = [];
    return { line, reply };
  }

  #fail(line: string, fault: ReplyFault): Read {
    this.#fault = fault;
    return { line, fault };
  }
}

/** The first enhanced status code whose class fits the reply code (RFC 2034 §4: the classes must agree). */
function enhancedOf(code: number, lines: string[]): { enhanced?: string } {
  const start = `${String(Math.floor(code / 100))}.`;
  for (const line of lines) {
    const found = line.startsWith(start) ? /^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)/.exec(line)?.[0] : undefined;
    if (found !== undefined) return { enhanced: found };
  }
  return {};
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function toText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
}
