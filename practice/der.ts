// As much of DER as a certificate needs (ITU-T X.690). Writes only; every length is definite.

const join = (parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function tagged(tag: number, content: Uint8Array): Uint8Array {
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return join([Uint8Array.from([tag, ...length]), content]);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** The types by their ASN.1 names. Bounds: contents up to 65,535 bytes. */
export const der = {
  sequence: (...parts: Uint8Array[]): Uint8Array => tagged(0x30, join(parts)),
  set: (...parts: Uint8Array[]): Uint8Array => tagged(0x31, join(parts)),
  boolean: (value: boolean): Uint8Array => tagged(0x01, Uint8Array.from([value ? 0xff : 0])),
  /** A whole number from its bytes, always read as positive. */
  integer: (bytes: Uint8Array): Uint8Array => tagged(0x02, (bytes[0] ?? 0) > 127 ? join([Uint8Array.from([0]), bytes]) : bytes),
  bitString: (bytes: Uint8Array, unusedBits = 0): Uint8Array => tagged(0x03, join([Uint8Array.from([unusedBits]), bytes])),
  octetString: (bytes: Uint8Array): Uint8Array => tagged(0x04, bytes),
  utf8: (value: string): Uint8Array => tagged(0x0c, text(value)),
  /** Context-specific tag. `constructed` where it wraps other values. */
  context: (number: number, content: Uint8Array, constructed: boolean): Uint8Array => tagged((constructed ? 0xa0 : 0x80) | number, content),
  oid(dotted: string): Uint8Array {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    const groups = rest.map((arc) => {
      const bytes = [arc & 127];
      for (let left = arc >> 7; left > 0; left >>= 7) bytes.unshift((left & 127) | 128);
      return bytes;
    });
    return tagged(0x06, Uint8Array.from([first * 40 + second, ...groups.flat()]));
  },
  /** GeneralizedTime in UTC, whole seconds. RFC 5280 §4.1.2.5 wants UTCTime before 2050. */
  time(date: Date): Uint8Array {
    const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
    return date.getUTCFullYear() < 2050 ? tagged(0x17, text(digits.slice(2))) : tagged(0x18, text(digits));
  },
  ascii: text,
};
