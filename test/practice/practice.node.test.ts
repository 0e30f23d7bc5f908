import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeNet } from '../../functions/nets/node.ts';
import { withPractice } from '../../practice/net.ts';
import { startMailServer } from '../../practice/mail-server.ts';
import { startPractice, type Practice } from '../../practice/server.ts';
import type { Net, Opened, Opening, Resolved, Stream, Target } from '../../src/smtp/net.ts';

let practice: Practice;
let net: Net;
const passedOn: string[] = [];
/** A world that answers nothing and remembers what reached it. */
const elsewhere: Net = {
  can: { byAddress: true, tlsReasons: true, tlsFacts: true, startTlsVerified: true },
  now: () => 0,
  after: () => ({ done: Promise.resolve(), cancel: () => undefined }),
  resolve(name, type): Promise<Resolved> {
    passedOn.push(`${name} ${type}`);
    return Promise.resolve({ outcome: 'failed' });
  },
  open(target: Target): Opening {
    passedOn.push(`${target.name}:${String(target.port)}`);
    return { opened: Promise.resolve({ outcome: 'unreachable' }), cancel: () => undefined };
  },
};

beforeAll(async () => {
  practice = await startPractice();
  net = withPractice(elsewhere, practice);
});
afterAll(() => practice.close());

const username = 'scanner@practice.test';
const appPassword = 'abcdefghijklmnop';

async function openHost(name: string, port: number): Promise<Extract<Opened, { outcome: 'ok' }>> {
  const opened = await net.open({ name, address: '127.0.0.1', port, ...(port === 465 && { tls: { host: name } }) }).opened;
  if (opened.outcome !== 'ok') throw new Error(opened.outcome);
  return opened;
}

async function reply(stream: Stream): Promise<string> {
  let text = '';
  while (!/(^|\n)\d{3} [^\n]*\n$/.test(text)) {
    const bytes = await stream.read();
    if (bytes === null) return text;
    text += new TextDecoder().decode(bytes);
  }
  return text;
}

async function say(stream: Stream, line: string): Promise<string> {
  await stream.write(new TextEncoder().encode(`${line}\r\n`));
  return reply(stream);
}

/** Goes as far as TLS; gives the reasons against it, or the stream with TLS on and EHLO said. */
async function secured(name: string, port: number): Promise<{ reasons: string[]; stream: Stream; ehlo: string }> {
  const opened = await openHost(name, port);
  const { stream } = opened;
  if (port === 587) {
    await reply(stream);
    await say(stream, 'EHLO client.example');
    await say(stream, 'STARTTLS');
  }
  const facts = await (opened.secured ?? stream.startTls({ host: name }));
  if (!facts.trusted) return { reasons: facts.reasons, stream, ehlo: '' };
  if (port === 465) await reply(stream);
  return { reasons: [], stream, ehlo: await say(stream, 'EHLO client.example') };
}

async function signIn(name: string, port: number, password: string, user = username): Promise<string> {
  const { stream } = await secured(name, port);
  const answer = await say(stream, `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`);
  stream.close();
  return answer;
}

describe.each([587, 465])('on port %i', (port) => {
  test.each<[string, string, RegExp]>([
    ['works', appPassword, /^235 /],
    ['works', 'abcd efgh ijkl mnop', /^235 /],
    ['works', 'wrong', /^535 5\.7\.8 /],
    ['auth-wrong-password', appPassword, /^535-5\.7\.8 Username and Password not accepted\./],
    ['auth-app-password-required', 'correct horse', /^534-5\.7\.9 Application-specific password required\./],
    ['auth-app-password-required', appPassword, /^235 /],
    ['auth-basic-disabled-tenant', appPassword, /^535 5\.7\.139 .* is disabled for the Tenant\./],
    ['auth-not-offered', appPassword, /^502 /],
  ])('%s answers %s', async (name, password, expected) => {
    expect(await signIn(`${name}.practice.test`, port, password)).toMatch(expected);
  });

  test.each([
    ['cert-expired', 'expired'],
    ['cert-self-signed', 'self-signed'],
    ['cert-hostname-mismatch', 'other-name'],
  ])('%s shows that certificate and nothing else wrong', async (name, reason) => {
    expect((await secured(`${name}.practice.test`, port)).reasons).toEqual([reason]);
  });

  test('connect-refused is a closed port', async () => {
    const opened = await net.open({ name: 'connect-refused.practice.test', address: '127.0.0.1', port }).opened;
    expect(opened).toEqual({ outcome: 'refused' });
  });

  test('connect-timeout-blocked-port never answers, until it is cancelled', async () => {
    const opening = net.open({ name: 'connect-timeout-blocked-port.practice.test', address: '127.0.0.1', port });
    opening.cancel();
    expect(await opening.opened).toEqual({ outcome: 'cancelled' });
  });

  test('no-greeting accepts and says nothing', async () => {
    const { stream, secured: tls } = await openHost('no-greeting.practice.test', port);
    if (tls) expect((await tls).trusted).toBe(true);
    expect(await stream.write(new TextEncoder().encode('EHLO client.example\r\n'))).toBe(true);
    const pending = stream.read();
    stream.close();
    expect(await pending).toBeNull();
    expect(practice.seen('no-greeting.practice.test')).toEqual([]);
  });
});

test('auth-not-offered does not name AUTH', async () => {
  const { ehlo, stream } = await secured('auth-not-offered.practice.test', 587);
  stream.close();
  expect(ehlo).not.toContain('AUTH');
});

test('starttls-not-offered does not name STARTTLS and refuses it', async () => {
  const { stream } = await openHost('starttls-not-offered.practice.test', 587);
  await reply(stream);
  expect(await say(stream, 'EHLO client.example')).not.toMatch(/STARTTLS|AUTH/);
  expect(await say(stream, 'STARTTLS')).toMatch(/^502 /);
  stream.close();
});

test('a port that is none of real life is closed', async () => {
  expect(await net.open({ name: 'works.practice.test', address: '127.0.0.1', port: 2525 }).opened).toEqual({ outcome: 'refused' });
});

describe('withPractice', () => {
  test('answers for exact names only', async () => {
    expect(await net.resolve('works.practice.test', 'A')).toEqual({ outcome: 'ok', records: ['127.0.0.1'] });
    expect(await net.resolve('works.practice.test', 'AAAA')).toEqual({ outcome: 'none' });
    expect(await net.resolve('dns-no-such-host.practice.test', 'A')).toEqual({ outcome: 'none' });
    expect(passedOn).toEqual([]);
  });

  test.each(['unknown.practice.test', 'sub.works.practice.test', 'works.practice.test.example.com', 'constructor', '127.0.0.1'])(
    'leaves %s alone',
    async (name) => {
      passedOn.length = 0;
      expect(await net.resolve(name, 'A')).toEqual({ outcome: 'failed' });
      expect(await net.open({ name, address: '127.0.0.1', port: 587 }).opened).toEqual({ outcome: 'unreachable' });
      expect(passedOn).toEqual([`${name} A`, `${name}:587`]);
    },
  );

  test('counts as a side that reaches others once a practice host was asked for, and only then', async () => {
    const own = withPractice(nodeNet(), practice);
    expect(own.reached?.(4, 587)).toBe(false);
    await own.resolve('connect-timeout-blocked-port.practice.test', 'A');
    expect(own.reached?.(4, 587)).toBe(true);
  });

  // Otherwise whoever reads this process's memory could pose as any mail server.
  test('trusts the practice CA for its own names only', async () => {
    const port = practice.hosts.get('works.practice.test')?.ports.get(465) ?? 0;
    const opened = await withPractice(nodeNet(), practice).open({
      name: 'mail.example.com',
      address: '127.0.0.1',
      port,
      tls: { host: 'works.practice.test' },
    }).opened;
    expect(opened.outcome === 'ok' && (await opened.secured)?.reasons).toEqual(['untrusted-chain']);
  });
});

test('what the server saw are verbs, in their order, and never a password', async () => {
  const own = await startPractice();
  const before = net;
  net = withPractice(elsewhere, own);
  await signIn('works.practice.test', 587, appPassword);
  await signIn('auth-wrong-password.practice.test', 465, 'my-secret-4711');
  net = before;
  expect(own.seen('works.practice.test').map(({ verb, secure }) => `${verb} ${String(secure)}`)).toEqual([
    'EHLO false',
    'STARTTLS false',
    'EHLO true',
    'AUTH true',
  ]);
  const all = JSON.stringify(own.seen());
  for (const secret of [appPassword, 'my-secret-4711', username, btoa(appPassword)]) expect(all).not.toContain(secret);
  await own.close();
});

describe('startMailServer', () => {
  test('says made-up words, and counts', async () => {
    const server = await startMailServer({
      host: 'mail.office.test',
      alsoNames: ['localhost'],
      behaviour: { greeting: ['220-Hello', '220 from {host}'], signIn: [{ when: 'anything', reply: ['535 5.7.8 Nope, says {host}'] }] },
    });
    const own = nodeNet({ ca: [server.ca] });
    const opened = await own.open({ name: 'localhost', address: server.address, port: server.port }).opened;
    if (opened.outcome !== 'ok') throw new Error(opened.outcome);
    const { stream } = opened;
    expect(await reply(stream)).toBe('220-Hello\r\n220 from mail.office.test\r\n');
    await say(stream, 'EHLO client.example');
    await say(stream, 'STARTTLS');
    expect((await stream.startTls({ host: 'localhost' })).trusted).toBe(true);
    await say(stream, 'EHLO client.example');
    expect(await say(stream, `AUTH PLAIN ${btoa('\0a\0b')}`)).toBe('535 5.7.8 Nope, says mail.office.test\r\n');
    stream.close();
    expect(['EHLO', 'STARTTLS', 'AUTH', 'QUIT'].map((verb) => server.count(verb))).toEqual([2, 1, 1, 0]);
    await server.close();
  });

  test('closes with connections open, and frees its port', async () => {
    const server = await startMailServer({ host: 'mail.office.test' });
    const own = nodeNet();
    const opened = await own.open({ name: server.host, address: server.address, port: server.port }).opened;
    if (opened.outcome !== 'ok') throw new Error(opened.outcome);
    await reply(opened.stream);
    await server.close();
    expect(await opened.stream.read()).toBeNull();
    expect(await own.open({ name: server.host, address: server.address, port: server.port }).opened).toEqual({ outcome: 'refused' });
  });
});
