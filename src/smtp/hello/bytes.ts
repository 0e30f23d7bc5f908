// Reading and writing the length-prefixed fields of TLS (RFC 5246 §4.3).

/** Reads fields one behind the other. Past the end it gives zeros and empty fields, and `ok` is false from then on; it never throws. */
export class Fields {
  ok = true;
  #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(length: number): Uint8Array {
    if (length > this.left) {
      this.ok = false;
      this.#at = this.#bytes.length;
      return new Uint8Array(0);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A number of `length` bytes, at most four. */
  uint(length: number): number {
    return this.bytes(length).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  /** A field behind its own length of `lengthBytes` bytes. */
  vector(lengthBytes: number): Uint8Array {
    return this.bytes(this.uint(lengthBytes));
  }
}

export const u8 = (value: number): number[] => [value & 0xff];
export const u16 = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];
export const u24 = (value: number): number[] => [(value >> 16) & 0xff, ...u16(value)];
export const list8 = (content: number[]): number[] => [...u8(content.length), ...content];
export const list16 = (content: number[]): number[] => [...u16(content.length), ...content];
