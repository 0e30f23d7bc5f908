// What comes over a connection without ever getting to a reader: TLS can go on for ever by itself.
import { createCipheriv, createHmac } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect, TLSSocket } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { nodeNet } from '../../functions/nets/node.ts';
import { createAuthority } from '../../practice/certificates.ts';
import type { Stream } from '../../src/smtp/net.ts';

const host = 'mail.example.test';
const authority = createAuthority();
const identity = authority.issue('good', [host]);

const open = new Set<Socket>();
const closers: (() => void)[] = [];
afterEach(() => {
  for (const socket of open) socket.destroy();
  for (const close of closers.splice(0)) close();
});

/** A server that has the raw line in its hands as well as the session on it. */
async function serverOf(
  does: (session: TLSSocket, raw: Socket, secret: () => Buffer) => void,
  version: 'TLSv1.2' | 'TLSv1.3',
): Promise<number> {
  const listener = createServer((raw) => {
    open.add(raw);
    raw.on('error', () => undefined);
    const line = new Duplex({ read: () => undefined, write: (chunk: Buffer, _, done) => void raw.write(chunk, () => done()) });
    raw.on('data', (chunk) => line.push(chunk));
    raw.on('close', () => line.push(null));
    const session = new TLSSocket(line, {
      isServer: true,
      key: identity.key,
      cert: identity.certificate,
      minVersion: version,
      maxVersion: version,
    });
    session.on('error', () => undefined);
    let secret = Buffer.alloc(0);
    session.on('keylog', (text: Buffer) => {
      const [label, , hex = ''] = text.toString().trim().split(' ');
      if (label === 'SERVER_TRAFFIC_SECRET_0') secret = Buffer.from(hex, 'hex');
    });
    session.once('secure', () => setImmediate(() => does(session, raw, () => secret)));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  closers.push(() => listener.close());
  return (listener.address() as AddressInfo).port;
}

async function connected(port: number): Promise<Stream> {
  const net = nodeNet({ ca: [authority.ca], onlyTheseCa: true });
  const opened = await net.open({ name: host, address: '127.0.0.1', port, tls: { host } }).opened;
  if (opened.outcome !== 'ok') throw new Error('not connected');
  expect(await opened.secured).toMatchObject({ trusted: true });
  return opened.stream;
}

/** HKDF-Expand-Label (RFC 8446 §7.1) of one block, without a context. */
function expand(secret: Buffer, name: string, length: number): Buffer {
  const label = Buffer.from(`tls13 ${name}`);
  const info = Buffer.concat([Buffer.from([0, length, label.length]), label, Buffer.from([0, 1])]);
  return createHmac(secret.length === 48 ? 'sha384' : 'sha256', secret)
    .update(info)
    .digest()
    .subarray(0, length);
}

/** Tickets of a later session (RFC 8446 §4.6.1), sealed as the server's session would: nobody reads them, and there may be any number. */
function tickets(secret: Buffer): () => Buffer {
  const is384 = secret.length === 48;
  const key = expand(secret, 'key', is384 ? 32 : 16);
  const iv = expand(secret, 'iv', 12);
  // Node's session has sent two tickets of its own.
  let sequence = 2n;
  return () => {
    const ticket = Buffer.alloc(16_000);
    const [high, low] = [ticket.length >> 8, ticket.length & 255];
    const body = Buffer.concat([
      Buffer.from([0, 0, 28, 32, 0, 0, 0, 1, 1, Number(sequence & 255n), high, low]),
      ticket,
      Buffer.from([0, 0]),
    ]);
    const inner = Buffer.concat([Buffer.from([4, 0, body.length >> 8, body.length & 255]), body, Buffer.from([22])]);
    const head = Buffer.from([23, 3, 3, (inner.length + 16) >> 8, (inner.length + 16) & 255]);
    const nonce = Buffer.from(iv);
    nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ sequence, 4);
    sequence += 1n;
    const cipher = createCipheriv(is384 ? 'aes-256-gcm' : 'aes-128-gcm', key, nonce).setAAD(head);
    return Buffer.concat([head, cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
  };
}

test('a server that sends tickets for ever is left after two million bytes and a moment, with nothing read', async () => {
  let sent = 0;
  const port = await serverOf((_, raw, secret) => {
    const next = tickets(secret());
    const pump = (): void => {
      if (raw.destroyed) return;
      const record = next();
      sent += record.length;
      if (raw.write(record)) setImmediate(pump);
      else raw.once('drain', () => setImmediate(pump));
    };
    pump();
  }, 'TLSv1.3');
  const stream = await connected(port);
  expect(await stream.read()).toBeNull();
  expect(sent).toBeGreaterThan(2_000_000);
  expect(await stream.write(Uint8Array.from([1]))).toBe(false);
});

test('a dialogue of 64 kB in records of one byte each is none of these', async () => {
  const port = await serverOf((session) => {
    for (let at = 0; at < 65_536; at += 1) session.write('x');
  }, 'TLSv1.3');
  const stream = await connected(port);
  let read = 0;
  while (read < 65_536) read += (await stream.read())?.length ?? Infinity;
  expect(read).toBe(65_536);
  stream.close();
});

/** A server of TLS 1.2 that wants a second handshake (RFC 5246 §7.4.1.1), and says how that ended when the client has gone. */
async function wishful(): Promise<{ port: number; ended: Promise<string> }> {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const port = await serverOf((session, raw) => {
    raw.on('close', () => resolve('closed'));
    session.on('data', (bytes: Buffer) => session.write(bytes));
    session.renegotiate({}, (error) => resolve(error ? 'refused' : 'taken'));
  }, 'TLSv1.2');
  return { port, ended };
}

test('a wish for a second handshake is turned down, for its certificate would be judged by nobody, and the dialogue goes on', async () => {
  const { port, ended } = await wishful();
  const stream = await connected(port);
  await stream.write(new TextEncoder().encode('EHLO'));
  expect(new TextDecoder().decode((await stream.read()) ?? undefined)).toBe('EHLO');
  stream.close();
  expect(await ended).not.toBe('taken');
});

test('a client of Node that was not told so would have taken it', async () => {
  const { port, ended } = await wishful();
  const session = connect({ port, host: '127.0.0.1', servername: host, ca: authority.ca }).on('error', () => undefined);
  expect(await ended).toBe('taken');
  session.destroy();
});
