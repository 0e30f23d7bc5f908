// The other ports, side by side, in virtual time.
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

test('a caller who leaves ends all of them', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const net = scriptedNet(worldOf({ 465: 'silent', 587: 'silent', 2525: 'silent' }));
  void net.after(500).done.then(resolve);
  const found = await doors(host, () => net, { ehlo: 'a.test', cancelled: promise });
  expect(found.map(({ outcome, why, ms }) => [outcome, why, ms])).toEqual(Array(3).fill(['unclear', 'cancelled', 500]));
});
