// TLS records, cut into the messages inside them (RFC 5246 §6.2.1). Only what comes in clear is read.

export type Message =
  | { is: 'handshake'; type: number; body: Uint8Array }
  | { is: 'alert'; fatal: boolean; code: number }
  /** Encrypted from here on. */
  | { is: 'data' };

/** not-tls: the very first bytes are no record · malformed: later ones are none · too-long: over the bound. */
export type RecordFault = 'not-tls' | 'malformed' | 'too-long';

const content = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 } as const;
/** RFC 5246 §6.2.3. */
const longestRecord = 16_384 + 2_048;

/** A buffer that grows at its end and is read from its beginning. */
class Buffered {
  #bytes = new Uint8Array(1_024);
  #from = 0;
  #to = 0;

  push(more: Uint8Array): void {
    if (this.#to + more.length > this.#bytes.length) {
      const held = this.all;
      this.#bytes = new Uint8Array(2 * (held.length + more.length));
      this.#bytes.set(held);
      [this.#from, this.#to] = [0, held.length];
    }
    this.#bytes.set(more, this.#to);
    this.#to += more.length;
  }

  get all(): Uint8Array {
    return this.#bytes.subarray(this.#from, this.#to);
  }

  /** The next bytes, a copy; undefined when not so many are there. */
  take(length: number): Uint8Array | undefined {
    if (this.all.length < length) return undefined;
    this.#from += length;
    return this.#bytes.slice(this.#from - length, this.#from);
  }
}

/**
 * Cuts a byte stream into messages, whatever way it is split into reads and records.
 * Shape: `push`, then `next` until it says undefined. After a fault it says that fault for ever.
 * Bound: `most` bytes in all, 64 kB by default. Never throws.
 */
export class RecordReader {
  #records = new Buffered();
  #handshake = new Buffered();
  #alerts = new Buffered();
  #taken = 0;
  #read = false;
  #most: number;
  #fault: RecordFault | undefined;

  constructor(most = 65_536) {
    this.#most = most;
  }

  push(bytes: Uint8Array): void {
    this.#taken += bytes.length;
    if (this.#taken > this.#most) this.#fault ??= 'too-long';
    else this.#records.push(bytes);
  }

  next(): Message | { fault: RecordFault } | undefined {
    for (;;) {
      if (this.#fault) return { fault: this.#fault };
      const message = this.#message();
      if (message) return message;
      const record = this.#record();
      if (record === undefined) {
        if (this.#fault) continue;
        return undefined;
      }
      this.#read = true;
      if (record.type === content.handshake) this.#handshake.push(record.body);
      else if (record.type === content.alert) this.#alerts.push(record.body);
      else if (record.type === content.data) return { is: 'data' };
    }
  }

  #message(): Message | undefined {
    const [level, code] = this.#alerts.take(2) ?? [];
    if (level !== undefined && code !== undefined) return { is: 'alert', fatal: level !== 1, code };
    const [type, ...length] = this.#handshake.all.subarray(0, 4);
    if (type === undefined || length.length < 3) return undefined;
    const whole = this.#handshake.take(4 + length.reduce((sum, byte) => sum * 256 + byte, 0));
    return whole && { is: 'handshake', type, body: whole.subarray(4) };
  }

  #record(): { type: number; body: Uint8Array } | undefined {
    const head = this.#records.all.subarray(0, 5);
    const [type, major, , high = 0, low = 0] = head;
    const length = high * 256 + low;
    const isRecord =
      (type === undefined || (type >= content.changeCipherSpec && type <= content.data)) &&
      (major === undefined || major === 3) &&
      length <= longestRecord;
    if (!isRecord) this.#fault = this.#read ? 'malformed' : 'not-tls';
    if (!isRecord || head.length < 5 || type === undefined) return undefined;
    const whole = this.#records.take(5 + length);
    return whole && { type, body: whole.subarray(5) };
  }
}
