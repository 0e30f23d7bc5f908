import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { nodeNet } from '../../functions/nets/node.ts';
import { createAuthority, type CertificateKind } from '../../practice/certificates.ts';
import type { Opened, TlsFacts } from '../../src/smtp/net.ts';
import { describeNet } from './conformance.ts';
import { fakeNames, startFakeDns } from './fake-dns.ts';
import { startSpots } from './spots.ts';

const name = 'mail.practice.test';

describeNet('nodeNet', async () => {
  const { spots, ca, close: closeSpots } = await startSpots(name, '127.0.0.1');
  const dns = await startFakeDns();
  const close = async (): Promise<void> => {
    await closeSpots();
    await dns.close();
  };
  return { place: { net: nodeNet({ ca: [ca], dnsServer: dns.address }), spots, names: fakeNames }, close };
});

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleanUps.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  );
  return (server.address() as AddressInfo).port;
}

const authority = createAuthority();

async function handshake(
  options: TlsOptions & { kind?: CertificateKind; trusted?: boolean; host?: string },
): Promise<TlsFacts | undefined> {
  const { kind = 'good', trusted = true, host = name, ...rest } = options;
  const identity = authority.issue(kind, [name]);
  const server = createTlsServer({ cert: identity.certificate, key: identity.key, ...rest }, (socket) =>
    socket.on('error', () => undefined).end(),
  );
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  const net = nodeNet(trusted ? { ca: [authority.ca] } : {});
  const opening = net.open({ name: host, address: '127.0.0.1', port, tls: { host } });
  const opened = await opening.opened;
  const facts = opened.outcome === 'ok' ? await opened.secured : undefined;
  opening.cancel();
  return facts;
}

describe('a handshake', () => {
  test.each<[string, Parameters<typeof handshake>[0], TlsFacts['reasons']]>([
    ['with a CA that nobody knows', { trusted: false }, ['untrusted-chain']],
    ['with a certificate of tomorrow', { kind: 'not-yet-valid' }, ['not-yet-valid']],
    ['with two faults names both', { kind: 'expired', host: 'else.practice.test' }, ['expired', 'other-name']],
    ['for an address that the certificate does not name', { host: '127.0.0.1' }, ['other-name']],
    ['with a server of TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, ['version']],
    ['without a cipher in common', { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }, ['cipher']],
  ])('%s', async (_story, options, reasons) => {
    const facts = await handshake(options);
    expect(facts?.trusted).toBe(false);
    expect(facts?.reasons).toEqual(reasons);
  });

  test('says which version, cipher, group and chain there are', async () => {
    const facts = await handshake({});
    expect(facts).toMatchObject({ trusted: true, version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/) as string });
    expect(facts?.group).toEqual(expect.any(String));
    expect(facts?.chain?.map(({ subject }) => subject)).toEqual([`CN=${name}`, 'CN=Practice CA']);
    expect(facts?.chain?.[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(facts?.chain?.[0]).toMatchObject({ keyType: 'ec', keyBits: 256, signature: 'ecdsa-with-SHA256' });
    expect(facts?.chain?.[0]?.validTo).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  });

  test.each<[string, (socket: Socket) => void]>([
    ['ended', (socket) => socket.end()],
    ['reset', (socket) => socket.resetAndDestroy()],
  ])('that the server %s is closed', async (_story, end) => {
    const port = await listen(createServer((socket) => socket.on('error', () => undefined).once('data', () => end(socket))));
    const opened = await nodeNet().open({ name, address: '127.0.0.1', port, tls: { host: name } }).opened;
    expect(opened.outcome === 'ok' && (await opened.secured)).toEqual({ trusted: false, reasons: ['closed'] });
  });

  test('ends as closed when the stream is closed meanwhile', async () => {
    const port = await listen(createServer((socket) => socket.on('error', () => undefined).resume()));
    const opened = await nodeNet().open({ name, address: '127.0.0.1', port }).opened;
    if (opened.outcome !== 'ok') throw new Error(opened.outcome);
    const facts = opened.stream.startTls({ host: name });
    opened.stream.close();
    expect(await facts).toEqual({ trusted: false, reasons: ['closed'] });
  });
});

test('a slow reader gets every byte of a fast writer, in order', async () => {
  const sent = Buffer.alloc(4 * 1024 * 1024, 'will it send? ');
  const port = await listen(createServer((socket) => socket.on('error', () => undefined).end(sent)));
  const opened = await nodeNet().open({ name, address: '127.0.0.1', port }).opened;
  if (opened.outcome !== 'ok') throw new Error(opened.outcome);
  const parts: Uint8Array[] = [];
  for (let part = await opened.stream.read(); part !== null; part = await opened.stream.read()) {
    expect(part.length).toBeLessThanOrEqual(128 * 1024);
    parts.push(part);
  }
  expect(Buffer.concat(parts).equals(sent)).toBe(true);
});

test('bytes that came before a reset can still be read', async () => {
  const port = await listen(createServer((socket) => socket.on('error', () => undefined).end('421 busy\r\n')));
  const opened = await nodeNet().open({ name, address: '127.0.0.1', port }).opened;
  if (opened.outcome !== 'ok') throw new Error(opened.outcome);
  expect(new TextDecoder().decode((await opened.stream.read()) ?? undefined)).toBe('421 busy\r\n');
  expect(await opened.stream.read()).toBeNull();
});

test.each<[string, { address?: string; port: number }]>([
  ['without an address, for a name would be looked up a second time', { port: 587 }],
  ['to a name in the place of an address', { address: 'localhost', port: 587 }],
  ['to a port that is none', { address: '127.0.0.1', port: 70_000 }],
])('nothing is opened %s', async (_story, target) => {
  expect(await nodeNet().open({ name: 'localhost', ...target }).opened).toEqual({ outcome: 'unclear' } satisfies Opened);
});

test('loopback proves nothing of our own network', async () => {
  const port = await listen(createServer((socket) => socket.on('error', () => undefined).end()));
  const net = nodeNet();
  const opening = net.open({ name, address: '127.0.0.1', port });
  expect((await opening.opened).outcome).toBe('ok');
  opening.cancel();
  expect([net.reached?.(4, port), net.reached?.(6, port)]).toEqual([false, false]);
});

// RFC 6761 §6.3: a resolver that is asked for localhost may answer anything.
test('localhost is loopback and is never asked for', async () => {
  const dns = await startFakeDns();
  cleanUps.push(dns.close);
  const net = nodeNet({ dnsServer: dns.address });
  expect(await net.resolve('localhost', 'A')).toEqual({ outcome: 'ok', records: ['127.0.0.1'] });
  expect(await net.resolve('mail.localhost', 'AAAA')).toEqual({ outcome: 'ok', records: ['::1'] });
  expect(await net.resolve('localhost', 'MX')).toEqual({ outcome: 'none' });
  expect(dns.asked).toEqual([]);
});
