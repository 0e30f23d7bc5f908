// The store of the counts dies under the running site and comes back: looks and checks are refused in words meanwhile, pages go on, and what was
// under way comes to its end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type App } from '../harness/app.ts';
import { findRedis, startRedis, type RunningRedis } from '../harness/redis.ts';
import { startHeldServer, type HeldServer } from './mail-server.ts';
import { visit } from './visitor.ts';

const program = await findRedis();
const why = typeof program === 'string' ? ` (skipped: ${program})` : '';

describe.skipIf(typeof program === 'string')(`with a Redis that dies${why}`, () => {
  let redis: RunningRedis;
  let server: HeldServer;
  let app: App;
  beforeAll(async () => {
    if (typeof program === 'string') return;
    redis = await startRedis(program);
    server = await startHeldServer();
    app = await startApp({
      LIMITS: '',
      REDIS_URL: redis.url,
      SECRET: 'gT4kQ9vLr2XwZ8mNc5BsJ7hYp3DfA6eU',
      ALLOW_TARGETS: `localhost:${String(server.port)}`,
      DNS_SERVER: '127.0.0.1:9',
    });
  });
  afterAll(async () => {
    await app.close();
    await server.close();
    await redis.close();
  });

  const look = () => visit(Number(new URL(app.url).port), '/api/look', server.port, 'application/json').answer;
  const answered = async (): Promise<number> => {
    const asked = look();
    void server.connection().then((connection) => {
      connection.drop();
    });
    return (await asked).status;
  };

  test('refused while it is gone, pages and health go on, what runs is told to its end, and all is well when it is back', async () => {
    const begun = look();
    const connection = await server.connection();
    await redis.kill();
    await expect.poll(async () => (await look()).status).toBe(503);
    const refused = await look();
    expect(JSON.parse(refused.text)).toMatchObject({ error: 'store-down', message: expect.stringMatching(/\.$/) as unknown });
    for (const path of ['/', '/check/', '/api/health', '/api/find?q=gmail']) expect((await fetch(app.url + path)).status).toBe(200);

    connection.drop();
    expect(await begun).toMatchObject({ status: 200 });
    await redis.restart();
    await expect.poll(answered, { timeout: 15_000 }).toBe(200);
  });
});
