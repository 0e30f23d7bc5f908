// Heads and bodies that never come to their end: the server of functions/entry/listener.ts with less patience, so that nobody waits for it here.
import { connect } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bounds, makeListener, type Listener } from '../../functions/entry/listener.ts';

let listener: Listener;
let port: number;
beforeAll(async () => {
  const echo = async (request: Request): Promise<Response> => new Response(await request.text());
  const impatient = { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 30 };
  listener = makeListener(echo, { hostname: 'localhost', secure: false, log: () => undefined, bounds: impatient });
  listener.server.listen(0, '127.0.0.1');
  await once(listener.server, 'listening');
  port = (listener.server.address() as AddressInfo).port;
});
afterAll(() => {
  listener.destroyAll();
  listener.server.close();
});

/** What comes back when these pieces are sent, one after the other for ever. */
function drip(first: string, piece: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => (heard += part.toString()));
    socket.on('end', () => socket.destroy());
    if (first !== '') socket.write(first);
    const timer = setInterval(() => socket.write(piece), 10);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(heard);
    });
  });
}

test.each([
  ['a head that comes byte by byte', 'POST / HTTP/1.1\r\nHost: localhost\r\nX: ', 'x'],
  ['headers that come one by one', 'POST / HTTP/1.1\r\nHost: localhost\r\n', 'X: y\r\n'],
  ['a body that comes byte by byte', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n', 'x'],
  ['chunks without end', 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n'],
])('%s gets 408, a sentence and the end of the connection', async (_what, first, piece) => {
  const heard = await drip(first, piece);
  expect(heard).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(heard).toMatch(/did not come to its end in time/);
});

test('who connects and says nothing is not kept either', async () => {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.resume();
  await once(socket, 'close');
});

test('the patience of the real server is bounded, and an answer under way is not cut by it', () => {
  const { server } = makeListener(() => new Response(), { hostname: 'localhost', secure: false, log: () => undefined });
  expect(server.headersTimeout).toBe(bounds.headersTimeout);
  expect(server.requestTimeout).toBe(bounds.requestTimeout);
  expect(bounds.headersTimeout).toBeLessThan(bounds.requestTimeout);
  // A check may take 45 seconds and its other ports 12: nothing ends a connection that is being answered.
  expect(server.timeout).toBe(0);
});
