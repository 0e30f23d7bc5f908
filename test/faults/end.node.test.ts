// SIGTERM and SIGINT: what runs comes to its end or is told, nothing new is begun, and nothing holds the process.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSite, type SiteProcess } from './own-process.ts';
import { startHeldServer, type HeldServer } from './mail-server.ts';
import { lastOf, visit } from './visitor.ts';

let server: HeldServer;
let site: SiteProcess;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = await startHeldServer();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  site.child.kill('SIGKILL');
  await site.ended;
  await server.close();
});

/** `graceMs`: how long what runs may go on. */
const start = async (graceMs: number): Promise<void> => {
  site = await startSite({ ALLOW_TARGETS: `localhost:${String(server.port)}`, GRACE_MS: String(graceMs) });
};

function speak(text: string): { socket: Socket; heard: () => string } {
  const socket = connect({ port: site.port, host: '127.0.0.1' });
  sockets.push(socket);
  let heard = '';
  socket.on('error', () => undefined);
  socket.on('data', (part: Buffer) => (heard += part.toString()));
  socket.write(text);
  return { socket, heard: () => heard };
}

/** Resolves when nobody listens any more: the signal has been taken. */
const refused = (): Promise<void> =>
  expect
    .poll(async () => {
      const socket = connect({ port: site.port, host: '127.0.0.1' });
      const how = await Promise.race([once(socket, 'connect').then(() => 'open'), once(socket, 'error').then(() => 'refused')]).catch(
        () => 'refused',
      );
      socket.destroy();
      return how;
    })
    .toBe('refused');

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('a check that comes to its end in time is told to its end', async () => {
    await start(60_000);
    const visitor = visit(site.port, '/api/check', server.port);
    const connection = await server.connection();
    site.child.kill(signal);
    await refused();
    connection.say('554 localhost not today\r\n');
    connection.drop();
    const { status, text } = await visitor.answer;
    expect([status, lastOf(text).type]).toEqual([200, 'report']);
    expect(await site.ended).toBe(0);
  });

  test('a check that hangs is told so in its stream, in its JSON and in its page, and the mail server is left', async () => {
    await start(1);
    const visitors = ['application/x-ndjson', 'application/json', 'text/html'].map((accept) =>
      visit(site.port, '/api/check', server.port, accept),
    );
    const connections = await Promise.all(visitors.map(() => server.connection()));
    site.child.kill(signal);
    const [events, json, page] = await Promise.all(visitors.map(({ answer }) => answer));
    expect(events?.status).toBe(200);
    expect(lastOf(events?.text ?? '')).toMatchObject({
      type: 'stopped',
      error: 'stopped',
      message: expect.stringContaining('your device was not tested') as unknown,
    });
    expect(json?.status).toBe(503);
    expect(JSON.parse(json?.text ?? '')).toMatchObject({
      error: 'stopped',
      message: expect.stringContaining('your device was not tested') as unknown,
    });
    expect(page?.status).toBe(503);
    expect(page?.text).toMatch(/<h1>[^<]*your device was not tested/);
    await Promise.all(connections.map(({ closed }) => closed));
    expect(await site.ended).toBe(0);
    expect(site.said()).toBe('');
  });
});

test('connections that are kept alive and a body half sent hold nothing up', async () => {
  await start(60_000);
  const idle = speak('GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await expect.poll(idle.heard).toContain('"ok":true');
  const half = speak('POST /api/look HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"host":');
  speak('GET / HT');
  const whole = speak('GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await expect.poll(whole.heard).toContain('"ok":true');
  site.child.kill('SIGTERM');
  expect(await site.ended).toBe(0);
  expect(half.heard()).toBe('');
});

test('who is still connected learns from the health that it ends, and begins nothing', async () => {
  await start(60_000);
  const visitor = visit(site.port, '/api/check', server.port);
  const connection = await server.connection();
  // Each has begun its second request when the answer to the first is there: both came in one packet.
  const health = 'GET /api/health HTTP/1.1\r\nHost: localhost\r\n';
  const asking = speak(`${health}\r\n${health}`);
  const body = JSON.stringify({ host: 'localhost', port: server.port });
  const post = 'POST /api/look HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\n';
  const late = speak(`${health}\r\n${post}Content-Length: ${String(body.length)}\r\n`);
  for (const { heard } of [asking, late]) await expect.poll(heard).toContain('"ok":true');
  site.child.kill('SIGTERM');
  await refused();
  asking.socket.write('\r\n');
  await expect.poll(asking.heard).toMatch(/HTTP\/1\.1 503 [^]*connection: close[^]*"ok":false,"stopping":true/i);
  late.socket.write(`\r\n${body}`);
  await expect.poll(late.heard).toMatch(/HTTP\/1\.1 503 [^]*"error":"stopping"/);
  expect(late.heard()).toMatch(/retry-after: \d+/i);
  connection.drop();
  await visitor.answer;
  expect(await site.ended).toBe(0);
});

test('a second signal ends it at once, whatever runs', async () => {
  await start(60_000);
  const visitor = visit(site.port, '/api/check', server.port);
  await server.connection();
  site.child.kill('SIGTERM');
  await refused();
  const again = setInterval(() => site.child.kill('SIGTERM'), 200);
  expect(await site.ended).toBe(1);
  clearInterval(again);
  await visitor.answer;
});
