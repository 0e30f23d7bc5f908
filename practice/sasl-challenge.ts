// SCRAM (RFC 5802, RFC 7677) and CRAM-MD5 (RFC 2195) as a server speaks them. Written with Node's own cryptography and apart from src/smtp, so that
// each shows whether the other is right.
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Behaviour } from './behaviours.ts';
import { ask, isKnown, malformed, prompt, verdict, type Step } from './sasl-parts.ts';

const rounds = 4_096;

const isSame = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);

/** Goes on from the client's first message. The last word of the server is a 334 with its signature, as SMTP has no room for it beside the 235. */
export function scram(hash: 'sha256' | 'sha1', first: string, behaviour: Behaviour): Step {
  const [, bare, name, clientNonce] = /^n,,(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+))$/.exec(first) ?? [];
  if (bare === undefined || name === undefined || clientNonce === undefined) return { reply: malformed };
  const username = name.replaceAll('=2C', ',').replaceAll('=3D', '=');
  const { account } = behaviour;
  const nonce = clientNonce + randomBytes(12).toString('base64');
  const salt = createHash('sha256').update(`salt of ${account.username}`).digest().subarray(0, 16);
  const serverFirst = `r=${nonce},s=${salt.toString('base64')},i=${String(rounds)}`;

  return ask(prompt(serverFirst), (final) => {
    const [, withoutProof, proof] = /^(c=biws,r=[^,]+),p=([A-Za-z0-9+/]+=*)$/.exec(final) ?? [];
    if (withoutProof !== `c=biws,r=${nonce}` || proof === undefined) return { reply: malformed };
    const mac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();
    const length = hash === 'sha256' ? 32 : 20;
    const salted = pbkdf2Sync(account.appPassword, salt, rounds, length, hash);
    const everything = `${bare},${serverFirst},${withoutProof}`;
    const storedKey = createHash(hash).update(mac(salted, 'Client Key')).digest();
    const clientSignature = mac(storedKey, everything);
    const clientKey = Buffer.from(Buffer.from(proof, 'base64').map((byte, at) => byte ^ (clientSignature[at] ?? 0)));
    const right = isSame(createHash(hash).update(clientKey).digest(), storedKey);
    const reply = verdict(isKnown(username, behaviour), right, behaviour);
    if (!reply[0]?.startsWith('235')) return { reply };
    const signature = mac(mac(salted, 'Server Key'), everything);
    return ask(prompt(`v=${signature.toString('base64')}`), () => ({ reply }));
  });
}

/** Begins with a text that was never used before. */
export function cramMd5(behaviour: Behaviour): Step {
  const challenge = `<${randomBytes(8).toString('hex')}@practice.test>`;
  return ask(prompt(challenge), (answer) => {
    const [, username, digest] = /^(.+) ([0-9a-f]{32})$/s.exec(answer) ?? [];
    if (username === undefined || digest === undefined) return { reply: malformed };
    const expected = createHmac('md5', behaviour.account.appPassword).update(challenge).digest();
    return { reply: verdict(isKnown(username, behaviour), isSame(Buffer.from(digest, 'hex'), expected), behaviour) };
  });
}
