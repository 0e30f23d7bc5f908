import { Fields } from './bytes.ts';

export interface ServerHello {
  version: number;
  suite: number;
  /** TLS 1.3: the group of its key, or the one that it asks for. */
  group?: number;
  /** Numbers of its extensions. */
  extensions: number[];
}

/** Reads a ServerHello, also one that asks for another key (HelloRetryRequest). Undefined when it is none. Source: RFC 5246 §7.4.1.3, RFC 8446 §4.1.3. */
export function readServerHello(body: Uint8Array): ServerHello | undefined {
  const fields = new Fields(body);
  let version = fields.uint(2);
  fields.bytes(32);
  if (fields.vector(1).length > 32) return undefined;
  const suite = fields.uint(2);
  const compression = fields.uint(1);
  let group: number | undefined;
  const extensions: number[] = [];
  // Servers before extensions end here (RFC 5246 §7.4.1.4).
  if (fields.ok && fields.left > 0) {
    const list = new Fields(fields.vector(2));
    while (list.left > 0 && list.ok) {
      const type = list.uint(2);
      const value = new Fields(list.vector(2));
      extensions.push(type);
      if (type === 43) version = value.uint(2);
      if (type === 51) group = value.uint(2);
      if (!value.ok) return undefined;
    }
    if (!list.ok) return undefined;
  }
  if (!fields.ok || fields.left > 0 || compression !== 0) return undefined;
  return { version, suite, extensions, ...(group !== undefined && { group }) };
}

/** The certificates of a Certificate message of TLS 1.2 and older, DER, leaf first. Undefined when it is none. Bound: ten. */
export function readCertificates(body: Uint8Array): Uint8Array[] | undefined {
  const fields = new Fields(body);
  const list = new Fields(fields.vector(3));
  const chain: Uint8Array[] = [];
  while (list.left > 0 && list.ok) chain.push(list.vector(3));
  return fields.ok && list.ok ? chain.slice(0, 10) : undefined;
}

/** The curve in a ServerKeyExchange, where it names one (RFC 8422 §5.4). */
export function readCurve(body: Uint8Array): number | undefined {
  const fields = new Fields(body);
  const named = fields.uint(1) === 3;
  const curve = fields.uint(2);
  return named && fields.ok ? curve : undefined;
}
