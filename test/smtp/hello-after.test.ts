// The peek behind a check whose handshake failed: on request only, inside the same clock.
import { expect, test } from 'vitest';
import { scriptedNet, tlsFacts, type Listener, type Peer, type World } from '../../functions/nets/scripted.ts';
import { check } from '../../src/smtp/check.ts';
import { hellos } from '../../src/smtp/hello/hellos.ts';
import type { Net } from '../../src/smtp/net.ts';
import { address, host, look, request, say, see, server, usual, worldOf, type Parts } from './parts.ts';

const refused = tlsFacts({ trusted: false, reasons: ['version'] });
const alert70 = Uint8Array.from([21, 3, 1, 0, 2, 2, 70]);

/** Refuses the runtime's handshake on the first connection, and hellos written by hand on the others. */
function oldServer(behind: (peer: Peer) => Promise<unknown>): World {
  let connections = 0;
  return worldOf((peer, target) => {
    connections += 1;
    const first = connections === 1;
    const answersStarttls = first
      ? usual.answersStarttls
      : async (one: Peer) => (one.write('220 ready\r\n'), await one.read(), behind(one));
    return server({ tls: refused, answersStarttls })(peer, target);
  });
}

const refuses = async (peer: Peer) => {
  peer.write(alert70);
  await peer.left;
};

test('after a failed handshake the hellos of three devices are tried, one connection after the other', async () => {
  const { findings, stages, net } = await see(request(), oldServer(refuses), { peek: 'after-tls-failure' });
  expect(stages).toContain('tls refused version');
  expect(findings.peeks).toEqual(
    ['device-2009', 'device-2014', 'today'].map((hello) => ({ hello, wouldGetIn: 'refused', why: 'version', alert: 70, ms: 0 })),
  );
  expect(net.connections).toHaveLength(4);
  expect(net.connections.every(({ open, received }) => !open && !received.includes('AUTH'))).toBe(true);
  expect(net.pendingTimers).toBe(0);
});

test('unless it was asked for, and after a handshake that went well, nothing of the kind happens', async () => {
  expect((await see(request(), oldServer(refuses))).net.connections).toHaveLength(1);
  const { net, findings } = await see(request(), worldOf(server()), { peek: 'after-tls-failure' });
  expect([net.connections.length, findings.peeks]).toEqual([1, undefined]);
});

test('the whole clock holds for the hellos too', async () => {
  const limits = { wholeMs: 15_000 };
  const { findings, net } = await see(
    request(),
    oldServer((peer) => peer.left),
    { peek: 'after-tls-failure', limits },
  );
  expect(findings.ms).toBe(15_000);
  expect(findings.peeks?.map(({ wouldGetIn, why, ms }) => [wouldGetIn, why, ms])).toEqual([
    ['unclear', 'no-answer', 10_000],
    ['unclear', 'no-answer', 5_000],
    ['not-tried', 'ended-before', 0],
  ]);
  expect(net.connections.every(({ open }) => !open)).toBe(true);
  expect(net.pendingTimers).toBe(0);
});

/** Takes the runtime's own handshake, and answers hellos written by hand in this way. */
function goodServer(behind: (peer: Peer) => Promise<unknown>, parts: Partial<Parts> = {}): World {
  let connections = 0;
  return worldOf((peer, target) => {
    connections += 1;
    const answersStarttls = async (one: Peer) => (one.write('220 ready\r\n'), await one.read(), behind(one));
    return server(connections === 1 ? parts : { ...parts, answersStarttls })(peer, target);
  });
}

test('on request everything is asked, also after a sign-in that went well, over one connection after the other', async () => {
  const scripted = goodServer(refuses);
  const { findings, net, stages } = await see(request(), scripted, { peek: 'always' });
  expect(stages.at(-2)).toBe('auth ok');
  expect(findings.peeks?.map(({ hello }) => hello)).toEqual(Object.keys(hellos));
  expect(findings.peeks?.every(({ wouldGetIn, alert }) => wouldGetIn === 'refused' && alert === 70)).toBe(true);
  expect(net.connections).toHaveLength(1 + Object.keys(hellos).length);
  expect(net.connections.filter(({ received }) => received.includes('AUTH'))).toHaveLength(1);
  // The name was looked up once, for all of them.
  expect(net.lookups).toEqual([`${host} A`, `${host} AAAA`]);
  expect(net.connections.every(({ open }) => !open)).toBe(true);
  expect(net.pendingTimers).toBe(0);
});

test('never two connections at once: each is closed before the next is opened', async () => {
  const scripted = scriptedNet(goodServer(refuses));
  let most = 0;
  const net: Net = {
    ...scripted,
    open(target) {
      const opening = scripted.open(target);
      most = Math.max(most, scripted.connections.filter(({ open }) => open).length);
      return opening;
    },
  };
  for await (const _ of check(request(), net, { peek: 'always' }));
  expect([most, scripted.connections.length]).toEqual([1, 11]);
});

test('the hellos go to the address that the check had reached', async () => {
  const [dead, good] = ['192.0.2.7', address];
  const world = { ...goodServer(refuses), names: { [host]: { A: [dead, good] } } };
  const { net, findings } = await see(look(), world, { peek: 'always' });
  expect(findings.peeks).toHaveLength(10);
  expect(new Set(net.connections.map(({ target }) => target.address))).toEqual(new Set([good]));
});

test('what there is no time for is not tried, and never called an answer', async () => {
  const { findings } = await see(
    look(),
    goodServer((peer) => peer.left),
    { peek: 'always' },
  );
  expect(findings.ms).toBe(45_000);
  const told = findings.peeks?.map(({ wouldGetIn, why }) => `${wouldGetIn} ${String(why)}`);
  expect(told).toEqual([...Array<string>(5).fill('unclear no-answer'), ...Array<string>(5).fill('not-tried ended-before')]);
});

test('a server that asks to be left alone is left alone', async () => {
  let connections = 0;
  const greets = async (peer: Peer) => peer.write((connections += 1) > 2 ? '421 4.7.0 too many\r\n' : '220 mail\r\n');
  const { findings, net } = await see(look(), goodServer(refuses, { greets }), { peek: 'always' });
  expect(findings.peeks?.map(({ wouldGetIn, why }) => `${wouldGetIn} ${String(why)}`)).toEqual([
    'refused version',
    'unclear busy',
    ...Array<string>(8).fill('not-tried busy'),
  ]);
  expect(net.connections).toHaveLength(3);
  const busy = await see(request(), worldOf(server({ answersAuth: say('454 4.7.0 later') })), { peek: 'always' });
  expect([busy.net.connections.length, busy.findings.peeks]).toEqual([1, undefined]);
});

test.each<[string, World, Parameters<typeof see>[0]]>([
  ['where no name leads anywhere', {}, look()],
  ['where no connection came about', worldOf('closed'), look()],
  ['where encryption is not offered', worldOf(server({ offers: [] })), look()],
  ['where nobody asked for encryption', worldOf(server()), look({ security: 'none' })],
])('%s there is nothing to ask', async (_, world, wish) => {
  const { findings, net } = await see(wish, world, { peek: 'always' });
  expect(findings.peeks).toBeUndefined();
  expect(net.connections.length).toBeLessThanOrEqual(1);
});

test('a runtime that does not tell a handshake from a connection asks by hand, and forgets it where there was no connection', async () => {
  const wish = look({ port: 465, security: 'implicit-tls' });
  let opened = 0;
  const behindName = (listener: Listener): World => ({
    names: { [host]: { A: [address] } },
    servers: { [`${host}:465`]: listener },
    can: { byAddress: false, tlsFacts: false },
  });
  // The platform's own handshake fails as a connection would; plain ones stand.
  const scripted = scriptedNet(behindName(async (peer) => (await peer.read(), await refuses(peer))));
  const net: Net = {
    ...scripted,
    open: (target) => {
      opened += 1;
      return target.tls ? { opened: Promise.resolve({ outcome: 'unclear' as const }), cancel: () => undefined } : scripted.open(target);
    },
  };
  const running = check(wish, net, { peek: 'after-tls-failure' });
  let next = await running.next();
  while (next.done !== true) next = await running.next();
  expect(next.value.peeks?.map(({ wouldGetIn }) => wouldGetIn)).toEqual(['refused', 'refused', 'refused']);
  // One more of TLS 1.2, for the certificate.
  expect(opened).toBe(1 + 3 + 1);
  const { findings } = await see(wish, behindName('unclear'), { peek: 'after-tls-failure' });
  expect(findings.peeks).toBeUndefined();
});

test('a caller who leaves in the middle ends them', async () => {
  const scripted = scriptedNet(goodServer((peer) => peer.left));
  const running = check(look(), scripted, { peek: 'always', cancelled: scripted.after(12_000).done });
  let next = await running.next();
  while (next.done !== true) next = await running.next();
  expect(next.value.peeks?.map(({ why }) => why)).toEqual(['no-answer', 'cancelled']);
  expect(scripted.pendingTimers).toBe(0);
  expect(scripted.connections.every(({ open }) => !open)).toBe(true);
});
