import { decodeBytes, encodeBytes } from '../base64.ts';
import { textOf, utf8, type Credentials, type SaslClient, type SaslFault, type Step } from './client.ts';
import { prepare, saslName } from './prepare.ts';

/** RFC 7677 §4: at least 4,096 rounds. The upper bound is ours: a server may not keep us computing, and Workers refuse more. */
const rounds = { least: 4_096, most: 100_000 };

/** GS2 header (RFC 5801 §4): no channel binding, no other identity; and the same in base64 as the last message repeats it. */
const header = 'n,,';
const headerAgain = 'biws';

export type ScramHash = 'SHA-256' | 'SHA-1';

/** 144 random bits as printable text without a comma. */
const newNonce = (): string => encodeBytes(crypto.getRandomValues(new Uint8Array(18)));

/**
 * SCRAM (RFC 5802, RFC 7677) without channel binding. Both sides prove that they know the password, and neither says it.
 *
 * Shape: our first message; at the server's first one our proof; at its last one, if its signature is right, an empty response, and then 235.
 * `nonce` is new for each exchange; only tests give their own.
 * Errors: `scram-nonce`, `scram-iterations` (fewer than 4,096, or more than 100,000 rounds), `server-not-proven`, `malformed`.
 */
export function scram(hash: ScramHash, { username, password }: Credentials, nonce: string = newNonce()): SaslClient {
  const bare = `n=${saslName(prepare(username) ?? username)},r=${nonce}`;
  const secret = prepare(password) ?? password;
  const first = utf8(header + bare);
  let signature: Uint8Array | undefined;
  let isConcluded = false;
  let isProven = false;
  let isRepeated = false;

  async function prove(message: string): Promise<Step> {
    const read = readFirst(message, nonce);
    if (typeof read === 'string') return { fault: read };
    const salted = await saltPassword(hash, secret, read.salt, read.iterations);
    const withoutProof = `c=${headerAgain},r=${read.nonce}`;
    const everything = utf8(`${bare},${message},${withoutProof}`);
    const clientKey = await hmac(hash, salted, utf8('Client Key'));
    const storedKey = new Uint8Array(await crypto.subtle.digest(hash, clientKey));
    const clientSignature = await hmac(hash, storedKey, everything);
    const proof = encodeBytes(clientKey.map((byte, at) => byte ^ (clientSignature[at] ?? 0)));
    signature = await hmac(hash, await hmac(hash, salted, utf8('Server Key')), everything);
    return { response: utf8(`${withoutProof},p=${proof}`), secrets: [proof] };
  }

  return {
    first,
    hidesChallenges: true,
    ...(secret !== password && { secrets: [secret] }),
    answer(challenge) {
      // A server that takes no initial response asks for it.
      if (challenge.trim() === '' && signature === undefined && !isRepeated) {
        isRepeated = true;
        return { response: first };
      }
      const message = textOf(decodeBytes(challenge.trim()));
      if (message === undefined || isConcluded) return { fault: 'malformed' };
      const [, error] = /^e=([^,]+)/.exec(message) ?? [];
      if (signature === undefined && error === undefined) return prove(message);
      isConcluded = true;
      // The exchange is over, and the server waits for an empty line to say so in its own words.
      if (error !== undefined) return { response: utf8(''), isPublic: true, told: { saslError: error } };
      const [, verifier = ''] = /^v=([^,]+)/.exec(message) ?? [];
      isProven = isEqual(decodeBytes(verifier), signature);
      return isProven ? { response: utf8(''), isPublic: true } : { fault: 'server-not-proven' };
    },
    doubt: () => (isProven ? undefined : 'server-not-proven'),
  };
}

/** The server's first message (RFC 5802 §7): `r=…,s=…,i=…`; one that begins with `m=` wants an extension that nobody knows. */
function readFirst(message: string, ours: string): { nonce: string; salt: Uint8Array<ArrayBuffer>; iterations: number } | SaslFault {
  const [, nonce = '', base64 = '', digits = ''] = /^r=([\x21-\x2b\x2d-\x7e]+),s=([^,]+),i=(\d{1,10})(?:,|$)/.exec(message) ?? [];
  const salt = decodeBytes(base64);
  if (salt === undefined || salt.length === 0) return 'malformed';
  if (!nonce.startsWith(ours) || nonce.length === ours.length) return 'scram-nonce';
  const iterations = Number(digits);
  return iterations < rounds.least || iterations > rounds.most ? 'scram-iterations' : { nonce, salt: Uint8Array.from(salt), iterations };
}

const bits = { 'SHA-256': 256, 'SHA-1': 160 };

/** Hi() of RFC 5802 §2.2, which is PBKDF2 with HMAC. */
async function saltPassword(hash: ScramHash, password: string, salt: Uint8Array<ArrayBuffer>, iterations: number) {
  const key = await crypto.subtle.importKey('raw', utf8(password), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash, salt, iterations }, key, bits[hash]));
}

async function hmac(hash: ScramHash, secret: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>) {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message));
}

/** Looks at every byte, so that the time tells nothing of where the first difference is. */
function isEqual(found: Uint8Array | undefined, expected: Uint8Array | undefined): boolean {
  if (found === undefined || expected === undefined || found.length !== expected.length) return false;
  let difference = 0;
  for (const [at, byte] of expected.entries()) difference |= byte ^ (found[at] ?? 0);
  return difference === 0;
}
