// What a certificate says (RFC 5280 §4.1). It is read, not verified: a peek proves no key.
import type { Certificate, TlsReason } from '../net.ts';
import { inside, readAll, readOid, readTime, tags, type Element } from './der.ts';

// RFC 4519 §2, RFC 5280 §4.1.2.4, RFC 2985 §5.2.1; short names as OpenSSL has them.
const attributes: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.97': 'organizationIdentifier',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '0.9.2342.19200300.100.1.25': 'DC',
};

// RFC 3279 §2.3, RFC 5480 §2.1.1, RFC 8410 §3. Bits where the algorithm alone says them.
const keyAlgorithms: Record<string, { keyType: string; keyBits?: number }> = {
  '1.2.840.113549.1.1.1': { keyType: 'rsa' },
  '1.2.840.113549.1.1.10': { keyType: 'rsa-pss' },
  '1.2.840.10040.4.1': { keyType: 'dsa' },
  '1.2.840.10045.2.1': { keyType: 'ec' },
  '1.3.101.112': { keyType: 'ed25519', keyBits: 256 },
  '1.3.101.113': { keyType: 'ed448', keyBits: 456 },
};
const curveBits: Record<string, number> = {
  '1.2.840.10045.3.1.1': 192,
  '1.3.132.0.33': 224,
  '1.2.840.10045.3.1.7': 256,
  '1.3.132.0.10': 256,
  '1.3.132.0.34': 384,
  '1.3.132.0.35': 521,
};

// RFC 3279 §2.2, RFC 4055 §5, RFC 5758 §3, RFC 8410 §3.
const signatures: Record<string, string> = {
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ed25519',
  '1.3.101.113': 'ed448',
};

const subjectAltName = '2.5.29.17';

/** Reads a certificate in DER. Undefined when it is none. Never throws. Names are written as Node writes them: an attribute a line. */
export async function readCertificate(der: Uint8Array): Promise<Certificate | undefined> {
  const read = readFields(der);
  return read && { ...read, fingerprint: await fingerprintOf(der) };
}

async function fingerprintOf(der: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(der)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function readFields(der: Uint8Array): Omit<Certificate, 'fingerprint'> | undefined {
  const [whole, ...behind] = readAll(der) ?? [];
  const [body, algorithm] = inside(whole, tags.sequence) ?? [];
  const fields = inside(body, tags.sequence);
  if (!fields || behind.length > 0) return undefined;
  // The version stands in front unless it is 1.
  const [, , issuer, validity, subject, key, ...rest] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  const [from, to] = (inside(validity, tags.sequence) ?? []).map(readTime);
  const names = [readName(subject), readName(issuer)] as const;
  if (names[0] === undefined || names[1] === undefined || from === undefined || to === undefined) return undefined;
  const alternative = alternativeNames(rest.find(({ tag }) => tag === 0xa3));
  return {
    subject: asText(names[0]),
    names:
      alternative.length > 0
        ? alternative
        : names[0].filter(([name]) => name === 'CN').map(([, value]) => value.replace(/\p{Cc}/gu, hexEscape)),
    issuer: asText(names[1]),
    validFrom: from,
    validTo: to,
    ...readKey(key),
    ...readSignature(algorithm),
  };
}

/** The key and the signature of a certificate in DER, as far as they are known. */
export function keyFacts(der: Uint8Array): Pick<Certificate, 'keyType' | 'keyBits' | 'signature'> {
  const { keyType, keyBits, signature } = readFields(der) ?? {};
  return {
    ...(keyType !== undefined && { keyType }),
    ...(keyBits !== undefined && { keyBits }),
    ...(signature !== undefined && { signature }),
  };
}

function readSignature(algorithm: Element | undefined): { signature?: string } {
  const oid = readOid(inside(algorithm, tags.sequence)?.[0]);
  return oid === undefined ? {} : { signature: signatures[oid] ?? oid };
}

function readKey(element: Element | undefined): { keyType?: string; keyBits?: number } {
  const [algorithm, bits] = inside(element, tags.sequence) ?? [];
  const [oid, parameters] = inside(algorithm, tags.sequence) ?? [];
  const known = keyAlgorithms[readOid(oid) ?? ''];
  if (!known || bits?.tag !== tags.bitString) return {};
  if (known.keyType === 'ec') {
    const size = curveBits[readOid(parameters) ?? ''];
    return { ...known, ...(size !== undefined && { keyBits: size }) };
  }
  if (!known.keyType.startsWith('rsa')) return known;
  // The first byte of a bit string counts unused bits. RFC 8017 §A.1.1: modulus, exponent.
  const [modulus] = inside(readAll(bits.content.subarray(1))?.[0], tags.sequence) ?? [];
  return { ...known, ...(modulus?.tag === tags.integer && { keyBits: bitLength(modulus.content) }) };
}

function bitLength(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : 8 * (bytes.length - first - 1) + (32 - Math.clz32(bytes[first] ?? 0));
}

function readName(element: Element | undefined): [name: string, value: string][] | undefined {
  return inside(element, tags.sequence)?.flatMap((set) =>
    (inside(set, tags.set) ?? []).map((pair): [string, string] => {
      const [type, value] = inside(pair, tags.sequence) ?? [];
      const oid = readOid(type) ?? '';
      return [attributes[oid] ?? oid, value ? textOf(value) : ''];
    }),
  );
}

/** Characters that would let a value pass for a second attribute or line are escaped (RFC 4514 §2.4). Bound: thirty attributes. */
const asText = (name: [string, string][]): string =>
  name
    .slice(0, 30)
    .map(([type, value]) => `${type}=${value.replace(/[,+"\\<>;]/g, '\\$&').replace(/\p{Cc}/gu, hexEscape)}`)
    .join('\n');

const hexEscape = (sign: string): string => `\\${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const latin = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** BMPString is UTF-16; UTF8String says so; the rest is ASCII, or Latin-1 where old issuers were careless. Bound: 1 kB. */
function textOf({ tag, content }: Element): string {
  const bytes = content.subarray(0, 1_024);
  if (tag === 0x1e)
    return latin(bytes).replace(/([\s\S])([\s\S])/g, (_, high: string, low: string) =>
      String.fromCharCode(high.charCodeAt(0) * 256 + low.charCodeAt(0)),
    );
  return tag === 0x0c ? new TextDecoder('utf-8').decode(bytes) : latin(bytes);
}

function alternativeNames(extensions: Element | undefined): string[] {
  const list = inside(inside(extensions, 0xa3)?.[0], tags.sequence) ?? [];
  const found = list.map((one) => inside(one, tags.sequence) ?? []).find(([id]) => readOid(id) === subjectAltName);
  const value = found?.at(-1);
  const names = value?.tag === 0x04 ? inside(readAll(value.content)?.[0], tags.sequence) : undefined;
  return (names ?? []).slice(0, 500).flatMap(({ tag, content }) => {
    if (tag === 0x82) return [latin(content.subarray(0, 255)).replace(/\p{Cc}/gu, hexEscape)];
    return tag === 0x87 ? addressOf(content) : [];
  });
}

/** An iPAddress entry (RFC 5280 §4.2.1.6): four bytes or sixteen. IPv6 without shortening. */
function addressOf(bytes: Uint8Array): string[] {
  if (bytes.length === 4) return [bytes.join('.')];
  if (bytes.length !== 16) return [];
  return [Array.from({ length: 8 }, (_, at) => ((bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0)).toString(16)).join(':')];
}

/**
 * What speaks against a shown chain at first sight: dates, name, an issuer that is the certificate itself. Empty is no proof of anything.
 * `now` in milliseconds since 1970.
 */
export function visibleFaults([leaf]: Certificate[], host: string, now: number): TlsReason[] {
  if (!leaf) return [];
  const faults: TlsReason[] = [];
  if (Date.parse(leaf.validTo) < now) faults.push('expired');
  if (Date.parse(leaf.validFrom) > now) faults.push('not-yet-valid');
  if (leaf.subject === leaf.issuer) faults.push('self-signed');
  if (!host.includes(':') && !leaf.names.some((name) => covers(name.toLowerCase(), host.toLowerCase()))) faults.push('other-name');
  return faults;
}

/** RFC 9525 §6.3: a wildcard stands for one whole label, the left-most. */
function covers(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name === host;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === name.slice(1) && !/^[\d.]+$/.test(host);
}
