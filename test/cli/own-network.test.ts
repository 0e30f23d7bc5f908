import { expect, test } from 'vitest';
import { ownNetwork } from '../../cli/own-network.ts';
import { startTimer } from '../../functions/nets/clock.ts';
import type { Net, Resolved } from '../../src/smtp/net.ts';

/** A Net whose DNS knows these records. What it is asked to open is kept in `opened`. */
function netOf(records: Record<string, Resolved>, opened: string[] = []): Net {
  return {
    can: { byAddress: true, tlsReasons: true, tlsFacts: true, startTlsVerified: true },
    now: () => 0,
    after: startTimer,
    resolve: async (name, type) => records[`${name} ${type}`] ?? { outcome: 'none' },
    open: (target) => {
      opened.push(target.address ?? '');
      return { opened: Promise.resolve({ outcome: 'refused' }), cancel: () => undefined };
    },
  };
}

const ok = (...records: string[]): Resolved => ({ outcome: 'ok', records });
const nothing = async (): Promise<string[]> => [];

test('private addresses are reached: that is where the office is', async () => {
  const opened: string[] = [];
  const net = ownNetwork(netOf({ 'mail.office.example A': ok('192.168.1.20') }, opened), nothing);
  expect(await net.resolve('mail.office.example', 'A')).toEqual(ok('192.168.1.20'));
  await net.open({ name: 'mail.office.example', address: '192.168.1.20', port: 587 }).opened;
  expect(opened).toEqual(['192.168.1.20']);
});

test('metadata and link-local are never reached, by name or by address', async () => {
  const opened: string[] = [];
  const net = ownNetwork(
    netOf({ 'a.example A': ok('169.254.169.254'), 'b.example A': ok('10.0.0.1', '169.254.1.1'), 'b.example AAAA': ok('fe80::1') }, opened),
    async () => ['169.254.169.254'],
  );
  expect(await net.resolve('a.example', 'A')).toEqual({ outcome: 'none' });
  expect(await net.resolve('b.example', 'A')).toEqual(ok('10.0.0.1'));
  expect(await net.resolve('b.example', 'AAAA')).toEqual({ outcome: 'none' });
  expect(await net.resolve('only-in-the-hosts-file', 'A')).toEqual({ outcome: 'none' });
  for (const address of ['169.254.169.254', 'fe80::1', '::ffff:169.254.169.254'])
    expect(await net.open({ name: 'a.example', address, port: 587 }).opened).toEqual({ outcome: 'unreachable' });
  expect(opened).toEqual([]);
});

test('a name that DNS does not know is asked of this computer, and only such a name', async () => {
  const asked: string[] = [];
  const net = ownNetwork(netOf({ 'mail.example A': ok('192.0.2.1') }), async (name) => {
    asked.push(name);
    return name === 'copier' ? ['10.1.2.3', 'fd12::3'] : [];
  });
  expect([await net.resolve('copier', 'A'), await net.resolve('copier', 'AAAA')]).toEqual([ok('10.1.2.3'), ok('fd12::3')]);
  expect(await net.resolve('mail.example', 'A')).toEqual(ok('192.0.2.1'));
  expect(await net.resolve('nobody.example', 'A')).toEqual({ outcome: 'none' });
  expect(asked).toEqual(['copier', 'nobody.example']);
});

test('a look-up that failed stays one where this computer knows no better', async () => {
  const net = ownNetwork(netOf({ 'mail.example A': { outcome: 'failed' }, 'mail.example AAAA': { outcome: 'failed' } }), nothing);
  expect(await net.resolve('mail.example', 'A')).toEqual({ outcome: 'failed' });
});
