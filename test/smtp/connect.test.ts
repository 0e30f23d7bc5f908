// The race of the addresses (RFC 8305), in virtual time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scriptedNet, type Listener, type World } from '../../functions/nets/scripted.ts';
import { check } from '../../src/smtp/check.ts';
import type { Findings } from '../../src/smtp/events.ts';
import type { Net } from '../../src/smtp/net.ts';
import { interleave } from '../../src/smtp/race.ts';
import { host, look, request, see, server } from './parts.ts';

const v4 = (at: number) => `192.0.2.${String(at)}`;
const v6 = (at: number) => `2001:db8::${String(at)}`;

function worldWith(listeners: Record<string, Listener>, port = 587): World {
  const addresses = Object.keys(listeners);
  return {
    names: { [host]: { A: addresses.filter((one) => !one.includes(':')), AAAA: addresses.filter((one) => one.includes(':')) } },
    servers: Object.fromEntries(Object.entries(listeners).map(([address, listener]) => [`${address}:${String(port)}`, listener])),
  };
}

/** As `see`, on a net that says which families it has reached. */
async function seeFrom(world: World, reached: (4 | 6)[]): Promise<Findings> {
  const net: Net = { ...scriptedNet(world), reached: (family) => reached.includes(family) };
  const running = check(request(), net);
  for (;;) {
    const next = await running.next();
    if (next.done === true) return next.value;
  }
}

const connectOf = (findings: Findings) => {
  const stage = findings.stages.find((one) => one.stage === 'connect');
  if (!stage) throw new Error('no stage connect');
  return stage;
};

test('families take turns, IPv6 first', () => {
  expect(interleave([v4(1), v4(2), v4(3), v6(1)])).toEqual([v6(1), v4(1), v4(2), v4(3)]);
  expect(interleave([v4(1), v4(2), v6(1), v6(2)], 4)).toEqual([v4(1), v6(1), v4(2), v6(2)]);
  expect(interleave([])).toEqual([]);
});

test('a silent IPv6 address costs a quarter of a second, and is never sold as the fault of the server', async () => {
  const { stage, net, findings } = await see(request(), worldWith({ [v6(1)]: 'silent', [v4(1)]: server() }));
  expect(stage('connect')).toMatchObject({ outcome: 'ok', ms: 250 });
  expect(stage('connect').facts).toEqual({
    address: v4(1),
    attempts: [
      { address: v6(1), family: 6, outcome: 'unclear', why: 'outrun', ms: 250 },
      { address: v4(1), family: 4, outcome: 'ok', ms: 0 },
    ],
    ipv4: { outcome: 'ok' },
    ipv6: { outcome: 'unclear', why: 'outrun' },
  });
  expect(stage('auth').outcome).toBe('ok');
  expect(findings.ms).toBe(250);
  expect(net.pendingTimers).toBe(0);
});

test('an address that fails at once lets the next one start at once', async () => {
  const world = worldWith({ [v6(1)]: 'unreachable', [v4(1)]: 'closed', [v6(2)]: 'closed', [v4(2)]: server() });
  const { stage } = await see(request(), world);
  expect(stage('connect')).toMatchObject({ outcome: 'ok', ms: 0, facts: { address: v4(2) } });
  expect(stage('connect').facts.attempts?.map(({ address, outcome, why }) => [address, outcome, why])).toEqual([
    [v6(1), 'refused', 'unreachable'],
    [v4(1), 'refused', 'port-closed'],
    [v6(2), 'refused', 'port-closed'],
    [v4(2), 'ok', undefined],
  ]);
});

test('an address behind the winner is not tried and said so', async () => {
  const { stage, net } = await see(request(), worldWith({ [v6(1)]: server(), [v4(1)]: server() }));
  expect(net.connections).toHaveLength(1);
  expect(stage('connect').facts).toMatchObject({ address: v6(1), ipv4: { outcome: 'not-tried', why: 'outrun' } });
});

test('every connection but the one that was used is closed, also one that stands a moment too late', async () => {
  // Both stand at the same moment of virtual time.
  const world = worldWith({ [v6(1)]: server(), [v4(1)]: server() });
  const scripted = scriptedNet(world);
  const opened: string[] = [];
  const net: Net = {
    ...scripted,
    open(target) {
      const opening = scripted.open(target);
      opened.push(target.address ?? '');
      const late = target.address === v6(1) ? 250 : 0;
      return { opened: scripted.after(late).done.then(() => opening.opened), cancel: () => opening.cancel() };
    },
  };
  for await (const _ of check(request(), net));
  expect(opened).toEqual([v6(1), v4(1)]);
  expect(scripted.connections.map(({ open, received }) => [open, received.includes('QUIT')]).sort()).toEqual([
    [false, false],
    [false, true],
  ]);
});

test('with implicit TLS only the connection that is used tells its handshake', async () => {
  const wish = request({ port: 465, security: 'implicit-tls' });
  const { stages, stage, net } = await see(wish, worldWith({ [v6(1)]: 'silent', [v4(1)]: server({}, { implicit: true }) }, 465));
  expect(stages).toEqual(['dns ok', 'connect ok', 'tls ok', 'banner ok', 'ehlo ok', 'auth ok', 'quit ok']);
  expect(stage('tls').facts.tls?.trusted).toBe(true);
  expect(net.connections.every(({ open }) => !open)).toBe(true);
});

test('a caller who leaves in the middle of the race leaves nothing open', async () => {
  const world = worldWith({ [v6(1)]: 'silent', [v4(1)]: 'silent', [v4(2)]: 'silent' });
  const net = scriptedNet(world);
  const running = check(request(), net, { cancelled: net.after(300).done });
  let next = await running.next();
  while (next.done !== true) next = await running.next();
  expect(connectOf(next.value).facts.attempts?.map(({ outcome, why }) => [outcome, why])).toEqual([
    ['unclear', 'cancelled'],
    ['unclear', 'cancelled'],
    ['not-tried', 'cancelled'],
  ]);
  expect(net.pendingTimers).toBe(0);
});

test('"does not answer over IPv6" needs a side that has reached others that way', async () => {
  const world = worldWith({ [v6(1)]: 'silent', [v4(1)]: 'closed' });
  expect(connectOf(await seeFrom(world, [])).facts).toMatchObject({
    why: 'port-closed',
    ipv4: { outcome: 'refused', why: 'port-closed' },
    ipv6: { outcome: 'not-tried', why: 'no-answer' },
  });
  expect(connectOf(await seeFrom(world, [6])).facts.ipv6).toEqual({ outcome: 'timed-out', why: 'no-answer' });
});

test('"blocked" of IPv4 needs the same', async () => {
  const world = worldWith({ [v4(1)]: 'silent' });
  expect(connectOf(await seeFrom(world, []))).toMatchObject({
    outcome: 'timed-out',
    facts: { ipv4: { outcome: 'not-tried', why: 'no-answer' } },
  });
  expect(connectOf(await seeFrom(world, [4]))).toMatchObject({ outcome: 'timed-out', facts: { ipv4: { outcome: 'timed-out' } } });
});

test('a name with IPv6 alone is no verdict from a side that may have none', async () => {
  const world = worldWith({ [v6(1)]: 'unreachable' });
  expect(connectOf(await seeFrom(world, []))).toMatchObject({ outcome: 'unclear', facts: { why: 'unreachable' } });
  expect(connectOf(await seeFrom(world, [6]))).toMatchObject({ outcome: 'refused', facts: { why: 'unreachable' } });
});

test('silence towards a name is no word on the server either, from a side that has reached nobody', async () => {
  const world: World = { ...worldWith({ [v4(1)]: 'silent' }), servers: { [`${host}:587`]: 'silent' }, can: { byAddress: false } };
  const silence = connectOf(await seeFrom(world, []));
  expect(silence).toMatchObject({ outcome: 'timed-out', facts: { why: 'no-answer', ipv4: { outcome: 'not-tried', why: 'no-answer' } } });
  expect(silence.facts).not.toHaveProperty('attempts');
  expect(connectOf(await seeFrom(world, [4])).facts.ipv4).toEqual({ outcome: 'timed-out', why: 'no-answer' });
  const unclear = connectOf(await seeFrom({ ...world, servers: { [`${host}:587`]: 'unclear' } }, []));
  expect(unclear.facts).toEqual({ why: 'unclear' });
});

test('a kind of address whose look-up failed or was late is told: whether the name has such is not known', async () => {
  const dnsOf = async (AAAA: string[] | 'failed' | 'silent') => {
    const world = worldWith({ [v4(1)]: server() });
    return (await see(look(), { ...world, names: { [host]: { A: [v4(1)], AAAA } } })).stage('dns').facts;
  };
  expect(await dnsOf('failed')).toEqual({ addresses: [v4(1)], unanswered: ['AAAA'] });
  expect(await dnsOf('silent')).toEqual({ addresses: [v4(1)], unanswered: ['AAAA'] });
  expect(await dnsOf([])).toEqual({ addresses: [v4(1)] });
});

test('a side that has only ever reached IPv4 begins with it', async () => {
  const world = worldWith({ [v6(1)]: 'silent', [v4(1)]: server() });
  expect(connectOf(await seeFrom(world, [4]))).toMatchObject({ ms: 0, facts: { ipv6: { outcome: 'not-tried', why: 'outrun' } } });
});

test.each([
  ['mail.example.test ESMTP', 'mail.example.test', false],
  ['mx7.example.test', 'mx7.example.test', false],
  ['filter.hoster.test ready', 'filter.hoster.test', true],
  ['ESMTP ready', undefined, undefined],
  ['localhost ESMTP', undefined, undefined],
  ['192.0.2.1 ESMTP', undefined, undefined],
  [`${'a'.repeat(64)}.test`, undefined, undefined],
])('the greeting "220 %s" names %s, somebody else: %s', async (text, greetedAs, otherName) => {
  const { stage } = await see(look(), worldWith({ [v4(1)]: server({ greets: async (peer) => peer.write(`220 ${text}\r\n`) }) }));
  expect([stage('banner').facts.greetedAs, stage('banner').facts.otherName]).toEqual([greetedAs, otherName]);
});

test('a certificate that names the one who greets says that it is nobody else', async () => {
  const leaf = { subject: 'CN=a', names: [host, '*.hoster.test'], issuer: 'CN=b', validFrom: '', validTo: '', fingerprint: '' };
  const tls = { trusted: true, reasons: [], chain: [leaf] };
  const greets = async (peer: { write(text: string): void }) => peer.write('220 mx.hoster.test ESMTP\r\n');
  const { stage } = await see(look(), worldWith({ [v4(1)]: server({ greets, tls }) }));
  expect([stage('banner').facts.otherName, stage('tls').facts.otherName]).toEqual([true, false]);
  const wish = look({ port: 465, security: 'implicit-tls' });
  const implicit = await see(wish, worldWith({ [v4(1)]: server({ greets, tls }, { implicit: true }) }, 465));
  expect(implicit.stage('banner').facts.otherName).toBe(false);
});

test.each([
  [['SIZE 35882577'], 35_882_577],
  [['size 10'], 10],
  [['SIZE 0'], 0],
  [['SIZE'], undefined],
  [['SIZE many'], undefined],
  [['SIZE 99999999999999999999'], undefined],
  [['8BITMIME'], undefined],
])('of %j the size is %s', async (offers, size) => {
  const { stage } = await see(look({ security: 'none' }), worldWith({ [v4(1)]: server({ offers }) }));
  expect(stage('ehlo').facts.size).toBe(size);
});

test('sign-in methods before and after TLS are both told', async () => {
  const parts = { offers: ['STARTTLS', 'AUTH CRAM-MD5'], offersAfterTls: ['AUTH PLAIN LOGIN'] };
  const { stage } = await see(request(), worldWith({ [v4(1)]: server(parts) }));
  expect(stage('ehlo').facts.mechanisms).toEqual(['CRAM-MD5']);
  expect(stage('auth').facts.mechanisms).toEqual(['PLAIN', 'LOGIN']);
});

test('who takes the mail of the address is asked beside the host, and changes nothing', async () => {
  const names = (MX: string[] | 'failed' | 'silent'): World => {
    const world = worldWith({ [v4(1)]: server() });
    return { ...world, names: { ...world.names, 'example.test': { MX } } };
  };
  const dnsOf = async (world: World) => (await see(request({ addressDomain: 'example.test' }), world)).stage('dns');
  expect((await see(request({ addressDomain: 'example.test' }), names(['mx.a.test']))).net.lookups).toEqual([
    'example.test MX',
    `${host} A`,
    `${host} AAAA`,
  ]);
  expect(await dnsOf(names(['mx.a.test', 'mx.b.test']))).toMatchObject({ outcome: 'ok', ms: 0, facts: { mx: ['mx.a.test', 'mx.b.test'] } });
  expect((await dnsOf(names([]))).facts.mx).toEqual([]);
  expect((await dnsOf(names('failed'))).facts).not.toHaveProperty('mx');
  expect(await dnsOf(names('silent'))).toEqual({ type: 'stage', stage: 'dns', outcome: 'ok', ms: 250, facts: { addresses: [v4(1)] } });
});

test('whatever the addresses do: one of them is used if any stands in time, nothing stays open, and no time is lost', async () => {
  const behaviour = fc.constantFrom('closed', 'unreachable', 'unclear', 'silent', 'up', 'slow');
  const addresses = fc.array(fc.tuple(fc.constantFrom(4, 6), behaviour), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(addresses, fc.boolean(), async (list, implicit) => {
      const port = implicit ? 465 : 587;
      const up = server({}, { implicit });
      const listeners = Object.fromEntries(
        list.map(([family, does], at) => [family === 6 ? v6(at) : v4(at), does === 'up' || does === 'slow' ? up : does] as const),
      );
      const slow = new Set(list.flatMap(([family, does], at) => (does === 'slow' ? [family === 6 ? v6(at) : v4(at)] : [])));
      const scripted = scriptedNet(worldWith(listeners, port));
      const net: Net = {
        ...scripted,
        open(target) {
          const opening = scripted.open(target);
          if (!slow.has(target.address ?? '')) return opening;
          const clock = scripted.after(700);
          return { opened: clock.done.then(() => opening.opened), cancel: () => (clock.cancel(), opening.cancel()) };
        },
      };
      const running = check(request({ port, security: implicit ? 'implicit-tls' : 'starttls' }), net);
      let next = await running.next();
      while (next.done !== true) next = await running.next();
      const { outcome, facts, ms } = connectOf(next.value);
      const standing = list.some(([, does]) => does === 'up' || does === 'slow');
      expect(outcome === 'ok').toBe(standing);
      expect(facts.attempts).toHaveLength(list.length);
      expect(facts.attempts?.filter((attempt) => attempt.outcome === 'ok')).toHaveLength(standing ? 1 : 0);
      expect(ms).toBeLessThanOrEqual((list.length - 1) * 250 + (standing ? 700 : 8_000));
      expect(scripted.connections.every(({ open }) => !open)).toBe(true);
      expect(scripted.connections.filter(({ received }) => received.includes('AUTH'))).toHaveLength(standing ? 1 : 0);
      expect(scripted.pendingTimers).toBe(0);
    }),
    { numRuns: 200 },
  );
});
