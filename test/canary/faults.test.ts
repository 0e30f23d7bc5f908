// What a process with real sockets cannot be made to do in a test: servers that fall silent anywhere, on a clock that jumps, and a runtime that throws
// anywhere, with the secret in what it throws.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Peer } from '../../functions/nets/scripted.ts';
import type { Net, Opened, Stream } from '../../src/smtp/net.ts';
import { guardedApp } from '../harness/guarded.ts';
import { host, server, worldOf, type Parts } from '../smtp/parts.ts';
import { told } from './haul.ts';
import { accepts } from './raw.ts';
import { Searcher } from './search.ts';
import { secrets, username, type Secret } from './secrets.ts';

const searcher = new Searcher(secrets, username);
const said: string[] = [];
beforeAll(() => {
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => void said.push(words.join(' ')));
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
});
afterAll(() => {
  vi.restoreAllMocks();
});

const short = secrets.filter(({ text }) => text.length <= 1_024);
const silent = async (peer: Peer) => peer.left;
/** Says what it got and falls silent in the middle of a line. */
const half =
  ({ text }: Secret) =>
  async (peer: Peer) => {
    peer.write(`535-5.7.8 ${text}\r\n535 5.7.8 ${text.slice(0, -1)}`);
    await peer.left;
  };

async function searched(secret: Secret, app: ReturnType<typeof guardedApp>, log: string[], path = '/api/check'): Promise<number[]> {
  const statuses: number[] = [];
  for (const accept of accepts) {
    const fields = { host, port: 587, security: 'starttls', username, password: secret.text, depth: 'send', device: '' };
    const response = await app.post(path, fields, accept);
    statuses.push(response.status);
    const head = JSON.stringify([...response.headers]);
    const body = Buffer.from(await response.arrayBuffer());
    expect(told(searcher.search(Buffer.concat([Buffer.from(head), body]), 'the answer'))).toEqual([]);
  }
  expect(told(searcher.search(Buffer.from([...log, ...said].join('\n')), 'the log'))).toEqual([]);
  return statuses;
}

describe.each<[string, (secret: Secret) => Partial<Parts> | 'silent']>([
  ['never answers', () => 'silent'],
  ['never greets', () => ({ greets: silent })],
  ['falls silent at EHLO', () => ({ answersEhlo: silent })],
  ['falls silent at STARTTLS', () => ({ answersStarttls: silent })],
  ['falls silent at AUTH', () => ({ answersAuth: silent })],
  ['falls silent in the middle of its answer to AUTH', (secret) => ({ answersAuth: half(secret) })],
  ['falls silent at MAIL FROM', () => ({ answersMail: silent })],
  ['falls silent at RCPT TO', () => ({ answersRcpt: silent })],
  ['falls silent at DATA', () => ({ answersData: silent })],
  ['falls silent at the message', () => ({ answersMessage: silent })],
])('a server that %s', (_, parts) => {
  test.each(short)('lets nothing of $label out', async (secret) => {
    const log: string[] = [];
    const listener = parts(secret);
    for (const path of ['/api/check', '/api/look']) {
      const world = worldOf(listener === 'silent' ? 'silent' : server(listener));
      const app = guardedApp(world, { allow: `${host}:587`, different: { log: (line) => log.push(line) } });
      expect(await searched(secret, app, log, path)).toEqual([200, 200, 200]);
    }
    expect(log).toHaveLength(6);
  });
});

/** All that a careless error can hold. */
const careless = (text: string): Error =>
  Object.assign(new Error(`cannot go on with ${text}`, { cause: new TypeError(text) }), {
    credentials: { username, password: text },
    text,
  });

type Way = 'now' | 'later';
const fail = (text: string, way: Way): Promise<never> => {
  if (way === 'now') throw careless(text);
  return Promise.reject(careless(text));
};

function faultyStream(stream: Stream, where: string, text: string, way: Way): Stream {
  let writes = 0;
  return {
    read: () => (where === 'read' ? fail(text, way) : stream.read()),
    write: (bytes) => {
      writes += 1;
      const isSignIn = Buffer.from(bytes).toString('latin1').startsWith('AUTH');
      if (where === 'the first write' && writes === 1) return fail(text, way);
      return where === 'the write of a sign-in' && isSignIn
        ? fail(`${text} ${Buffer.from(bytes).toString('latin1')}`, way)
        : stream.write(bytes);
    },
    startTls: (options) => (where === 'startTls' ? fail(text, way) : stream.startTls(options)),
    close: () => {
      stream.close();
    },
  };
}

function faulty(net: Net, where: string, text: string, way: Way): Net {
  return {
    ...net,
    can: net.can,
    now: () => net.now(),
    resolve: (name, type) => (where === 'resolve' ? fail(text, way) : net.resolve(name, type)),
    open(target) {
      if (where === 'open' && way === 'now') throw careless(text);
      const opening = net.open(target);
      const opened = opening.opened.then((one): Opened => {
        if (where === 'open') throw careless(text);
        return one.outcome === 'ok' ? { ...one, stream: faultyStream(one.stream, where, text, way) } : one;
      });
      return { ...opening, opened };
    },
  };
}

const places = ['resolve', 'open', 'the first write', 'read', 'startTls', 'the write of a sign-in'];
describe.each(places.flatMap((where) => (['now', 'later'] as const).map((way): [string, Way] => [where, way])))(
  'a runtime that throws at %s (%s)',
  (where, way) => {
    test.each(short)('lets nothing of $label out, and no stack', async (secret) => {
      const log: string[] = [];
      const app = guardedApp(worldOf(server()), {
        allow: `${host}:587`,
        under: (net) => faulty(net, where, secret.text, way),
        different: { log: (line) => log.push(line) },
      });
      const unheard: unknown[] = [];
      const hear = (error: unknown): void => void unheard.push(error);
      process.on('unhandledRejection', hear);
      await searched(secret, app, log);
      await new Promise(setImmediate);
      process.off('unhandledRejection', hear);
      expect(unheard).toEqual([]);
      expect(log.join('\n')).not.toMatch(/^ +at /m);
    });
  },
);

test('a page that cannot be made is told as such', async () => {
  for (const secret of short) {
    const log: string[] = [];
    const app = guardedApp(worldOf(server()), {
      allow: `${host}:587`,
      different: { log: (line) => log.push(line), shell: () => Promise.reject(careless(secret.text)) },
    });
    expect(await searched(secret, app, log)).toEqual([200, 200, 500]);
  }
});
