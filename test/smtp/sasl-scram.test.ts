// SCRAM by itself: the examples of its RFCs, and what it does not believe.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../../src/smtp/base64.ts';
import type { SaslClient } from '../../src/smtp/sasl/client.ts';
import { prepare } from '../../src/smtp/sasl/prepare.ts';
import { scram, type ScramHash } from '../../src/smtp/sasl/scram.ts';

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** The response to this challenge as text, or the fault. */
async function answer(client: SaslClient, challenge: string): Promise<string> {
  const step = await client.answer(encodeText(challenge));
  return 'fault' in step ? step.fault : text(step.response);
}

interface Example {
  hash: ScramHash;
  nonce: string;
  first: string;
  proof: string;
  verifier: string;
}

/** RFC 5802 §5 and RFC 7677 §3: user name `user`, password `pencil`. */
const examples: Example[] = [
  {
    hash: 'SHA-1',
    nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    first: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
    proof: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    verifier: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  },
  {
    hash: 'SHA-256',
    nonce: 'rOprNGfwEbeRWgbNEkqO',
    first: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    proof: 'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    verifier: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  },
];

describe.each(examples)('SCRAM-$hash', ({ hash, nonce, first, proof, verifier }) => {
  const begin = (): SaslClient => scram(hash, { username: 'user', password: 'pencil' }, nonce);

  test('has the example of its RFC, and believes a yes only behind the server’s signature', async () => {
    const client = begin();
    expect(text(client.first)).toBe(`n,,n=user,r=${nonce}`);
    expect(await answer(client, first)).toBe(proof);
    expect(client.doubt()).toBe('server-not-proven');
    expect(await answer(client, verifier)).toBe('');
    expect(client.doubt()).toBeUndefined();
    expect(await answer(client, verifier)).toBe('malformed');
  });

  test('names its proof as a secret', async () => {
    const step = await begin().answer(encodeText(first));
    expect('secrets' in step && step.secrets).toEqual([proof.replace(/^.*,p=/, '')]);
  });

  test.each([
    ['another signature', verifier.replace(/v=./, 'v=A')],
    ['a shorter signature', 'v=QUJD'],
    ['no signature', 'v='],
    ['something else', 'hello'],
  ])('does not believe %s', async (_, last) => {
    const client = begin();
    await answer(client, first);
    expect(await answer(client, last)).toBe('server-not-proven');
    expect(client.doubt()).toBe('server-not-proven');
  });

  test('tells the server’s word for an error and waits for its reply', async () => {
    const client = begin();
    await answer(client, first);
    expect(await client.answer(encodeText('e=invalid-proof'))).toMatchObject({ isPublic: true, told: { saslError: 'invalid-proof' } });
    expect(client.doubt()).toBe('server-not-proven');
    expect(await begin().answer(encodeText('e=unknown-user'))).toMatchObject({ told: { saslError: 'unknown-user' } });
  });

  test.each([
    ['a nonce that is not ours', first.replace('r=', 'r=x'), 'scram-nonce'],
    ['a nonce that adds nothing', first.replace(/r=[^,]*/, `r=${nonce}`), 'scram-nonce'],
    ['too few rounds', first.replace('4096', '4095'), 'scram-iterations'],
    ['no rounds', first.replace('4096', '0'), 'scram-iterations'],
    ['too many rounds', first.replace('4096', '100001'), 'scram-iterations'],
    ['far too many rounds', first.replace('4096', '9999999999'), 'scram-iterations'],
    ['rounds that are no number', first.replace('4096', '-1'), 'malformed'],
    ['no salt', first.replace(/s=[^,]*/, 's='), 'malformed'],
    ['salt that is no base64', first.replace(/s=[^,]*/, 's=????'), 'malformed'],
    ['an extension that nobody knows', `m=must,${first}`, 'malformed'],
    ['nothing of the kind', 'hello', 'malformed'],
  ])('stops at %s', async (_, message, fault) => {
    expect(await answer(begin(), message)).toBe(fault);
  });

  test('stops at what is no base64, and says its first message again when it is asked for', async () => {
    expect(await begin().answer('!')).toEqual({ fault: 'malformed' });
    const client = begin();
    expect(await answer(client, '')).toBe(`n,,n=user,r=${nonce}`);
    expect(await answer(client, '')).toBe('malformed');
  });

  test('takes any words of a server without throwing, and none for a proof', async () => {
    const words = fc.oneof(
      fc.string(),
      fc.string().map(encodeText),
      fc.tuple(fc.string(), fc.string(), fc.nat(5_000)).map(([r, s, i]) => encodeText(`r=${nonce}${r},s=${encodeText(s)},i=${String(i)}`)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 4 }), async (challenges) => {
        const client = begin();
        for (const challenge of challenges) await client.answer(challenge);
        expect(client.doubt()).toBe('server-not-proven');
      }),
      { numRuns: 300 },
    );
  });
});

describe('SCRAM', () => {
  test('makes a new nonce each time, printable and without a comma', () => {
    const nonces = Array.from({ length: 50 }, () => text(scram('SHA-1', { username: 'a', password: 'b' }).first).replace(/^.*,r=/, ''));
    expect(new Set(nonces).size).toBe(50);
    for (const nonce of nonces) expect(nonce).toMatch(/^[\x21-\x2b\x2d-\x7e]{24}$/);
  });

  test('writes comma and equals sign of a name in their own way', () => {
    expect(text(scram('SHA-1', { username: 'a=b,c', password: 'x' }, 'N').first)).toBe('n,,n=a=3Db=2Cc,r=N');
  });

  test('prepares name and password, and names the other form as a secret', () => {
    const client = scram('SHA-1', { username: 'ﬁx', password: 'Ⅸ-Ⅸ-Ⅸ' }, 'N');
    expect(text(client.first)).toBe('n,,n=fix,r=N');
    expect(client.secrets).toEqual(['IX-IX-IX']);
  });

  test.each([
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00aa', 'a'],
    ['\u2168', 'IX'],
    ['a\u00a0b', 'a b'],
    ['\u0007', undefined],
    ['\ud800', undefined],
    ['', undefined],
  ])('SASLprep makes of %j what RFC 4013 says', (from, to) => {
    expect(prepare(from)).toBe(to);
  });
});
