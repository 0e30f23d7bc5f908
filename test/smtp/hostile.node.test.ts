// Servers that mean no good, or know no better, on real sockets. Each ends in the right stage with the right word, and what it sends is not kept.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { nodeNet } from '../../functions/nets/node.ts';
import { check } from '../../src/smtp/check.ts';
import type { EngineEvent, Findings, Limits, Security } from '../../src/smtp/events.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
});

/** Listens on loopback and hands every connection to `acts`. */
async function serve(acts: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    acts(socket);
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}

/** Clocks short enough for a test; what they are is asserted in virtual time elsewhere. */
const soon = { greetingMs: 400, replyMs: 400, authMs: 400, wholeMs: 4_000 };

async function visit(
  port: number,
  security: Security = 'starttls',
  limits: Partial<Limits> = soon,
): Promise<{ findings: Findings; events: EngineEvent[]; ends: string }> {
  const request = {
    host: '127.0.0.1',
    port,
    security,
    ehlo: 'check.example.test',
    credentials: { username: 'a@example.test', password: 'abcdefgh' },
  };
  const running = check(request, nodeNet(), { limits });
  const events: EngineEvent[] = [];
  for (;;) {
    const next = await running.next();
    if (next.done !== true) {
      events.push(next.value);
      continue;
    }
    const end = next.value.stages.find(({ outcome }) => outcome !== 'ok');
    return { findings: next.value, events, ends: `${String(end?.stage)} ${String(end?.outcome)} ${String(end?.facts.why)}` };
  }
}

/** Writes for as long as the other side takes it, at most this many bytes. */
function flood(socket: Socket, chunk: string, most: number): void {
  let sent = 0;
  const more = (): void => {
    while (sent < most && !socket.destroyed) {
      sent += chunk.length;
      if (!socket.write(chunk)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

const tenMegabytes = 10 * 1024 * 1024;
/** Answers each line with the next of these; the last one again and again. */
const answers =
  (...replies: string[]) =>
  (socket: Socket) => {
    let asked = 0;
    socket.write(replies[0] ?? '');
    socket.on('data', () => socket.write(replies[Math.min((asked += 1), replies.length - 1)] ?? ''));
  };
const offers = '250-mail\r\n250 STARTTLS\r\n';

describe('a check of a server that', () => {
  test.each<[string, (socket: Socket) => void, string]>([
    ['greets with a line of 10 MB', (socket) => { flood(socket, 'x'.repeat(65_536), tenMegabytes); }, 'banner refused too-long'],
    ['greets with a reply whose line is 10 MB', (socket) => { socket.write('220 '); flood(socket, 'x'.repeat(65_536), tenMegabytes); }, 'banner refused too-long'],
    ['greets without end', (socket) => { flood(socket, '220-still talking\r\n'.repeat(1000), tenMegabytes); }, 'banner refused too-long'],
    ['never greets', () => undefined, 'banner timed-out no-answer'],
    ['closes at once', (socket) => { socket.end(); }, 'banner refused closed'],
    ['is a web server', answers('HTTP/1.1 400 Bad Request\r\n\r\n'), 'banner refused malformed'],
    ['is an SSH server', answers('SSH-2.0-OpenSSH_9.2\r\n'), 'banner refused malformed'],
    ['changes its code in the middle of a reply', answers('220-one\r\n250 two\r\n'), 'banner refused malformed'],
    ['turns us away', answers('554 5.7.1 no\r\n'), 'banner refused rejected'],
    ['is busy', answers('421 4.3.2 later\r\n'), 'banner refused busy'],
    ['answers EHLO without end', answers('220 mail\r\n', `${'250-x\r\n'.repeat(20_000)}`), 'ehlo refused too-long'],
    ['falls silent at EHLO', answers('220 mail\r\n', ''), 'ehlo timed-out no-answer'],
    ['falls silent at STARTTLS', answers('220 mail\r\n', offers, ''), 'starttls timed-out no-answer'],
    ['takes STARTTLS back', answers('220 mail\r\n', offers, '454 4.7.0 TLS not available\r\n'), 'starttls refused busy'],
    ['puts words behind the 220 of STARTTLS', answers('220 mail\r\n', offers, '220 go\r\n250 AUTH PLAIN\r\n'), 'starttls refused injection'],
    ['answers the handshake with garbage', answers('220 mail\r\n', offers, '220 go\r\n', 'x'.repeat(200)), 'tls refused not-tls'],
    ['answers the handshake with an alert', answers('220 mail\r\n', offers, '220 go\r\n', '\u0015\u0003\u0003\u0000\u0002\u0002\u0028'), 'tls refused cipher'],
    // Alert 80, internal_error: OpenSMTPD 6.8 with OpenSSL 3 does so. It says nothing of the certificate.
    ['answers the handshake with an alert of its own', answers('220 mail\r\n', offers, '220 go\r\n', '\u0015\u0003\u0003\u0000\u0002\u0002\u0050'), 'tls refused alert'],
    ['falls silent in the handshake', answers('220 mail\r\n', offers, '220 go\r\n', ''), 'tls timed-out no-answer'],
  ])('%s', async (_story, acts, ends) => {
    const seen = await visit(await serve(acts));
    expect(seen.ends).toBe(ends);
    // Whatever was sent, what is kept of it stays small.
    expect(JSON.stringify(seen.events).length).toBeLessThan(600_000);
    expect(JSON.stringify(seen.findings).length).toBeLessThan(100_000);
  }); // prettier-ignore

  test('drips one byte at a time is read all the same', async () => {
    const greeting = '220 mail.example.test ESMTP\r\n';
    const port = await serve((socket) => {
      let at = 0;
      const timer = setInterval(() => (at < greeting.length ? socket.write(greeting.charAt((at += 1) - 1)) : clearInterval(timer)), 5);
      socket.on('close', () => { clearInterval(timer); });
    });
    expect((await visit(port, 'none', { ...soon, greetingMs: 10_000, wholeMs: 20_000 })).ends).toBe('ehlo timed-out no-answer');
  }); // prettier-ignore

  test('speaks plain text where TLS was asked for is known as that', async () => {
    expect((await visit(await serve(answers('220 mail\r\n')), 'implicit-tls')).ends).toBe('tls refused not-tls');
  });

  test('is left within the time of the whole check leaves no socket behind', async () => {
    await visit(await serve(() => undefined));
    await expect.poll(() => sockets.size).toBe(0);
  });
});
