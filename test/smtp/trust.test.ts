// No AUTH without a session that was verified for the host. These are the stories of what happens otherwise.
import { expect, test } from 'vitest';
import { tlsFacts, type Peer } from '../../functions/nets/scripted.ts';
import { Dialogue } from '../../src/smtp/dialogue.ts';
import type { TlsFacts } from '../../src/smtp/net.ts';
import { password, request, say, see, server, worldOf, type Parts } from './parts.ts';

const noSecret = (received: string | undefined): void => {
  expect(received).toBeDefined();
  expect(received).not.toContain('AUTH');
  expect(received).not.toContain(password);
};

const untrusted: [string, TlsFacts][] = [
  ['an expired certificate', { trusted: false, reasons: ['expired'] }],
  ['a certificate of its own', { trusted: false, reasons: ['self-signed'] }],
  ['a certificate for another name', { trusted: false, reasons: ['other-name'] }],
  ['an unknown issuer', { trusted: false, reasons: ['untrusted-chain'] }],
  ['a reason that nobody can tell', { trusted: false, reasons: ['unclear'] }],
  ['no reason at all', { trusted: false, reasons: [] }],
  ['something that is nearly true', { trusted: 'true' as unknown as boolean, reasons: [] }],
  ['something that is true in a way', { trusted: 1 as unknown as boolean, reasons: [] }],
];

test.each(untrusted)('over STARTTLS nothing is signed in to with %s', async (_, tls) => {
  const { net, stages } = await see(request(), worldOf(server({ tls })));
  noSecret(net.connections[0]?.received);
  expect(stages).toContain('auth not-tried not-secured');
});

test.each(untrusted)('over implicit TLS nothing is signed in to with %s', async (_, tls) => {
  const wish = request({ port: 465, security: 'implicit-tls' });
  const { net, stages } = await see(wish, worldOf(server({ tls }, { implicit: true }), 465));
  expect(net.connections[0]?.received).toBe('');
  expect(stages).toContain('auth not-tried not-secured');
});

test('a server that offers a sign-in but no STARTTLS gets none', async () => {
  const { net } = await see(request(), worldOf(server({ offers: ['AUTH PLAIN LOGIN'] })));
  noSecret(net.connections[0]?.received);
});

test('allowPlaintext does not excuse a bad certificate', async () => {
  const tls = tlsFacts({ trusted: false, reasons: ['self-signed'] });
  const { net } = await see(request({ allowPlaintext: true }), worldOf(server({ tls })));
  noSecret(net.connections[0]?.received);
});

test('a sign-in that was offered before TLS and not after it does not happen', async () => {
  const { net, stages } = await see(request(), worldOf(server({ offers: ['STARTTLS', 'AUTH PLAIN'], offersAfterTls: [] })));
  noSecret(net.connections[0]?.received);
  expect(stages).toContain('auth refused offered-only-before-tls');
});

test('a dialogue that was not secured throws before a secret is written', async () => {
  const written: Uint8Array[] = [];
  const stream = {
    read: async () => null,
    write: async (bytes: Uint8Array) => written.push(bytes) > 0,
    startTls: async () => tlsFacts(),
    close: () => undefined,
  };
  const dialogue = new Dialogue(stream, {} as never, {} as never);
  await expect(dialogue.askSecret('AUTH PLAIN x', 1, 'AUTH').next()).rejects.toThrow('may not carry it');
  expect(written).toEqual([]);
});

/**
 * The story (CVE-2011-0411 and its kin): someone on the way between this check and the mail server cannot read TLS, but can write behind the server's
 * "220 go ahead", which still is in the clear. A client that keeps those bytes takes them, after TLS, for words of the verified server: made-up
 * capabilities make it choose a weak sign-in, a made-up reply to AUTH makes a wrong password look right.
 * RFC 3207 §4.2: the client must discard any knowledge obtained from the server before TLS; §5 names the attack.
 */
test.each([
  ['a whole reply', '220 go ahead\r\n250-mail\r\n250 AUTH LOGIN\r\n'],
  ['half a reply', '220 go ahead\r\n235'],
  ['one line feed', '220 go ahead\r\n\n'],
])('bytes behind the 220 in the same read, %s, end the check before TLS', async (_, bytes) => {
  const answersStarttls = async (peer: Peer) => {
    peer.write(bytes);
  };
  const { net, stages } = await see(request(), worldOf(server({ answersStarttls })));
  noSecret(net.connections[0]?.received);
  expect(stages.slice(-4)).toEqual([
    'starttls refused injection',
    'tls not-tried ended-before',
    'auth not-tried not-secured',
    'quit not-tried ended-before',
  ]);
  expect(net.connections[0]?.received.endsWith('STARTTLS\r\n')).toBe(true);
});

test('bytes behind the 220 that come later break the handshake and are never read as a reply', async () => {
  const answersStarttls = async (peer: Peer) => {
    peer.write('220 go ahead\r\n');
    peer.write('250-mail\r\n250 AUTH LOGIN\r\n');
  };
  const { net, stages } = await see(request(), worldOf(server({ answersStarttls })));
  noSecret(net.connections[0]?.received);
  expect(stages).toContain('tls refused not-tls');
});

test('what was offered before TLS is forgotten', async () => {
  const parts: Partial<Parts> = {
    offers: ['STARTTLS', 'AUTH LOGIN', 'X-BEFORE'],
    offersAfterTls: ['AUTH PLAIN'],
    answersAuth: say('235 ok'),
  };
  const { findings, stage } = await see(request(), worldOf(server(parts)));
  expect(findings.capabilities).toEqual(['AUTH PLAIN']);
  expect(stage('auth').facts.mechanism).toBe('PLAIN');
});
