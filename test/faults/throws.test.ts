// A Net that breaks its promises: it throws, rejects or yields rubbish at one of its calls. Twenty checks run beside it in the same app, on the same
// clock, and none of them notices; nothing stays open, counted or unheard.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { memoryCounts } from '../../functions/counts/memory.ts';
import { makeLimits } from '../../functions/guards/limits.ts';
import { publicOnly } from '../../functions/guards/public-only.ts';
import type { ScriptedNet, World } from '../../functions/nets/scripted.ts';
import type { Net, Opening, Stream, Timer } from '../../src/smtp/net.ts';
import { guardedApp } from '../harness/guarded.ts';
import { server } from '../smtp/parts.ts';

const secretText = 'correct-horse-7!';
const fault = (): never => {
  throw Object.assign(new Error(`broken with ${secretText}`), { password: secretText });
};

type Breaking = () => unknown;
const rubbish = { outcome: 'ok', records: [null, 7, {}], stream: {}, reasons: 7, trusted: 'yes', opened: 7, done: 7 };
/** How a call breaks that answers at once, and how one that answers later. */
const ways: Record<'at once' | 'later', Record<string, Breaking>> = {
  'at once': { throws: fault, 'yields nothing': () => undefined, 'yields rubbish': () => rubbish },
  later: {
    throws: fault,
    rejects: () => Promise.reject(new Error(`broken with ${secretText}`)),
    'yields nothing': () => Promise.resolve(undefined),
    'yields rubbish': () => Promise.resolve(rubbish),
  },
};

/** The calls of a Net and of its stream. */
const calls = {
  'resolve A': 'later',
  'resolve MX': 'later',
  'resolve TXT': 'later',
  open: 'at once',
  opened: 'later',
  read: 'later',
  write: 'later',
  startTls: 'later',
  after: 'at once',
  reached: 'at once',
} as const;
type Call = keyof typeof calls;
/** A socket that nobody was given is nobody's to close; and whoever makes bytes and clocks of nothing can stop any loop. */
const senseless = ['opened throws', 'opened yields rubbish', 'read yields rubbish', 'after yields rubbish'];
const table = (Object.keys(calls) as Call[]).flatMap((call) =>
  Object.entries(ways[calls[call]])
    .filter(([name]) => !senseless.includes(`${call} ${name}`))
    .map(([name, way]) => ({ call, name, way })),
);

const faultyHost = 'mail-faulty.kopierer-ag.ch';
const goodHost = 'mail-good.kopierer-ag.ch';
const world: World = {
  names: { [faultyHost]: { A: ['9.9.9.8'] }, [goodHost]: { A: ['9.9.9.9'] } },
  servers: { '9.9.9.8:587': server(), '9.9.9.9:587': server() },
};

/** The Net below the guards, broken at one call for the faulty host alone. */
function broken(net: ScriptedNet, call: Call, way: Breaking): Net {
  // One object for each run, which is about the name that it looks up first.
  let isFaulty = false;
  const at = <T>(which: Call, works: () => T): T => (call === which && isFaulty ? (way() as T) : works());
  const streamOf = (stream: Stream): Stream => ({
    read: () => at('read', () => stream.read()),
    write: (bytes) => at('write', () => stream.write(bytes)),
    startTls: (options) => at('startTls', () => stream.startTls(options)),
    close: () => {
      stream.close();
    },
  });
  const openingOf = (opening: Opening): Opening => ({
    opened: at('opened', () =>
      opening.opened.then((opened) => (opened.outcome === 'ok' ? { ...opened, stream: streamOf(opened.stream) } : opened)),
    ),
    cancel: () => {
      opening.cancel();
    },
  });
  return {
    can: net.can,
    now: () => net.now(),
    after: (ms): Timer => at('after', () => net.after(ms)),
    resolve: (name, type) => {
      if (name === faultyHost) isFaulty = true;
      const which = type === 'A' || type === 'AAAA' ? 'resolve A' : type === 'MX' ? 'resolve MX' : 'resolve TXT';
      return at(which, () => net.resolve(name, type));
    },
    open: (target) => at('open', () => openingOf(net.open(target))),
    reached: () => at('reached', () => false),
  };
}

const unheard: unknown[] = [];
const hear = (error: unknown): void => void unheard.push(error);
beforeAll(() => process.on('unhandledRejection', hear));
afterAll(() => process.off('unhandledRejection', hear));
beforeEach(() => unheard.splice(0));

test.each(table)('$call $name', async ({ call, way }) => {
  const logged: string[] = [];
  const limits = makeLimits({ secret: 'x'.repeat(32), limits: 'off', maxChecks: 64 }, memoryCounts());
  const { net, post } = guardedApp(world, {
    different: { limits, log: (line) => logged.push(line), netFor: (port) => publicOnly(broken(net, call, way), [], port) },
  });
  const account = { port: 587, security: 'starttls', password: secretText, from: 'scanner@kopierer-ag.ch' };
  const good = Array.from({ length: 20 }, () => post('/api/check', { ...account, host: goodHost, username: 'scanner@kopierer-ag.ch' }));
  const faulty = ['application/json', 'application/x-ndjson', 'text/html'].map((accept) =>
    post('/api/check', { ...account, host: faultyHost, username: 'scanner@faulty.example', from: 'scanner@faulty.example' }, accept),
  );

  const answers = await Promise.all([
    ...faulty.map((one) => one.then(async (answer) => ({ status: answer.status, text: await answer.text() }))),
  ]);
  for (const { status, text } of answers) {
    expect([200, 500]).toContain(status);
    expect(text).not.toContain(secretText);
    expect(text).not.toContain('    at ');
    if (status === 500) expect(text).toMatch(/Something on our side went wrong/);
  }
  for (const answer of await Promise.all(good)) expect(await answer.json()).toMatchObject({ type: 'report', verdict: 'works' });

  expect(net.connections.filter(({ open }) => open)).toEqual([]);
  expect(limits.running).toBe(0);
  expect(logged.join('\n')).not.toContain(secretText);
  await new Promise((resolve) => setImmediate(resolve));
  expect(unheard).toEqual([]);
});
