// Certificates for the practice server: a CA of its own and one leaf for each story. Keys live in memory and end with the process.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { der } from './der.ts';

/** good · expired: a month ago · not-yet-valid: for another month · self-signed: by itself, not by the CA · other-name: good, for another host. */
export type CertificateKind = 'good' | 'expired' | 'not-yet-valid' | 'self-signed' | 'other-name';

export interface Identity {
  /** PEM, leaf alone: the CA is never sent, as real roots are not. */
  certificate: string;
  /** PEM, PKCS #8. */
  key: string;
}

export interface Authority {
  /** The CA's certificate, PEM. */
  ca: string;
  /** A certificate for these host names. Its key is on P-256 unless said: some servers know RSA only. A self-signed one is always `ec`. */
  issue(kind: CertificateKind, names: string[], key?: 'ec' | 'rsa'): Identity;
}

interface Fields {
  subject: string;
  issuer: string;
  names: string[];
  /** Days from now, negative in the past. */
  from: number;
  to: number;
  publicKey: KeyObject;
  signedWith: KeyObject;
  authority: boolean;
  issuerKey: KeyObject;
}

const oid = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

const dayMs = 86_400_000;
const newKey = (): { publicKey: KeyObject; privateKey: KeyObject } => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const newRsaKey = (): { publicKey: KeyObject; privateKey: KeyObject } => generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }));
const keyId = (key: KeyObject): Uint8Array => new Uint8Array(createHash('sha1').update(spki(key)).digest());
const nameOf = (commonName: string): Uint8Array => der.sequence(der.set(der.sequence(der.oid(oid.commonName), der.utf8(commonName))));
const extension = (id: string, critical: boolean, value: Uint8Array): Uint8Array =>
  der.sequence(der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octetString(value));

function extensions({ names, publicKey, issuerKey, authority }: Fields): Uint8Array {
  const all = [
    extension(oid.basicConstraints, true, der.sequence(...(authority ? [der.boolean(true)] : []))),
    // keyCertSign for the CA, digitalSignature for a leaf.
    extension(oid.keyUsage, true, authority ? der.bitString(Uint8Array.from([0x04]), 2) : der.bitString(Uint8Array.from([0x80]), 7)),
    extension(oid.subjectKeyId, false, der.octetString(keyId(publicKey))),
    extension(oid.authorityKeyId, false, der.sequence(der.context(0, keyId(issuerKey), false))),
  ];
  if (!authority) all.push(extension(oid.extendedKeyUsage, false, der.sequence(der.oid(oid.serverAuth))));
  if (names.length > 0) {
    all.push(extension(oid.subjectAltName, false, der.sequence(...names.map((name) => der.context(2, der.ascii(name), false)))));
  }
  return der.sequence(...all);
}

/** A version 3 certificate, signed with ECDSA and SHA-256. Source: RFC 5280 §4.1, RFC 5758 §3.2. */
function certificate(fields: Fields): string {
  const algorithm = der.sequence(der.oid(oid.ecdsaWithSha256));
  const serial = new Uint8Array(randomBytes(8));
  // A leading zero byte would not be DER.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = der.sequence(
    der.context(0, der.integer(Uint8Array.from([2])), true),
    der.integer(serial),
    algorithm,
    nameOf(fields.issuer),
    der.sequence(der.time(new Date(Date.now() + fields.from * dayMs)), der.time(new Date(Date.now() + fields.to * dayMs))),
    nameOf(fields.subject),
    spki(fields.publicKey),
    der.context(3, extensions(fields), true),
  );
  const whole = der.sequence(body, algorithm, der.bitString(new Uint8Array(sign('sha256', body, fields.signedWith))));
  const lines =
    Buffer.from(whole)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** A CA with a new key, valid from yesterday for a year. Bounds: at least one name for each leaf. */
export function createAuthority(name = 'Practice CA'): Authority {
  const root = newKey();
  const ca = certificate({
    subject: name,
    issuer: name,
    names: [],
    from: -1,
    to: 365,
    publicKey: root.publicKey,
    signedWith: root.privateKey,
    authority: true,
    issuerKey: root.publicKey,
  });

  function issue(kind: CertificateKind, names: string[], keyKind: 'ec' | 'rsa' = 'ec'): Identity {
    const own = keyKind === 'rsa' && kind !== 'self-signed' ? newRsaKey() : newKey();
    const served = kind === 'other-name' ? ['other-name.practice.test'] : names;
    const subject = served[0] ?? 'practice.test';
    const signer = kind === 'self-signed' ? own : root;
    const leaf = certificate({
      subject,
      issuer: kind === 'self-signed' ? subject : name,
      names: served,
      ...(kind === 'expired' ? { from: -120, to: -30 } : kind === 'not-yet-valid' ? { from: 30, to: 120 } : { from: -1, to: 90 }),
      publicKey: own.publicKey,
      signedWith: signer.privateKey,
      authority: false,
      issuerKey: signer.publicKey,
    });
    return { certificate: leaf, key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  return { ca, issue };
}
