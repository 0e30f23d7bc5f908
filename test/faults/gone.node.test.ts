// Who goes away takes the connection to the mail server along, wherever the check stands.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '../harness/app.ts';
import { startHeldServer, type HeldServer } from './mail-server.ts';
import { visit } from './visitor.ts';

let server: HeldServer;
let app: App;
let port: number;
beforeAll(async () => {
  server = await startHeldServer();
  app = await startApp({ ALLOW_TARGETS: `localhost:${String(server.port)}`, DNS_SERVER: '127.0.0.1:9' });
  port = Number(new URL(app.url).port);
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const running = async (): Promise<number> => ((await (await fetch(`${app.url}/api/health`)).json()) as { running: number }).running;

// Without an end of the connection these tests have none either: they wait for it, and the clocks of a check are longer than theirs.
test.each([
  ['a stream', '/api/check', 'application/x-ndjson', ''],
  ['one JSON', '/api/check', 'application/json', ''],
  ['a page', '/api/check', 'text/html', ''],
  ['a stream, after the greeting', '/api/check', 'application/x-ndjson', '220 localhost ESMTP\r\n'],
  ['a look, in the middle of a line', '/api/look', 'application/x-ndjson', '220 loc'],
] as const)('who waits for %s and leaves', async (_what, path, accept, words) => {
  const visitor = visit(port, path, server.port, accept);
  const connection = await server.connection();
  if (words !== '') connection.say(words);
  visitor.leave();
  await connection.closed;
  await expect.poll(running).toBe(0);
});

const refusedAtBanner: unknown = expect.objectContaining({ stage: 'banner', outcome: 'refused' });

test('twenty leave, and the ones that stay get their answers', async () => {
  const leaving = Array.from({ length: 20 }, () => visit(port, '/api/check', server.port));
  const connections = await Promise.all(leaving.map(() => server.connection()));
  const staying = Array.from({ length: 5 }, () => visit(port, '/api/check', server.port, 'application/json'));
  const theirs = await Promise.all(staying.map(() => server.connection()));
  for (const visitor of leaving) visitor.leave();
  await Promise.all(connections.map(({ closed }) => closed));
  for (const connection of theirs) {
    connection.say('554 localhost not today\r\n');
    connection.drop();
  }
  for (const { answer } of staying)
    expect(JSON.parse((await answer).text)).toMatchObject({ type: 'report', stages: expect.arrayContaining([refusedAtBanner]) as unknown });
});
