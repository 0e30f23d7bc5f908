// The other ports, side by side, in virtual time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scriptedNet, tlsFacts, type Listener, type World } from '../../functions/nets/scripted.ts';
import { doors, type Door } from '../../src/smtp/doors.ts';
import type { Net } from '../../src/smtp/net.ts';
import { address, host, server } from './parts.ts';

const implicit = server({}, { implicit: true });

const worldOf = (ports: Record<number, Listener>): World => ({
  names: { [host]: { A: [address] } },
  servers: Object.fromEntries(Object.entries(ports).map(([port, listener]) => [`${address}:${port}`, listener])),
});

async function walk(ports: Record<number, Listener>, options: Partial<Parameters<typeof doors>[2]> = {}) {
  const net = scriptedNet(worldOf(ports));
  const asked: number[] = [];
  const startedAt = net.now();
  const found = await doors(host, (port) => (asked.push(port), net), { ehlo: 'check.example.test', ...options });
  return { found, net, asked, ms: net.now() - startedAt };
}

const short = ({ port, security, outcome, stage, why }: Door): string =>
  [port, security, outcome, stage, why].filter((part) => part !== undefined).join(' ');

test('each door says whether it would work, and with which encryption', async () => {
  const { found, asked, net } = await walk({ 465: implicit, 587: server(), 2525: 'closed' });
  expect(found.map(short)).toEqual(['465 implicit-tls ok', '587 starttls ok', '2525 starttls refused connect port-closed']);
  expect(found[0]).toMatchObject({ mechanisms: ['PLAIN', 'LOGIN'], tls: { trusted: true } });
  expect(asked.sort()).toEqual([2525, 465, 587]);
  for (const { received, open } of net.connections) {
    expect(received).not.toContain('AUTH');
    expect(open).toBe(false);
  }
  expect(net.pendingTimers).toBe(0);
});

test('it takes as long as the slowest of them', async () => {
  const { found, ms } = await walk({ 465: 'silent', 587: 'silent', 2525: 'silent' });
  expect(ms).toBe(8_000);
  expect(found.map(({ outcome, ms: own }) => [outcome, own])).toEqual([
    ['timed-out', 8_000],
    ['timed-out', 8_000],
    ['timed-out', 8_000],
  ]);
});

test('a door that speaks the other kind of encryption is known by it', async () => {
  const { found, ms } = await walk({ 465: server(), 587: implicit, 2525: implicit });
  expect(found.map(short)).toEqual(['465 starttls ok', '587 implicit-tls ok', '2525 implicit-tls ok']);
  expect(ms).toBe(20_000);
});

test('a door that is silent either way is no door of the other kind', async () => {
  const silent: Listener = async (peer) => peer.left;
  const { found, ms } = await walk({ 587: silent }, { ports: [587] });
  expect(found.map(short)).toEqual(['587 starttls timed-out banner no-answer']);
  expect(ms).toBe(30_000);
  const bounded = await walk({ 587: silent }, { ports: [587], limits: { wholeMs: 25_000 } });
  expect(bounded.ms).toBe(25_000);
});

test('what is in the way is said: certificate, no sign-in, no encryption', async () => {
  const expired = server({ tls: tlsFacts({ trusted: false, reasons: ['expired'] }) });
  const { found } = await walk({ 465: server({ offersAfterTls: [] }, { implicit: true }), 587: expired, 2525: server({ offers: [] }) });
  expect(found.map(short)).toEqual([
    '465 implicit-tls refused auth not-offered',
    '587 starttls refused tls expired',
    '2525 starttls refused starttls not-offered',
  ]);
});

test('a server sees three connections at once and no more', async () => {
  const slow = server({ greets: async (peer) => (await peer.wait(1_000), peer.write('220 hello\r\n')) });
  const ports = [465, 587, 2525, 25, 26, 27, 28];
  const scripted = scriptedNet(worldOf(Object.fromEntries(ports.map((port) => [port, slow]))));
  let most = 0;
  const net: Net = {
    ...scripted,
    open(target) {
      const opening = scripted.open(target);
      most = Math.max(most, scripted.connections.filter(({ open }) => open).length);
      return opening;
    },
  };
  expect(await doors(host, () => net, { ehlo: 'a.test', ports })).toHaveLength(ports.length);
  expect(most).toBe(3);
});

test('the time is one for all ports, and a port whose turn comes too late is not tried, never called silent', async () => {
  // Takes every connection and never greets.
  const mute: Listener = (peer) => peer.left;
  const ports = [465, 587, 2525, 26];
  const limits = { connectMs: 3_000, greetingMs: 5_000, replyMs: 5_000, wholeMs: 12_000 };
  const tight = await walk(Object.fromEntries(ports.map((port) => [port, mute])), { ports, limits: { ...limits, wholeMs: 7_000 } });
  expect(tight.ms).toBeLessThanOrEqual(7_000);
  expect(short(tight.found[3] as Door)).toBe('26 starttls not-tried ended-before');
  const whole = await walk(Object.fromEntries(ports.map((port) => [port, mute])), { ports, limits });
  expect(whole.ms).toBeLessThanOrEqual(12_000);
  expect(whole.net.pendingTimers).toBe(0);
});

/** Keeps every address that was opened, and how many sockets were on their way or open at the same time at most. */
function counted(inner: Net): { net: Net; opened: string[]; most: () => number } {
  const opened: string[] = [];
  let now = 0;
  let most = 0;
  const net: Net = {
    ...inner,
    open(target) {
      const opening = inner.open(target);
      opened.push(`${target.address ?? target.name}:${String(target.port)}`);
      most = Math.max(most, (now += 1));
      let isOver = false;
      const over = (): void => {
        if (!isOver) now -= 1;
        isOver = true;
      };
      return {
        opened: opening.opened.then((result) => {
          if (result.outcome !== 'ok') {
            over();
            return result;
          }
          const { stream } = result;
          return { ...result, stream: { ...stream, close: () => (over(), stream.close()) } };
        }),
        cancel: () => (over(), opening.cancel()),
      };
    },
  };
  return { net, opened, most: () => most };
}

const many = Array.from({ length: 8 }, (_, at) => [`2001:db8::${String(at + 1)}`, `192.0.2.${String(at + 1)}`]).flat();
const everywhere = (listener: Listener): World => ({
  servers: Object.fromEntries(many.flatMap((one) => [465, 587, 2525].map((port) => [`${one}:${String(port)}`, listener]))),
});

test('known addresses are not looked up again, and the best of them is tried first', async () => {
  const scripted = scriptedNet({ servers: { [`${many[1] ?? ''}:587`]: server() } });
  const { net, opened } = counted(scripted);
  const [found] = await doors(host, () => net, { ehlo: 'a.test', ports: [587], addresses: [many[1] ?? '', many[0] ?? ''] });
  expect(scripted.lookups).toEqual([]);
  expect(opened).toEqual(['192.0.2.1:587']);
  expect(found).toMatchObject({ outcome: 'ok', ipv4: { outcome: 'ok' }, ipv6: { outcome: 'not-tried', why: 'outrun' } });
});

test('sixteen silent addresses behind three ports see six sockets at once and four attempts a port', async () => {
  const scripted = scriptedNet(everywhere('silent'));
  const { net, opened, most } = counted(scripted);
  const startedAt = net.now();
  const limits = { connectMs: 3_000, wholeMs: 12_000 };
  const found = await doors(host, () => net, { ehlo: 'a.test', addresses: many, limits });
  expect(found.map(short)).toEqual([
    '465 implicit-tls timed-out connect no-answer',
    '587 starttls timed-out connect no-answer',
    '2525 starttls timed-out connect no-answer',
  ]);
  expect(most()).toBe(6);
  expect(opened).toHaveLength(12);
  expect(new Set(opened).size).toBe(12);
  expect(net.now() - startedAt).toBeLessThanOrEqual(8_000);
  expect(scripted.pendingTimers).toBe(0);
});

test('whatever the addresses do, six sockets at once are the most, and a port that would work is found', async () => {
  const does = fc.constantFrom<Listener>('silent', 'closed', 'unreachable', server({}, { implicit: true }), server());
  await fc.assert(
    fc.asyncProperty(fc.array(does, { minLength: 12, maxLength: 12 }), async (listeners) => {
      const four = many.slice(0, 4);
      const at = (port: number, address: string): Listener | undefined =>
        listeners[[465, 587, 2525].indexOf(port) * 4 + four.indexOf(address)];
      const servers = Object.fromEntries(
        [465, 587, 2525].flatMap((port) => four.map((one) => [`${one}:${String(port)}`, at(port, one) ?? 'closed'] as const)),
      );
      const scripted = scriptedNet({ servers });
      const { net, most } = counted(scripted);
      const found = await doors(host, () => net, { ehlo: 'a.test', addresses: four });
      expect(most()).toBeLessThanOrEqual(6);
      expect(scripted.pendingTimers).toBe(0);
      expect(scripted.connections.every(({ open }) => !open)).toBe(true);
      for (const { port, stage } of found) {
        const answers = four.some((one) => typeof at(port, one) === 'function');
        expect(stage === 'connect').toBe(!answers);
      }
    }),
    { numRuns: 150 },
  );
});

test('a runtime that connects by name has three sockets at once', async () => {
  const silent: Listener = async (peer) => peer.left;
  const servers = Object.fromEntries([465, 587, 2525].map((port) => [`${host}:${String(port)}`, silent]));
  const { net, most } = counted(scriptedNet({ servers, can: { byAddress: false } }));
  await doors(host, () => net, { ehlo: 'a.test', addresses: many });
  expect(most()).toBe(3);
});

test('the guard of a port has the last word on known addresses', async () => {
  const scripted = scriptedNet(everywhere(server()));
  const { net, opened } = counted({ ...scripted, adopt: () => [] });
  const [found] = await doors(host, () => net, { ehlo: 'a.test', ports: [587], addresses: many });
  expect([found && short(found), opened, scripted.lookups]).toEqual(['587 starttls refused dns no-such-host', [], []]);
});

test('a caller who leaves ends all of them', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const net = scriptedNet(worldOf({ 465: 'silent', 587: 'silent', 2525: 'silent' }));
  void net.after(500).done.then(resolve);
  const found = await doors(host, () => net, { ehlo: 'a.test', cancelled: promise });
  expect(found.map(({ outcome, why, ms }) => [outcome, why, ms])).toEqual(Array(3).fill(['unclear', 'cancelled', 500]));
});
