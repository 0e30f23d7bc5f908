// The site as a process of its own on Node, and everything that it lets out: answers as bytes, both outputs, its files, what its resolver is asked.
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RunRecord } from '../../src/diagnosis/record.ts';
import { startFlock, type Flock } from './flock.ts';
import { makeHaul, together, told } from './haul.ts';
import { misplaced } from './misplaced.ts';
import { watch, type Watched } from './process.ts';
import { accepts } from './raw.ts';
import { Searcher, type Sighting } from './search.ts';
import { secrets, username } from './secrets.ts';
import { checkStories, checkWish } from './stories.ts';

/** Nobody listens there; who connects there meets a fault of ours (site.fixture.ts). */
const faultyPort = 2;

/** A server that knows none of the secrets, and a password that is none. */
const elsewhere = { host: 'works.practice.test', port: '587', security: 'starttls', username, password: 'Nichts-davon-17' };

const haul = makeHaul();
const searcher = new Searcher(secrets, username);
let flock: Flock;
let site: Watched;
let found: Sighting[];

/** A resolver that knows no name and remembers every question. */
async function startResolver(): Promise<{ address: string; asked: () => Buffer; close: () => void }> {
  const questions: Buffer[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    questions.push(question);
    const answer = Buffer.from(question);
    answer.writeUInt16BE(0x8183, 2);
    socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  return { address: `127.0.0.1:${String(port)}`, asked: () => Buffer.concat(questions), close: () => socket.close() };
}

/** Checks that get no end of their own: half of their visitors go away, and then the whole site is told to end. */
async function interrupted(port: number): Promise<void> {
  const hanging = flock.nests.flatMap(({ secret, ports, parrots }) =>
    accepts.map((accept, at) => {
      const { port: there, security } = ports.good[at % ports.good.length] ?? { port: 0, security: 'starttls' };
      return {
        secret,
        parrots,
        accept,
        wish: checkWish(secret, { port: String(there), security, ehlo: 'hangs' }, accept, 0),
      };
    }),
  );
  const waiting = (): number => flock.nests.flatMap(({ parrots }) => parrots).reduce((sum, parrot) => sum + parrot.hanging(), 0);
  let leave = (): void => undefined;
  const leaves = new Promise<void>((resolve) => (leave = resolve));
  const left = hanging.map(({ secret, wish }) => haul.ask(port, `a check that is left, ${secret.label}`, { ...wish, leaves }));
  await vi.waitUntil(() => waiting() === hanging.length, { timeout: 20_000 });
  leave();
  await Promise.all(left);
  await vi.waitUntil(() => waiting() === 0, { timeout: 20_000 });
  const stayed = hanging.map(({ secret, wish }) => haul.ask(port, `a check that the end cuts off, ${secret.label}`, wish));
  await vi.waitUntil(() => waiting() === hanging.length, { timeout: 20_000 });
  site.stop('SIGTERM');
  await Promise.all(stayed);
}

beforeAll(async () => {
  const resolver = await startResolver();
  flock = await startFlock(['starttls', 'implicit-tls']);
  site = await watch(join(import.meta.dirname, 'site.fixture.ts'), [], {
    PORT: '0',
    LIMITS: 'off',
    EXTRA_CA: flock.caFile,
    ALLOW_TARGETS: `${flock.targets},localhost:${String(faultyPort)}`,
    DNS_SERVER: resolver.address,
    FAULT_CONNECT: String(faultyPort),
    FAULT_WRITE: String(flock.beside.port),
    FAULT_TEXT: secrets.map(({ text }) => text).join(' '),
  });
  const port = Number((await site.says(/:(\d+)\//))[1]);

  const stories = flock.nests.flatMap(({ secret, ports }, at) => [
    ...checkStories(secret, ports).map(({ name, wish, isUnread }) => ({
      name: `${name}, ${secret.label}`,
      wish,
      except: isUnread && secret.label,
    })),
    ...(at === 0 ? [faultyPort, flock.beside.port] : [faultyPort]).flatMap((faulty) =>
      accepts.map((accept, turn) => ({
        name: `a fault of ours, ${secret.label}`,
        wish: checkWish(secret, { port: String(faulty), security: 'starttls' }, accept, turn),
        except: undefined,
      })),
    ),
    // Which secret it is makes little difference to where it is misplaced.
    ...(at === 0 || /accents|markup/.test(secret.label) ? misplaced(secret.text, elsewhere) : []).map(({ name, wish, isShownAgain }) => ({
      name: `${secret.label} as ${name}`,
      wish,
      except: isShownAgain ? secret.label : undefined,
    })),
  ]);
  await together(6, stories, ({ name, wish, except }) => haul.ask(port, name, wish, except));
  // Until each server has said all that it has to say where it was asked to sign in.
  await together(4, flock.nests, async ({ secret, ports, parrots }) => {
    for (const [at, parrot] of parrots.slice(0, ports.good.length).entries())
      for (let turn = 0; parrot.said('auth').size < parrot.all.length && turn < 200; turn += 1) {
        const fields = { port: String(parrot.port), security: ports.good[at]?.security ?? '', ehlo: 'refuses' };
        await haul.ask(port, `another refusal, ${secret.label}`, checkWish(secret, fields, accepts[turn % 3] ?? '', 0));
      }
  });
  await haul.ask(port, 'the figures', { method: 'GET', path: '/api/health' });
  await interrupted(port);
  await site.ended;

  haul.add('standard output', site.stdout());
  haul.add('standard error', site.stderr());
  haul.add('questions to the resolver', resolver.asked());
  for (const [path, bytes] of await site.files()) haul.add(`the file ${path}`, bytes);
  resolver.close();
  flock.teach(searcher);
  found = haul.search(searcher);
}, 240_000);

afterAll(async () => {
  await site.close();
  await flock.close();
});

test('nothing that left the process holds a secret, in any form', () => {
  expect(told(found)).toEqual([]);
});

test('every kind of answer was among them', () => {
  expect([...haul.statuses.keys()]).toEqual(expect.arrayContaining([200, 307, 400, 403, 404, 405, 413, 421, 500]));
});

test('every server said each form of its secret where it was asked to sign in', () => {
  for (const { ports, parrots } of flock.nests)
    for (const parrot of parrots.slice(0, ports.good.length)) expect([...parrot.said('auth')].sort()).toEqual([...parrot.all].sort());
});

test('the log has a line of the six known keys for each run and fault, and neither user name nor host', () => {
  const lines = site.stderr().toString().trim().split('\n');
  expect(lines.length).toBeGreaterThan(200);
  const keys = new Set(lines.map((line) => Object.keys(JSON.parse(line) as RunRecord).join()));
  expect([...keys]).toEqual(['time,network,provider,stage,code,ms']);
  expect(new Searcher([{ label: 'the user name', text: username }], 'x').search(site.stderr(), 'the log')).toEqual([]);
  expect(site.stderr().toString()).not.toMatch(/localhost|practice\.test|kopierer|\bat .*:\d+:\d+/);
});

test('it left no file, and said nothing on standard output but where it is', async () => {
  expect([...(await site.files()).keys()]).toEqual([]);
  expect(site.stdout().toString()).toMatch(/^at \S+\n$/);
});
