// The site with all its limits on, counting in a real Redis, and with every log of its packages and of Node switched on: tickets, prices, refusals, a store that
// goes. What it let out is searched, and so is all that the Redis was told and holds.
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LookAnswer } from '../../src/view/look-view.ts';
import { findRedis, startRedis, type RunningRedis } from '../harness/redis.ts';
import { startFlock, type Flock, type Nest } from './flock.ts';
import { makeHaul, told } from './haul.ts';
import { watch, type Watched } from './process.ts';
import { accepts, bodyOf, type Wish } from './raw.ts';
import { Searcher, type Sighting } from './search.ts';
import { secrets, username } from './secrets.ts';
import { checkWish } from './stories.ts';

const program = await findRedis();
const why = typeof program === 'string' ? ` (without a Redis: ${program})` : '';

const haul = makeHaul();
const inRedis = makeHaul();
const searcher = new Searcher(secrets, username);
/** What the site may know, and nobody else. */
const personal = new Searcher(
  [username, '203.0.113.', 'practice.test', 'kopierer', 'localhost'].map((text) => ({ label: text, text })),
  'nobody',
);
/** The key under which all is hashed. */
const secret = { label: 'SECRET', text: 'Schluessel-unter-der-Matte-0815-4711' };
let flock: Flock;
let site: Watched;
let redis: RunningRedis | undefined;
let found: Sighting[];

/** Why a sign-in was not begun, in the words of the answers. */
const reasons = new Set<string>();
async function ask(port: number, name: string, wish: Wish, except?: string): Promise<Buffer> {
  const answer = await haul.ask(port, name, wish, except);
  for (const [, reason = ''] of answer.toString().matchAll(/"error":"([a-z-]+)"/g)) reasons.add(reason);
  return answer;
}

let clients = 0;
/** A visitor whom nobody has seen before. */
function newClient(): (wish: Wish) => Wish {
  clients += 1;
  const address = `203.0.113.${String(clients % 250)}, 198.${String(18 + (clients >> 8))}.${String(clients & 255)}.9`;
  return (wish) => ({ ...wish, headers: { ...wish.headers, 'X-Forwarded-For': address } });
}

/** The ticket of a look. What the server says of the secret before it was ever sent is a word like any other: a look has none to hide. */
async function ticketOf(port: number, as: (wish: Wish) => Wish, there: Record<string, string>, known: string): Promise<string> {
  const { headers, body } = bodyOf({ host: 'localhost', ...there }, 'json');
  const wish = as({ path: '/api/look', headers: { ...headers, Accept: 'application/json' }, body });
  const answer = await ask(port, 'a look', wish, known);
  return (JSON.parse(answer.toString()) as LookAnswer).ticket ?? '';
}

/** Each way in which a sign-in is not begun, for one secret. */
async function refusals(port: number, { secret: one, ports }: Nest): Promise<void> {
  const [good] = ports.good;
  const there = { port: String(good?.port), security: good?.security ?? '' };
  for (const [at, accept] of accepts.entries()) {
    const user = `gast-${String(clients)}@kopierer.localhost`;
    const check = (fields: Record<string, string>) => checkWish(one, { ...there, username: user, ehlo: 'refuses', ...fields }, accept, at);
    const send = (name: string, wish: Wish) => ask(port, `${name}, ${one.label}, ${accept}`, wish);
    const first = newClient();
    await send('no ticket', first(check({})));
    await send('a ticket that is none', first(check({ ticket: '1.0.aa.bb', proof: 'x' })));
    const ticket = await ticketOf(port, first, there, one.label);
    await send('a ticket for another port', first(check({ ticket, port: String(ports.full.port), security: ports.full.security })));
    await send('a ticket of another visitor', newClient()(check({ ticket })));
    await send('a sign-in that is refused', first(check({ ticket })));
    await send('a ticket that is spent', first(check({ ticket })));
    const again = await ticketOf(port, first, there, one.label);
    await send('a sign-in that comes too early', first(check({ ticket: again })));
    await send('a proof that is none', first(check({ ticket: again, proof: 'f'.repeat(64) })));
    const second = newClient();
    await send('an account that is stopped', second(check({ ticket: await ticketOf(port, second, there, one.label) })));
    const third = newClient();
    const ticketThere = await ticketOf(port, third, there, one.label);
    const astray = checkWish(
      one,
      { ...there, ticket: ticketThere, username: one.text, password: 'Nichts-davon-17', mechanism: 'auto' },
      accept,
      at,
    );
    await ask(port, `the secret as user name, ${one.label}`, third(astray), one.label);
    const practice = { host: 'works.practice.test', port: '587', security: 'starttls', username: user };
    for (let turn = 0; turn < 3; turn += 1) await send('a practice host', first(checkWish(one, practice, accept, at)));
  }
}

/** As many as may run, each with nobody to answer it, and one more. */
async function full(port: number): Promise<void> {
  const hanging = flock.nests.slice(0, 4);
  const waiting = (): number => hanging.flatMap(({ parrots }) => parrots).reduce((sum, parrot) => sum + parrot.hanging(), 0);
  let leave = (): void => undefined;
  const leaves = new Promise<void>((resolve) => (leave = resolve));
  const asked = [];
  for (const { secret: one, ports } of hanging) {
    const [good] = ports.good;
    const there = { port: String(good?.port), security: good?.security ?? '' };
    const as = newClient();
    const ticket = await ticketOf(port, as, there, one.label);
    const fields = { ...there, username: `wartend-${String(clients)}@kopierer.localhost`, ehlo: 'hangs', ticket };
    asked.push(ask(port, `a check that waits, ${one.label}`, { ...as(checkWish(one, fields, accepts[1], 0)), leaves }));
  }
  await vi.waitUntil(() => waiting() === hanging.length, { timeout: 20_000 });
  for (const { secret: one } of flock.nests)
    for (const [at, accept] of accepts.entries()) {
      const practice = { host: 'works.practice.test', port: '587', security: 'starttls' };
      await ask(port, `a check while as many run as may, ${one.label}`, newClient()(checkWish(one, practice, accept, at)));
    }
  leave();
  await Promise.all(asked);
}

/** Listens to all that the store is told. */
async function listen(url: string): Promise<{ client: Redis; end: () => void }> {
  const client = new Redis(url);
  const monitor = await client.monitor();
  for (const one of [client, monitor]) one.on('error', () => undefined);
  monitor.on('monitor', (_: string, words: string[]) => {
    inRedis.add('what the Redis is told', Buffer.from(words.join(' ')));
  });
  return {
    client,
    end() {
      monitor.disconnect();
      client.disconnect();
    },
  };
}

async function readAll(client: Redis): Promise<number> {
  const keys = await client.keys('*');
  for (const key of keys)
    inRedis.add('what the Redis holds', Buffer.from(`${key} ${(await client.get(key)) ?? ''} ${(await client.dump(key)) ?? ''}`));
  for (const word of ['INFO', 'CLIENT LIST', 'SLOWLOG GET', 'CONFIG GET *'] as const) {
    const [name = '', ...rest] = word.split(' ');
    inRedis.add(`the Redis on ${word}`, Buffer.from(JSON.stringify(await client.call(name, ...rest))));
  }
  return keys.length;
}

let keys = 0;
beforeAll(async () => {
  // One kind of server is enough: how they are spoken to is another story.
  flock = await startFlock(['starttls']);
  redis = typeof program === 'string' ? undefined : await startRedis(program);
  site = await watch(join(import.meta.dirname, 'site.fixture.ts'), [], {
    PORT: '0',
    DEBUG: '*',
    // All of Node's own but `stream`, which is there to show the bytes that go through.
    NODE_DEBUG: 'http,https,net,tls,dns,timer',
    SECRET: secret.text,
    TRUST_PROXY: '127.0.0.0/8,203.0.113.0/24',
    MAX_CHECKS: '4',
    LIMITS: 'refused-in-15-minutes=1,practice-a-minute=2,small-host-a-minute=100000,small-host-an-hour=100000,times-for-24=1000',
    EXTRA_CA: flock.caFile,
    ALLOW_TARGETS: flock.targets,
    ...(redis && { REDIS_URL: redis.url }),
  });
  const port = Number((await site.says(/:(\d+)\//))[1]);
  const listening = redis && (await listen(redis.url));
  for (const nest of flock.nests) await refusals(port, nest);
  await full(port);
  if (redis && listening) {
    keys = await readAll(listening.client);
    listening.end();
    await redis.kill();
    for (const [at, { secret: one }] of flock.nests.entries()) {
      const practice = { host: 'works.practice.test', port: '587', security: 'starttls' };
      await ask(port, `a check while the store is gone, ${one.label}`, checkWish(one, practice, accepts[at % 3] ?? '', at));
    }
  }
  site.stop('SIGTERM');
  await site.ended;
  haul.add('standard output', site.stdout());
  haul.add('standard error', site.stderr());
  for (const [path, bytes] of await site.files()) haul.add(`the file ${path}`, bytes);
  flock.teach(searcher);
  found = haul.search(searcher);
}, 120_000);

afterAll(async () => {
  await site.close();
  await flock.close();
  await redis?.close();
});

describe(`with limits and tickets${why}`, () => {
  test('nothing that left the process holds a secret, in any form', () => {
    expect(told(found)).toEqual([]);
  });

  test('sign-ins were refused for every reason', () => {
    expect([...haul.statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 429, 503]));
    const always = ['ticket-needed', 'ticket-wrong', 'ticket-spent', 'too-early', 'account', 'client', 'busy'];
    expect([...reasons].sort()).toEqual([...always, ...(redis ? ['store-down'] : [])].sort());
  });

  test('neither log nor answer holds the key of the hashes, and the log no user name', () => {
    expect(told(haul.search(new Searcher([secret], 'nobody')))).toEqual([]);
    expect(told(new Searcher([{ label: 'a user name', text: '@kopierer' }], 'nobody').search(site.stderr(), 'the log'))).toEqual([]);
  });

  test.skipIf(typeof program === 'string')('the Redis was told no secret, no user name, no host and no address of a visitor', () => {
    expect(keys).toBeGreaterThan(50);
    expect(inRedis.pieces).toBeGreaterThan(500);
    expect(told([...inRedis.search(searcher), ...inRedis.search(personal), ...inRedis.search(new Searcher([secret], 'nobody'))])).toEqual(
      [],
    );
  });
});
