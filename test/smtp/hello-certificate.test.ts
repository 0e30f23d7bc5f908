// The reader of certificates against Node's own, on every root that Node brings along.
import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAuthority } from '../../practice/certificates.ts';
import { readCertificate, visibleFaults } from '../../src/smtp/hello/certificate.ts';
import { rsaCertificate } from './rsa-certificate.ts';

const bundled = getCACertificates('bundled').map((pem) => new X509Certificate(pem));
const bitsOf = ({ publicKey: { asymmetricKeyDetails: details } }: X509Certificate): number | undefined =>
  details?.modulusLength ?? { prime256v1: 256, secp384r1: 384, secp521r1: 521 }[details?.namedCurve ?? ''];

test('every bundled root is read as Node reads it', async () => {
  expect(bundled.length).toBeGreaterThan(100);
  for (const certificate of bundled) {
    expect(await readCertificate(certificate.raw)).toEqual({
      subject: certificate.subject,
      issuer: certificate.issuer,
      names: [...certificate.subject.matchAll(/^CN=(.*)$/gm)].map(([, name]) => name),
      validFrom: new Date(certificate.validFrom).toISOString(),
      validTo: new Date(certificate.validTo).toISOString(),
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      keyType: certificate.publicKey.asymmetricKeyType,
      keyBits: bitsOf(certificate),
      signature: certificate.signatureAlgorithm,
    });
  }
});

test('names come from subjectAltName where there is one', async () => {
  const authority = createAuthority();
  const leaf = new X509Certificate(authority.issue('good', ['mail.example.test', '*.example.test']).certificate);
  expect(await readCertificate(leaf.raw)).toMatchObject({
    names: ['mail.example.test', '*.example.test'],
    issuer: 'CN=Practice CA',
    keyType: 'ec',
    keyBits: 256,
    signature: 'ecdsa-with-SHA256',
  });
  const rsa = new X509Certificate(rsaCertificate('old.example.test').cert);
  expect(await readCertificate(rsa.raw)).toMatchObject({ names: ['old.example.test'], keyType: 'rsa', keyBits: 2048 });
});

test('what speaks against a certificate at first sight is said, and nothing else', async () => {
  const authority = createAuthority();
  const now = Date.now();
  const faults = async (kind: Parameters<typeof authority.issue>[0], host = 'mail.example.test') => {
    const read = await readCertificate(new X509Certificate(authority.issue(kind, ['mail.example.test', '*.wild.test']).certificate).raw);
    return read && visibleFaults([read], host, now);
  };
  expect(await faults('good')).toEqual([]);
  expect(await faults('good', 'a.wild.test')).toEqual([]);
  expect(await faults('good', 'a.b.wild.test')).toEqual(['other-name']);
  expect(await faults('good', 'wild.test')).toEqual(['other-name']);
  expect(await faults('expired')).toEqual(['expired']);
  expect(await faults('not-yet-valid')).toEqual(['not-yet-valid']);
  expect(await faults('self-signed')).toEqual(['self-signed']);
  expect(await faults('other-name')).toEqual(['other-name']);
});

test('a broken certificate is none, or one with other words; it never throws', async () => {
  const whole = new Uint8Array(bundled[0]?.raw ?? []);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), async (at, byte, length) => {
      const broken = whole.slice(0, length);
      if (at < length) broken[at] = byte;
      const read = await readCertificate(broken);
      expect(read === undefined || typeof read.subject === 'string').toBe(true);
    }),
    { numRuns: 2_000 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      await readCertificate(bytes);
    }),
    { numRuns: 2_000 },
  );
});
