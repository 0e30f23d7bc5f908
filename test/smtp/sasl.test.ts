// The SASL mechanisms by themselves: which is used, how it begins, and the examples of the RFCs. SCRAM and CRAM-MD5 have files of their own.
import { describe, expect, test } from 'vitest';
import { encodeBytes, encodeText } from '../../src/smtp/base64.ts';
import { commandOf, createClient, isSendable } from '../../src/smtp/sasl/choose.ts';
import type { SaslClient } from '../../src/smtp/sasl/client.ts';
import { autoOrder, chooseMechanism, mechanismNames, readMechanismName } from '../../src/smtp/sasl/mechanisms.ts';

const target = { host: 'server.example.com', port: 587 };
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** The response to this challenge as text, or the fault. */
async function answer(client: SaslClient, challenge: string): Promise<string> {
  const step = await client.answer(encodeText(challenge));
  return 'fault' in step ? step.fault : text(step.response);
}

describe('choosing', () => {
  test('auto takes the plain ones first, then SCRAM, then CRAM-MD5, and never one for tokens', () => {
    const offered: string[] = [...mechanismNames, 'NTLM'].reverse();
    const order: string[] = [];
    for (let left = offered; ;) {
      const chosen = chooseMechanism('auto', left);
      if (chosen === undefined) break;
      order.push(chosen);
      left = left.filter((name) => name !== chosen);
    }
    expect(order).toEqual(['PLAIN', 'LOGIN', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'CRAM-MD5']);
    expect(order).toEqual(autoOrder);
  });

  test('a wish is kept, and nothing else is used in its place', () => {
    expect(chooseMechanism('LOGIN', ['PLAIN', 'LOGIN'])).toBe('LOGIN');
    expect(chooseMechanism('LOGIN', ['PLAIN'])).toBeUndefined();
    expect(chooseMechanism('XOAUTH2', ['PLAIN', 'XOAUTH2'])).toBe('XOAUTH2');
  });

  test('a name is read in any letter case', () => {
    expect(readMechanismName('scram-sha-256')).toBe('SCRAM-SHA-256');
    expect(readMechanismName('NTLM')).toBeUndefined();
  });

  test('control characters are refused in every mechanism, other signs are not', () => {
    for (const name of mechanismNames) {
      expect(isSendable(name, { username: 'ü@example.test', password: 'a b€"\\' })).toBe(true);
      for (const sign of ['\0', '\x01', '\r', '\n', '\t', '\x7f', '\x85']) {
        expect(isSendable(name, { username: `a${sign}`, password: 'b' })).toBe(false);
        expect(isSendable(name, { username: 'a', password: `b${sign}` })).toBe(false);
      }
    }
    expect(isSendable('SCRAM-SHA-1', { username: 'a', password: '\u00ad' })).toBe(false);
  });
});

describe('the command', () => {
  test('carries the initial response while its line has at most 512 octets with its end', () => {
    const lengthOf = (length: number): number => {
      const { first } = createClient('PLAIN', { username: 'u', password: 'p'.repeat(length) }, target);
      return commandOf('PLAIN', first).command.length + 2;
    };
    // 499 characters of base64 are not possible, 496 are: 372 bytes, of which three are not the password.
    expect(lengthOf(369)).toBe(11 + 496 + 2);
    expect(lengthOf(370)).toBe('AUTH PLAIN\r\n'.length);
  });

  test('writes an empty initial response as =, and none not at all', () => {
    expect(commandOf('PLAIN', new Uint8Array(0))).toEqual({ command: 'AUTH PLAIN =', carriesFirst: true });
    expect(commandOf('LOGIN', undefined)).toEqual({ command: 'AUTH LOGIN', carriesFirst: false });
  });
});

describe('PLAIN and LOGIN', () => {
  test('PLAIN has the example of RFC 4616', () => {
    const { first } = createClient('PLAIN', { username: 'tim', password: 'tanstaaftanstaaf' }, target);
    expect(commandOf('PLAIN', first).command).toBe('AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm');
  });

  test('text is UTF-8 before it is base64', () => {
    const { first } = createClient('PLAIN', { username: 'jürgen', password: 'Pässwörd€' }, target);
    expect(text(first)).toBe('\0jürgen\0Pässwörd€');
  });

  test('LOGIN doubts a yes until the password is out, and knows two questions', async () => {
    const client = createClient('LOGIN', { username: 'a', password: 'b' }, target);
    expect([client.doubt(), await answer(client, 'x'), client.doubt(), await answer(client, 'y'), client.doubt()]).toEqual([
      'malformed',
      'a',
      'malformed',
      'b',
      undefined,
    ]);
    expect(await answer(client, 'z')).toBe('malformed');
  });
});

describe('a token', () => {
  const token = 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==';
  const credentials = { username: 'user@example.com', password: token };

  test('goes as in the example of RFC 7628 with OAUTHBEARER', () => {
    const { first } = createClient('OAUTHBEARER', credentials, { ...target, port: 143 });
    expect(text(first)).toBe(`n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer ${token}\x01\x01`);
    // RFC 7628 §4.1 in base64.
    expect(commandOf('OAUTHBEARER', first).command).toBe(
      'AUTH OAUTHBEARER bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB',
    );
  });

  test('goes as in the example of Google with XOAUTH2', () => {
    const client = createClient(
      'XOAUTH2',
      { username: 'someuser@example.com', password: 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg' },
      target,
    );
    expect(client.first && encodeBytes(client.first)).toBe(
      'dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==',
    );
  });

  test.each([
    ['XOAUTH2', ''],
    ['OAUTHBEARER', '\x01'],
  ] as const)('that %s does not take is told with status and scope, and its error answered', async (name, dismissal) => {
    const client = createClient(name, credentials, target);
    const step = await client.answer(encodeText('{"status":"invalid_token","schemes":"bearer","scope":"example_scope"}'));
    expect('response' in step && text(step.response)).toBe(dismissal);
    expect(step).toMatchObject({ isPublic: true, told: { oauth: { status: 'invalid_token', scope: 'example_scope' } } });
    expect(client.doubt()).toBe('malformed');
    expect(await answer(client, '{}')).toBe('malformed');
  });

  test.each([
    ['{"status":400,"scope":7}', { oauth: { status: '400' } }],
    ['{"scope":"a"}', {}],
    ['[]', {}],
    ['null', {}],
    ['no JSON', {}],
  ])('error %s leaves what it says', async (json, told) => {
    expect(await createClient('XOAUTH2', credentials, target).answer(encodeText(json))).toMatchObject({ told });
  });

  test('is sent again to a server that takes no initial response', async () => {
    const client = createClient('XOAUTH2', credentials, target);
    expect(await client.answer('')).toEqual({ response: client.first });
    expect(client.doubt()).toBeUndefined();
  });
});
