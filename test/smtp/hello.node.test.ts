// Hellos written by hand against real TLS servers on loopback.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { nodeNet } from '../../functions/nets/node.ts';
import { createAuthority } from '../../practice/certificates.ts';
import { check } from '../../src/smtp/check.ts';
import type { Findings } from '../../src/smtp/events.ts';
import type { Net, TlsFacts } from '../../src/smtp/net.ts';
import { HelloAnswer } from '../../src/smtp/hello/answer.ts';
import { clientHello } from '../../src/smtp/hello/client-hello.ts';
import { hellos, type HelloName } from '../../src/smtp/hello/hellos.ts';
import { peek, peekAll, type Peek, type PeekRequest } from '../../src/smtp/hello/peek.ts';
import { rsaCertificate } from './rsa-certificate.ts';

const host = '127.0.0.1';
const rsa = rsaCertificate('old.example.test');
const curved = createAuthority().issue('good', ['new.example.test']);
const net = nodeNet();

const open = new Set<Socket>();
const servers: Server[] = [];
const closeAll = async (): Promise<void> => {
  for (const socket of open) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
};
afterEach(closeAll);
afterAll(closeAll);

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

function tlsServer(options: TlsOptions): Promise<number> {
  const server = createTlsServer({ ...rsa, ...options }, (socket) => socket.on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  return listen(server);
}

const request = (port: number, security: PeekRequest['security'] = 'implicit-tls'): PeekRequest => ({
  host,
  port,
  security,
  ehlo: 'check.example.test',
});

const short = ({ wouldGetIn, why, tls }: Peek): string => [wouldGetIn, why, tls?.version].filter((part) => part !== undefined).join(' ');
const devices = async (options: TlsOptions): Promise<string[]> => (await peekAll(request(await tlsServer(options)), net)).map(short);

/** What servers took around 2009: OpenSSL has it only without its rules of today. */
const ancient = { ciphers: 'AES128-SHA:@SECLEVEL=0', minVersion: 'TLSv1' } as const;

describe('would this device get in', () => {
  test('to a server of today: only what is not too old', async () => {
    expect(await devices({})).toEqual(['refused version', 'ok TLSv1.2', 'ok TLSv1.3']);
  });

  test('to a server of TLS 1.3 alone: only what is of today', async () => {
    expect(await devices({ minVersion: 'TLSv1.3' })).toEqual(['refused version', 'refused version', 'ok TLSv1.3']);
  });

  test('to a server of TLS 1.2 without CBC: only what is of today', async () => {
    expect(await devices({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' })).toEqual([
      'refused version',
      'refused cipher',
      'ok TLSv1.2',
    ]);
  });

  test('to an old server that takes everything from TLS 1.0 on: the old ones', async () => {
    expect(await devices({ ...ancient, maxVersion: 'TLSv1.2' })).toEqual(['ok TLSv1', 'ok TLSv1.2', 'refused cipher']);
  });

  test('to a server that stopped at TLS 1.0: the old ones', async () => {
    expect(await devices({ ...ancient, maxVersion: 'TLSv1' })).toEqual(['ok TLSv1', 'ok TLSv1', 'refused version']);
  });

  test('to a server with a certificate of elliptic curves: none that knows RSA alone', async () => {
    const options = { cert: curved.certificate, key: curved.key, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
    expect(await devices({ ...options, maxVersion: 'TLSv1.2' })).toEqual(['refused cipher', 'ok TLSv1.2', 'ok TLSv1.2']);
  });
});

test.each<[HelloName, string, string]>([
  ['tls-1.0', 'refused version', 'ok TLSv1'],
  ['tls-1.1', 'refused version', 'ok TLSv1.1'],
  ['tls-1.2', 'ok TLSv1.2', 'ok TLSv1.2'],
  ['tls-1.3', 'ok TLSv1.3', 'refused version'],
  ['no-curves', 'ok TLSv1.2', 'ok TLSv1.2'],
  ['cbc-only', 'ok TLSv1.2', 'ok TLSv1.2'],
  ['no-sni', 'ok TLSv1.3', 'refused cipher'],
])('the single question %s gets "%s" of today and "%s" of the past', async (hello, today, past) => {
  expect(short(await peek(request(await tlsServer({})), net, hello))).toBe(today);
  expect(short(await peek(request(await tlsServer({ ...ancient, maxVersion: 'TLSv1.2' })), net, hello))).toBe(past);
});

test('the certificate is shown up to TLS 1.2, as shown only and never as trusted', async () => {
  const { tls, alert } = await peek(request(await tlsServer({})), net, 'tls-1.2');
  expect(alert).toBeUndefined();
  expect(tls).toMatchObject({ trusted: false, shownOnly: true, reasons: ['self-signed', 'other-name'], version: 'TLSv1.2' });
  expect(tls?.cipher).toBe('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256');
  expect(tls?.group).toEqual(expect.stringMatching(/^(X25519|prime256v1)$/));
  expect(tls?.chain).toMatchObject([{ subject: 'CN=old.example.test', names: ['old.example.test'], keyType: 'rsa', keyBits: 2048 }]);
});

test('TLS 1.3 shows version, cipher and group, and keeps the certificate to itself', async () => {
  const { tls } = await peek(request(await tlsServer({})), net, 'today');
  expect(tls).toEqual({
    trusted: false,
    shownOnly: true,
    reasons: [],
    version: 'TLSv1.3',
    cipher: expect.stringMatching(/^TLS_(AES|CHACHA)/) as string,
    group: 'X25519',
  });
});

test('a server that wants another key of TLS 1.3 lets in whoever can make it', async () => {
  const port = await tlsServer({ minVersion: 'TLSv1.3', ecdhCurve: 'P-384' });
  expect(await peek(request(port), net, 'today')).toMatchObject({ wouldGetIn: 'ok', tls: { version: 'TLSv1.3', group: 'secp384r1' } });
});

test('the number of the alert is told', async () => {
  expect(await peek(request(await tlsServer({})), net, 'device-2009')).toMatchObject({ wouldGetIn: 'refused', alert: 70 });
});

test('the name is said to the server, and only by whoever knows how', async () => {
  const asked: (string | false | undefined)[] = [];
  const server = createTlsServer({ ...rsa, SNICallback: (name, done) => (asked.push(name), done(null)) });
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  const named = { ...request(port), host: 'old.example.test' };
  const local = {
    ...net,
    resolve: async (_: string, type: string) => (type === 'A' ? { outcome: 'ok' as const, records: [host] } : { outcome: 'none' as const }),
  };
  await peek(named, local, 'no-sni');
  expect(asked).toEqual([]);
  expect((await peek(named, local, 'tls-1.2')).tls?.reasons).toEqual(['self-signed']);
  expect(asked).toEqual(['old.example.test']);
});

/** A mail server that talks in the clear up to STARTTLS. */
const mailServer = (answersStarttls: (socket: Socket) => void, offers = 'STARTTLS') =>
  listen(
    createServer((socket) => {
      socket.write('220 old.example.test\r\n');
      let heard = '';
      const listenTo = (bytes: Buffer): void => {
        heard += bytes.toString('latin1');
        if (heard.endsWith('EHLO check.example.test\r\n')) socket.write(`250-old.example.test\r\n250 ${offers}\r\n`);
        if (!heard.endsWith('STARTTLS\r\n')) return;
        socket.off('data', listenTo);
        answersStarttls(socket);
      };
      socket.on('data', listenTo);
    }),
  );

test('over STARTTLS the hello goes out where it is due', async () => {
  const port = await mailServer((socket) => {
    new TLSSocket(socket, { isServer: true, ...rsa }).on('error', () => undefined);
    socket.write('220 ready\r\n');
  });
  expect((await peekAll(request(port, 'starttls'), net)).map(short)).toEqual(['refused version', 'ok TLSv1.2', 'ok TLSv1.3']);
});

test('what comes in between is said with its stage, and is no word on the device', async () => {
  const none = await mailServer((socket) => socket.destroy(), 'SIZE 1');
  expect(await peek(request(none, 'starttls'), net, 'today')).toMatchObject({
    wouldGetIn: 'unclear',
    stage: 'starttls',
    why: 'not-offered',
  });
  const injecting = await mailServer((socket) => socket.write('220 ready\r\n250 more\r\n'));
  expect(await peek(request(injecting, 'starttls'), net, 'today')).toMatchObject({ wouldGetIn: 'unclear', why: 'injection' });
  const closed = await listen(createServer());
  await closeAll();
  expect(await peek(request(closed), net, 'today')).toMatchObject({ wouldGetIn: 'unclear', stage: 'connect', why: 'port-closed' });
});

test.each<[string, (socket: Socket) => void, string]>([
  ['speaks no TLS', (socket) => socket.write('220 hello\r\n'), 'unclear not-tls'],
  ['hangs up', (socket) => socket.end(), 'unclear closed'],
  ['resets', (socket) => socket.resetAndDestroy(), 'unclear closed'],
  ['is silent', () => undefined, 'unclear no-answer'],
  ['sends records without end', (socket) => socket.write(Buffer.alloc(100_000, Buffer.from([22, 3, 1, 0, 1, 0]))), 'unclear too-long'],
  [
    'sends a message without end',
    (socket) =>
      socket.write(
        Buffer.concat(Array.from({ length: 8 }, () => Buffer.concat([Buffer.from([22, 3, 1, 0x40, 0]), Buffer.alloc(0x4000, 2)]))),
      ),
    'unclear too-long',
  ],
])('a server that %s', async (_, behave, expected) => {
  const port = await listen(createServer((socket) => socket.once('data', () => behave(socket))));
  const limits = expected.endsWith('no-answer') ? { replyMs: 50 } : {};
  expect(short(await peek(request(port), net, 'today', { limits }))).toBe(expected);
});

test('a caller who goes away ends the peeks', async () => {
  const port = await listen(createServer((socket) => socket.resume()));
  const peeks = await peekAll(request(port), net, undefined, { cancelled: net.after(20).done });
  expect(peeks).toMatchObject([{ hello: 'device-2009', wouldGetIn: 'unclear', why: 'cancelled' }]);
});

/** A runtime that shows nothing of TLS, as Workers. */
const blind: Net = {
  ...net,
  can: { ...net.can, tlsFacts: false, tlsReasons: false },
  open(target) {
    const opening = net.open(target);
    const opened = opening.opened.then(async (result) => {
      if (result.outcome !== 'ok') return result;
      const hidden = async (facts: Promise<TlsFacts>): Promise<TlsFacts> => (await facts, { trusted: false, reasons: ['unclear'] });
      return { ...result, ...(result.secured && { secured: hidden(result.secured) }) };
    });
    return { ...opening, opened };
  },
};

async function findingsOf(port: number, over: Net, peek: 'always' | 'after-tls-failure'): Promise<Findings> {
  const running = check(request(port), over, { peek });
  for (;;) {
    const next = await running.next();
    if (next.done === true) return next.value;
  }
}

describe('the certificate in the findings', () => {
  test.each<[string, TlsOptions]>([
    ['of today', {}],
    ['of TLS 1.2 without CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }],
  ])('is the one that a server %s shows, where the runtime shows none, and is called shown', async (_, options) => {
    const { tls, peeks } = await findingsOf(await tlsServer(options), blind, 'after-tls-failure');
    expect(tls).toMatchObject({ trusted: false, reasons: ['unclear'], shownOnly: true, chain: [{ names: ['old.example.test'] }] });
    expect(peeks?.map(({ hello }) => hello)).toEqual(['device-2009', 'device-2014', 'today']);
  });

  test('is nobody’s where the server shows it to nobody', async () => {
    const { tls } = await findingsOf(await tlsServer({ minVersion: 'TLSv1.3' }), blind, 'always');
    expect(tls).toEqual({ trusted: false, reasons: ['unclear'] });
  });

  test('is the proven one where the runtime has it', async () => {
    const { tls, peeks } = await findingsOf(await tlsServer({}), net, 'always');
    expect(tls).not.toHaveProperty('shownOnly');
    expect(tls?.chain?.[0]?.names).toEqual(['old.example.test']);
    expect(peeks).toHaveLength(10);
  });

  test('is never the one that is shown to who does not say the name: it may be a neighbour’s', async () => {
    const neighbour = rsaCertificate('neighbour.example.test');
    const own = createSecureContext({ ...rsa, maxVersion: 'TLSv1.2' });
    const port = await tlsServer({
      ...neighbour,
      maxVersion: 'TLSv1.2',
      SNICallback: (_, done) => {
        done(null, own);
      },
    });
    const named: Net = { ...blind, resolve: async (_, type) => (type === 'A' ? { outcome: 'ok', records: [host] } : { outcome: 'none' }) };
    const running = check({ ...request(port), host: 'old.example.test' }, named, { peek: 'always' });
    let next = await running.next();
    while (next.done !== true) next = await running.next();
    const { peeks = [], tls } = next.value;
    expect(peeks.find(({ hello }) => hello === 'no-sni')?.tls?.chain?.[0]?.names).toEqual(['neighbour.example.test']);
    expect(tls?.chain?.[0]?.names).toEqual(['old.example.test']);
  });
});

/** The first flight of a real server, as bytes. */
async function flight(hello: HelloName): Promise<Uint8Array> {
  const port = await tlsServer({});
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect(port, host, () => socket.write(clientHello(hellos[hello], 'old.example.test')));
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      parts.push(bytes);
      const answer = new HelloAnswer(hellos[hello]);
      answer.push(Buffer.concat(parts));
      if (!answer.judgement) return;
      socket.destroy();
      resolve(new Uint8Array(Buffer.concat(parts)));
    });
  });
}

test('an answer is read the same however it is split, and garbage is never more than unclear', async () => {
  const bytes = await flight('tls-1.2');
  const read = (parts: Uint8Array[]) => {
    const answer = new HelloAnswer(hellos['tls-1.2']);
    for (const part of parts) answer.push(part);
    return { agreed: answer.agreed, judgement: answer.end() };
  };
  const whole = read([bytes]);
  expect(whole.judgement).toEqual({ wouldGetIn: 'ok' });
  expect(read(Array.from(bytes, (byte) => Uint8Array.from([byte])))).toEqual(whole);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      expect(read(at.slice(1).map((to, index) => bytes.subarray(at[index], to)))).toEqual(whole);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 8 }), fc.nat(bytes.length), (changes, length) => {
      const broken = bytes.slice(0, length);
      for (const [at, byte] of changes) if (at < length) broken[at] = byte;
      expect(['ok', 'refused', 'unclear']).toContain(read([broken]).judgement.wouldGetIn);
    }),
    { numRuns: 3_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (garbage) => {
      expect(['unclear', 'refused']).toContain(read([garbage]).judgement.wouldGetIn);
      expect(['unclear', 'refused']).toContain(read([Uint8Array.from([22, 3, 3, 1, 144]), garbage]).judgement.wouldGetIn);
    }),
    { numRuns: 3_000 },
  );
});
