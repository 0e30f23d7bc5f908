// Connections and handshakes of a check on real sockets, with servers that do not do what they should.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createSecureContext, createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { nodeNet } from '../../functions/nets/node.ts';
import { createAuthority } from '../../practice/certificates.ts';
import { check } from '../../src/smtp/check.ts';
import type { CheckRequest, Findings, Limits } from '../../src/smtp/events.ts';
import type { Net } from '../../src/smtp/net.ts';

const host = 'mail.example.test';
const authority = createAuthority();
const identity = authority.issue('good', [host]);
const trusting = nodeNet({ ca: [authority.ca], onlyTheseCa: true });

const open = new Set<Socket>();
const servers: Server[] = [];
afterEach(async () => {
  for (const socket of open) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return (server.address() as AddressInfo).port;
}

/** The usual Net, to which the host has these addresses. */
const leadingTo = (...addresses: string[]): Net => ({
  ...trusting,
  async resolve(_name, type) {
    const records = addresses.filter((address) => address.includes(':') === (type === 'AAAA'));
    return records.length > 0 && type !== 'MX' ? { outcome: 'ok', records } : { outcome: 'none' };
  },
});

async function run(
  port: number,
  net = leadingTo('127.0.0.1'),
  limits: Partial<Limits> = {},
  credentials?: CheckRequest['credentials'],
): Promise<Findings> {
  const request: CheckRequest = { host, port, security: 'implicit-tls', ehlo: 'check.example.test', ...(credentials && { credentials }) };
  const running = check(request, net, { limits });
  for (;;) {
    const next = await running.next();
    if (next.done === true) return next.value;
  }
}

const endOf = ({ stages }: Findings): string => {
  const end = stages.find(({ outcome, facts }) => outcome !== 'ok' && facts.why !== 'look-only');
  return end ? `${end.stage} ${end.outcome} ${String(end.facts.why)}` : 'ok';
};

const mail = (socket: Socket): void => {
  socket.on('error', () => undefined);
  socket.write('220 mail.example.test\r\n');
  socket.on('data', (bytes: Buffer) => {
    if (bytes.toString('latin1').startsWith('EHLO')) socket.write('250-mail.example.test\r\n250 AUTH PLAIN\r\n');
  });
};
const tlsMail = (options: TlsOptions = {}): Server =>
  createTlsServer({ cert: identity.certificate, key: identity.key, ...options }, mail).on('tlsClientError', () => undefined);

const alert = (code: number) => (socket: Socket) => socket.write(Buffer.from([21, 3, 3, 0, 2, 2, code]));

test.each<[string, (socket: Socket) => void, string]>([
  ['alert 70', alert(70), 'tls refused version'],
  ['alert 40', alert(40), 'tls refused cipher'],
  ['alert 80, a fault of its own', alert(80), 'tls refused alert'],
  ['garbage', (socket) => socket.write(Buffer.alloc(500, 0xa5)), 'tls refused not-tls'],
  ['its greeting', (socket) => socket.write('220 hello\r\n'), 'tls refused not-tls'],
  ['half a record and an end', (socket) => socket.end(Buffer.from([22, 3, 3, 0, 90, 2])), 'tls refused closed'],
  ['an end', (socket) => socket.end(), 'tls refused closed'],
  ['nothing at all', () => undefined, 'tls timed-out no-answer'],
])('a server that answers the hello with %s', async (_, answer, end) => {
  const port = await listen(createServer((socket) => socket.once('data', () => answer(socket))));
  expect(endOf(await run(port, undefined, end.endsWith('no-answer') ? { replyMs: 50 } : {}))).toBe(end);
});

test('a ServerHello that is none ends as unclear or refused, never as trusted', async () => {
  const hello = Buffer.from([22, 3, 3, 0, 44, 2, 0, 0, 40, 3, 3, ...Array<number>(32).fill(7), 0, 0x13, 0x09, 0, 0, 0]);
  const port = await listen(createServer((socket) => socket.once('data', () => socket.write(hello))));
  const findings = await run(port);
  expect(findings.tls?.trusted).toBe(false);
  expect(endOf(findings)).toMatch(/^tls (refused|unclear) /);
});

test('a handshake and a dialogue that come byte by byte are read as others', async () => {
  const inside = await listen(tlsMail());
  const drip = createServer((socket) => {
    const upstream = connect(inside, '127.0.0.1');
    open.add(upstream);
    upstream.on('error', () => undefined).on('close', () => open.delete(upstream));
    socket.setNoDelay(true);
    socket.pipe(upstream);
    upstream.on('data', (bytes: Buffer) => {
      for (const byte of bytes) socket.write(Buffer.from([byte]));
    });
  });
  expect(endOf(await run(await listen(drip)))).toBe('ok');
});

test('ten megabytes in answer to AUTH, under TLS, are cut off like others', async () => {
  const server = createTlsServer({ cert: identity.certificate, key: identity.key }, (socket) => {
    mail(socket);
    socket.on('data', (bytes: Buffer) => {
      if (bytes.toString('latin1').startsWith('AUTH')) socket.write('535-5.7.8 no\r\n'.repeat(750_000));
    });
  }).on('tlsClientError', () => undefined);
  const credentials = { username: 'a@example.test', password: 'correct-horse-7!' };
  const findings = await run(await listen(server), undefined, {}, credentials);
  expect(endOf(findings)).toBe('auth unclear too-long');
  expect(JSON.stringify(findings).length).toBeLessThan(20_000);
});

describe('a second handshake on the same connection', () => {
  /** Asks for it at this point; whoever agreed would be shown another certificate. The dialogue goes on once it is done. */
  async function askAgain(at: 'greeting' | 'EHLO' | 'AUTH'): Promise<{ findings: Findings; received: string }> {
    const stranger = authority.issue('good', ['stranger.example.test']);
    const [own, other] = [identity, stranger].map(({ certificate, key }) =>
      createSecureContext({ cert: certificate, key, maxVersion: 'TLSv1.2' }),
    );
    let handshakes = 0;
    let received = '';
    const server = createTlsServer({ maxVersion: 'TLSv1.2', SNICallback: (_, done) => { done(null, (handshakes += 1) === 1 ? own : other); } }, (socket) => {
      const say = (text: string, point: string) => {
        const asks = point === at && socket.renegotiate({}, () => socket.write(text));
        if (asks !== true) socket.write(text);
      };
      socket.on('error', () => undefined).on('data', (bytes: Buffer) => {
        received += bytes.toString('latin1');
        const verb = /^[A-Z]+/.exec(bytes.toString('latin1'))?.[0] ?? '';
        say(verb === 'EHLO' ? '250-mail.example.test\r\n250 AUTH PLAIN\r\n' : '235 welcome\r\n', verb);
      });
      say('220 mail.example.test\r\n', 'greeting');
    }).on('tlsClientError', () => undefined); // prettier-ignore
    const findings = await run(await listen(server), undefined, {}, { username: 'a@example.test', password: 'correct-horse-7!' });
    expect(handshakes).toBe(1);
    return { findings, received };
  }

  test.each([
    ['greeting', 'banner refused closed'],
    ['EHLO', 'ehlo refused closed'],
  ] as const)('is refused when the server wants it at its answer to %s, and no password goes out', async (at, end) => {
    const { findings, received } = await askAgain(at);
    expect([endOf(findings), received.includes('AUTH')]).toEqual([end, false]);
    expect(findings.tls?.chain?.[0]?.names).toEqual([host]);
  });

  test('is refused after AUTH too, and what the server would have said then is no word on the password', async () => {
    const { findings, received } = await askAgain('AUTH');
    expect(endOf(findings)).toBe('auth unclear closed');
    expect(received.match(/AUTH/g)).toHaveLength(1);
  });
});

test('every address that is closed is told, and the one that is open is used', async () => {
  const port = await listen(tlsMail());
  const findings = await run(port, leadingTo('127.0.0.3', '127.0.0.1', '127.0.0.2'));
  expect(endOf(findings)).toBe('ok');
  expect(findings.stages[1]?.facts.attempts?.map(({ address, outcome, why }) => [address, outcome, why])).toEqual([
    ['127.0.0.3', 'refused', 'port-closed'],
    ['127.0.0.1', 'ok', undefined],
    ['127.0.0.2', 'not-tried', 'outrun'],
  ]);
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
test.runIf(hasIpv6)('IPv6 is begun with, and IPv4 is there when it is closed', async () => {
  const six = await listen(tlsMail(), '::1');
  expect((await run(six, leadingTo('127.0.0.1', '::1'))).stages[1]?.facts).toMatchObject({ address: '::1', ipv6: { outcome: 'ok' } });
  const four = await listen(tlsMail(), '127.0.0.1');
  expect((await run(four, leadingTo('127.0.0.1', '::1'))).stages[1]?.facts).toMatchObject({
    address: '127.0.0.1',
    ipv4: { outcome: 'ok' },
    ipv6: { outcome: 'refused', why: 'port-closed' },
  });
});

test('a check leaves no connection behind', async () => {
  const port = await listen(tlsMail());
  await run(port, leadingTo('127.0.0.3', '127.0.0.1', '::1'));
  await expect.poll(() => open.size).toBe(0);
});
