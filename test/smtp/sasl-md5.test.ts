// MD5 of our own, and CRAM-MD5 on it.
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBytes, encodeText } from '../../src/smtp/base64.ts';
import { cramMd5 } from '../../src/smtp/sasl/cram-md5.ts';
import type { SaslClient } from '../../src/smtp/sasl/client.ts';
import { hmacMd5, md5 } from '../../src/smtp/sasl/md5.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The response to this challenge as text, or the fault. */
async function answer(client: SaslClient, challenge: string): Promise<string> {
  const step = await client.answer(encodeText(challenge));
  return 'fault' in step ? step.fault : text(step.response);
}

describe('MD5', () => {
  test.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
  ])('of %j is what RFC 1321 says', (message, digest) => {
    expect(hex(md5(new TextEncoder().encode(message)))).toBe(digest);
  });

  test('and its HMAC are what another program makes of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 150 }), (message, key) => {
        expect(hex(md5(message))).toBe(createHash('md5').update(message).digest('hex'));
        expect(hex(hmacMd5(key, message))).toBe(createHmac('md5', key).update(message).digest('hex'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('CRAM-MD5', () => {
  const credentials = { username: 'tim', password: 'tanstaaftanstaaf' };

  test('has the example of RFC 2195', async () => {
    const client = cramMd5(credentials);
    expect(client.first).toBeUndefined();
    const challenge = 'PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+';
    const step = await client.answer(challenge);
    expect('response' in step && encodeBytes(step.response)).toBe('dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw');
    expect('secrets' in step && step.secrets).toEqual(['b913a602c7eda7a495b4e6e7334d3890']);
    expect(client.doubt()).toBeUndefined();
  });

  test('doubts a yes without a question, and answers one question only', async () => {
    const client = cramMd5(credentials);
    expect(client.doubt()).toBe('malformed');
    expect(await client.answer('no base64!')).toEqual({ fault: 'malformed' });
    expect(await client.answer('')).toEqual({ fault: 'malformed' });
    expect(await answer(client, '<1@a>')).toMatch(/^tim [0-9a-f]{32}$/);
    expect(await answer(client, '<2@a>')).toBe('malformed');
  });
});
