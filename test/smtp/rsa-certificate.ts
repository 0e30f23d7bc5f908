// A self-signed RSA certificate, for servers of the time before elliptic curves. The practice authority has curves only.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { der } from '../../practice/der.ts';

const name = (commonName: string): Uint8Array => der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.utf8(commonName))));

/** PEM of a certificate and of its key (PKCS #8), valid around today. */
export function rsaCertificate(host: string): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = der.sequence(der.oid('1.2.840.113549.1.1.11'), Uint8Array.from([5, 0]));
  const serial = new Uint8Array(randomBytes(8));
  serial[0] = 0x41;
  const day = 86_400_000;
  const body = der.sequence(
    der.context(0, der.integer(Uint8Array.from([2])), true),
    der.integer(serial),
    algorithm,
    name(host),
    der.sequence(der.time(new Date(Date.now() - day)), der.time(new Date(Date.now() + 30 * day))),
    name(host),
    new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    der.context(
      3,
      der.sequence(der.sequence(der.oid('2.5.29.17'), der.octetString(der.sequence(der.context(2, der.ascii(host), false))))),
      true,
    ),
  );
  const whole = der.sequence(body, algorithm, der.bitString(new Uint8Array(sign('sha256', body, privateKey))));
  const base64 =
    Buffer.from(whole)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
