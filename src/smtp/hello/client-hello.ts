import { list16, list8, u16, u24 } from './bytes.ts';
import type { Hello } from './hellos.ts';
import { groups, version } from './numbers.ts';

const anyBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

const extension = (type: number, content: number[]): number[] => [...u16(type), ...list16(content)];

function extensionsOf(hello: Hello, serverName: string | undefined, random: (length: number) => Uint8Array): number[] {
  const is13 = hello.newest === version.tls13;
  const all: number[] = [];
  if (hello.sni && serverName !== undefined) {
    // RFC 6066 §3: a list of one, of type host_name.
    all.push(...extension(0, list16([0, ...list16([...new TextEncoder().encode(serverName)])])));
  }
  if (hello.groups.length > 0) {
    all.push(...extension(10, list16(hello.groups.flatMap(u16))));
    // RFC 8422 §5.1.2: uncompressed points.
    all.push(...extension(11, list8([0])));
  }
  if (hello.signatures.length > 0) all.push(...extension(13, list16(hello.signatures.flatMap(u16))));
  // RFC 5746 §3.4: nothing was negotiated before. Servers of today may refuse who does not say so.
  all.push(...extension(0xff01, [0]));
  if (is13) {
    const versions = [version.tls13, version.tls12].filter((one) => one >= hello.oldest);
    all.push(...extension(43, list8(versions.flatMap(u16))));
    // psk_dhe_ke, RFC 8446 §4.2.9.
    all.push(...extension(45, list8([1])));
    // Any 32 bytes are a public key of X25519 (RFC 7748 §5).
    all.push(...extension(51, list16([...u16(groups.x25519), ...list16([...random(32)])])));
  }
  return all;
}

/**
 * A ClientHello as one TLS record.
 *
 * Shape: `serverName` is a host name in ASCII; undefined for a literal address (RFC 6066 §3). `random(n)` gives n bytes.
 * Bounds: below 1 kB. Source: RFC 5246 §7.4.1.2, RFC 8446 §4.1.2.
 */
export function clientHello(hello: Hello, serverName: string | undefined, random: (length: number) => Uint8Array = anyBytes): Uint8Array {
  const is13 = hello.newest === version.tls13;
  const extensions = hello.bare === true ? [] : list16(extensionsOf(hello, serverName, random));
  const body = [
    ...u16(Math.min(hello.newest, version.tls12)),
    ...random(32),
    // TLS 1.3 fills it, so that boxes on the way take it for a session of TLS 1.2 (RFC 8446 §D.4).
    ...list8(is13 ? [...random(32)] : []),
    ...list16(hello.suites.flatMap(u16)),
    ...list8([0]),
    ...extensions,
  ];
  const message = [1, ...u24(body.length), ...body];
  // The record says 1.0 whatever is inside: old servers close on anything newer (RFC 5246 §E.1).
  return Uint8Array.from([22, ...u16(version.tls10), ...list16(message)]);
}
