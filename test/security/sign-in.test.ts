// What a sign-in may leave behind, and what it may call a success, whatever the server does.
import { describe, expect, test } from 'vitest';
import { tlsFacts, type Peer, type World } from '../../functions/nets/scripted.ts';
import { encodeText } from '../../src/smtp/base64.ts';
import type { CheckRequest } from '../../src/smtp/events.ts';
import { mechanismNames } from '../../src/smtp/sasl/mechanisms.ts';
import { credentials, request, say, see, server, worldOf, type Seen } from '../smtp/parts.ts';

type Mechanism = NonNullable<CheckRequest['mechanism']>;

const signIn = (mechanism: Mechanism, password: string, answersAuth: (peer: Peer, line: string) => Promise<unknown>): Promise<Seen> =>
  see(
    request({ mechanism, credentials: { ...credentials, password } }),
    worldOf(server({ offersAfterTls: [`AUTH ${mechanismNames.join(' ')}`], answersAuth })),
  );

describe('part of a secret', () => {
  const secret = 'Zebra-Quagga-19';
  const head = secret.slice(0, 10);

  test('is not left over where the word of a token error is cut', async () => {
    const seen = await signIn('XOAUTH2', secret, async (peer) => {
      peer.write(`334 ${encodeText(JSON.stringify({ status: `${'x'.repeat(190)}${secret}`, scope: `${'y'.repeat(190)}${secret}` }))}\r\n`);
      await peer.line();
      peer.write('535 5.7.8 no\r\n');
    });
    const { status, scope } = seen.stage('auth').facts.oauth ?? {};
    expect([status, scope].map((word) => word?.length)).toEqual([194, 194]);
    expect(JSON.stringify(seen.findings)).not.toContain(head);
  });

  test("is not left over where SCRAM's error word is cut", async () => {
    const seen = await signIn('SCRAM-SHA-256', secret, async (peer) => {
      peer.write(`334 ${encodeText(`e=${'x'.repeat(50)}${secret}`)}\r\n`);
      await peer.line();
      peer.write('535 5.7.8 no\r\n');
    });
    expect(seen.stage('auth').facts.saslError).toContain('xxx');
    expect(JSON.stringify(seen.findings)).not.toContain(head);
  });

  test('is not shown of a line that is no reply and came in two halves', async () => {
    const seen = await signIn('PLAIN', secret, async (peer) => {
      peer.write(`auth failed for ${head}`);
      await Promise.resolve();
      peer.write(`${secret.slice(10)}\r\n`);
    });
    expect(seen.stage('auth')).toMatchObject({ outcome: 'unclear', facts: { why: 'malformed' } });
    expect(JSON.stringify(seen.events)).not.toContain(head);
  });
});

test('what is left of a password once it is prepared is hidden too, however short', async () => {
  // Six signs, of which one stands for nothing.
  const seen = await signIn('SCRAM-SHA-256', 'q\u00adz9Xk', say('535 5.7.8 no: qz9Xk'));
  expect(JSON.stringify(seen.events)).not.toContain('qz9Xk');
});

test.each([
  ['the blanks around it', ' Zebra-Quagga-19 '],
  ['the blanks in it', 'Zebr a-Qu agga -19'],
])('a server that cuts %s and says the rest says nothing', async (_, secret) => {
  const rest = 'Zebra-Quagga-19';
  const seen = await signIn('PLAIN', secret, say(`535 5.7.8 bad password ${rest} or ${encodeText(`no ${rest}`)}`));
  expect(JSON.stringify(seen.events)).not.toContain(rest);
  expect(JSON.stringify(seen.events)).not.toContain(encodeText(rest).slice(4, 16));
  expect(JSON.stringify(seen.events)).toContain('bad password');
});

test.each(['PLAIN', 'XOAUTH2', 'OAUTHBEARER'] as const)('a yes before %s has sent anything is none', async (mechanism) => {
  const seen = await signIn(mechanism, 't'.repeat(600), say('235 2.7.0 welcome'));
  expect(seen.net.connections[0]?.received).toContain(`AUTH ${mechanism}\r\n`);
  expect(seen.stage('auth')).toMatchObject({ outcome: 'unclear', facts: { why: 'malformed' } });
});

describe.each(mechanismNames)('%s', (mechanism) => {
  const offers = { offers: ['STARTTLS', `AUTH ${mechanismNames.join(' ')}`], offersAfterTls: [`AUTH ${mechanismNames.join(' ')}`] };
  const wish = request({ mechanism });

  test.each<[string, CheckRequest, Parameters<typeof worldOf>[0], Partial<World>]>([
    ['a certificate is refused', wish, server({ ...offers, tls: tlsFacts({ trusted: false, reasons: ['self-signed'] }) }), {}],
    ['nobody can tell', wish, server({ ...offers, tls: tlsFacts({ trusted: false, reasons: ['unclear'] }) }), {}],
    ['an upgrade cannot be relied on', wish, server(offers), { can: { startTlsVerified: false } }],
    ['STARTTLS is taken out of the greeting', wish, server({ ...offers, offers: offers.offersAfterTls }), {}],
    ['STARTTLS is refused', wish, server({ ...offers, answersStarttls: say('454 4.7.0 no') }), {}],
    ['more comes behind the 220', wish, server({ ...offers, answersStarttls: say('220 go\r\n235 2.7.0 welcome') }), {}],
    ['it was not asked for', request({ mechanism, security: 'none' }), server(offers), {}],
  ])('is not begun where %s', async (_, asked, listener, world) => {
    const seen = await see(asked, worldOf(listener, 587, world));
    expect(seen.net.connections.map(({ received }) => received).join('')).not.toMatch(/AUTH/i);
    expect(seen.stage('auth').outcome).toBe('not-tried');
  });

  test('is the one that is used, or none', async () => {
    const others = mechanismNames.filter((name) => name !== mechanism);
    const seen = await see(wish, worldOf(server({ offersAfterTls: [`AUTH ${others.join(' ')} ${mechanism}-PLUS X${mechanism}`] })));
    expect(seen.net.connections[0]?.received).not.toContain('AUTH');
    expect(seen.stage('auth')).toMatchObject({ outcome: 'refused', facts: { why: 'mechanism-not-offered' } });
  });
});
