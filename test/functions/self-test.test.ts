// How long a passed self-test counts, on a clock of our own; and hosts that keep silent, in time that is made up.
import { describe, expect, test } from 'vitest';
import { scriptedNet, type Listener } from '../../functions/nets/scripted.ts';
import { selfTest, trustAfter, type SelfTestResult } from '../../functions/self-test.ts';
import { address, host, server } from '../smtp/parts.ts';

const hour = 3_600_000;
const passed: SelfTestResult = { outcome: 'passed' };
const failed: SelfTestResult = { outcome: 'failed', host: 'expired' };
const unknown: SelfTestResult = { outcome: 'could-not-tell', host: 'good' };

/** A deployment at midnight, whose tests end as listed. */
function deployment(...results: (SelfTestResult | Promise<SelfTestResult>)[]) {
  let time = 0;
  let runs = 0;
  const log: string[] = [];
  const run = (): Promise<SelfTestResult> => Promise.resolve(results[runs++] ?? passed);
  const trust = trustAfter(
    run,
    () => time,
    (line) => log.push(line),
  );
  return {
    trust,
    log,
    runs: () => runs,
    /** A request at this hour of the day. */
    async at(hours: number): Promise<boolean> {
      time = hours * hour;
      await trust.renew();
      return trust.stands();
    },
    later(hours: number): boolean {
      time = hours * hour;
      return trust.stands();
    },
  };
}

describe('the trust in STARTTLS', () => {
  test('is not there before the first test is over', async () => {
    const { promise, resolve } = Promise.withResolvers<SelfTestResult>();
    const { trust } = deployment(promise);
    const over = trust.renew();
    expect(trust.stands()).toBe(false);
    resolve(passed);
    await over;
    expect(trust.stands()).toBe(true);
  });

  test('ends 24 hours after the test began, to the millisecond, however long it took', async () => {
    const { promise, resolve } = Promise.withResolvers<SelfTestResult>();
    const site = deployment(promise);
    const over = site.trust.renew();
    site.later(0.1);
    resolve(passed);
    await over;
    expect([site.later(24 - 1 / hour), site.later(24)]).toEqual([true, false]);
  });

  test('is renewed by the first request after twelve hours, and by none before', async () => {
    const site = deployment(passed, passed);
    for (const hours of [0, 1, 11.9, 12, 12.1]) expect(await site.at(hours)).toBe(true);
    expect(site.runs()).toBe(2);
    expect([site.later(35.9), site.later(36)]).toEqual([true, false]);
  });

  test('ends at once when a bad certificate is taken, and comes back with the next test that is passed', async () => {
    const site = deployment(passed, failed, passed);
    const seen = [];
    for (const hours of [0, 12, 13, 24]) seen.push(await site.at(hours));
    expect(seen).toEqual([true, false, false, true]);
    expect(site.log).toEqual(['self-test of STARTTLS failed, because of the expired host']);
  });

  test('outlives a test that told nothing, within its day; the test is tried again after ten minutes', async () => {
    const site = deployment(passed, unknown, unknown);
    expect([await site.at(0), await site.at(12), await site.at(12.1), await site.at(12.2)]).toEqual([true, true, true, true]);
    expect(site.runs()).toBe(3);
    expect(site.later(24)).toBe(false);
  });

  test('is not hurt by a test that never ends: another one begins after ten minutes', async () => {
    const site = deployment(new Promise(() => undefined), passed);
    void site.trust.renew();
    expect(site.trust.renew()).toBeUndefined();
    expect(await site.at(1)).toBe(true);
  });

  test('a test that began before another one failed does not bring it back', async () => {
    const { promise, resolve } = Promise.withResolvers<SelfTestResult>();
    const site = deployment(promise, failed);
    const first = site.trust.test();
    await site.trust.test();
    resolve(passed);
    await first;
    expect(site.trust.stands()).toBe(false);
  });

  test('what is wrong is logged once, and again when it comes back', async () => {
    const site = deployment(unknown, unknown, passed, unknown);
    for (let run = 0; run < 4; run += 1) await site.trust.test();
    const line = 'self-test of STARTTLS could-not-tell, because of the good host';
    expect(site.log).toEqual([line, line]);
  });
});

describe('a host that keeps silent tells nothing', () => {
  const hosts = { good: { host, port: 1 }, 'other-name': { host, port: 2 }, expired: { host, port: 3 } };
  const run = async (listeners: Listener[]) => {
    const servers = Object.fromEntries(listeners.map((listener, index) => [`${address}:${String(index + 1)}`, listener]));
    const net = scriptedNet({ names: { [host]: { A: [address] } }, servers });
    const startedAt = net.now();
    const { outcome, host: which } = await selfTest(hosts, net, 'check.example.test');
    return {
      told: `${outcome} ${which ?? ''}`,
      seconds: (net.now() - startedAt) / 1000,
      open: net.connections.filter(({ open }) => open).length,
      timers: net.pendingTimers,
    };
  };
  const forEver = async ({ left }: { left: Promise<void> }): Promise<void> => left;

  const late = server({
    greets: async (peer) => {
      await peer.wait(15_000);
      peer.write('220 late.example.test ESMTP\r\n');
    },
  });

  test.each([
    ['the good one, from the start', ['silent'], 'could-not-tell good', 8],
    ['the good one, after it took the connection', [forEver], 'could-not-tell good', 20],
    ['a bad one, after it took the connection', [server(), forEver], 'could-not-tell other-name', 20],
    ['a bad one, when the hello is due', [server(), server()], 'could-not-tell other-name', 10],
    ['a bad one, where the good one was slow: the whole test has a clock too', [late, forEver], 'could-not-tell other-name', 25],
  ] as [string, Listener[], string, number][])('%s', async (_name, listeners, told, most) => {
    const end = await run(listeners);
    expect(end).toMatchObject({ told, open: 0, timers: 0 });
    expect(end.seconds).toBeLessThanOrEqual(most);
  });
});
