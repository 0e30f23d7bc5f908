// All time here is virtual: a story of 45 seconds takes none.
import { expect, test } from 'vitest';
import { scriptedNet, type Peer, type World } from '../../functions/nets/scripted.ts';
import { check } from '../../src/smtp/check.ts';
import type { EngineEvent } from '../../src/smtp/events.ts';
import { host, request, say, see, server, usual, worldOf } from './parts.ts';

const silent = async (peer: Peer) => peer.left;

test.each([
  ['a connection', 8_000, worldOf('silent')],
  ['a greeting', 20_000, worldOf(server({ greets: silent }))],
  ['a reply to EHLO', 10_000, worldOf(server({ answersEhlo: silent }))],
  ['a reply to STARTTLS', 10_000, worldOf(server({ answersStarttls: silent }))],
  ['a reply to AUTH', 20_000, worldOf(server({ answersAuth: silent }))],
  ['a look-up', 8_000, { names: { [host]: { A: 'silent', AAAA: 'silent' } } } satisfies World],
])('%s is waited for %i ms', async (_, ms, world) => {
  const { findings, net } = await see(request(), world);
  expect(findings.ms).toBe(ms);
  expect(findings.stages.find(({ outcome }) => outcome !== 'ok')).toMatchObject({ outcome: 'timed-out', ms, facts: { why: 'no-answer' } });
  expect(net.pendingTimers).toBe(0);
});

test('the clock of a stage starts anew with each wait, so a slow server is not a dead one', async () => {
  const slow = async (peer: Peer, text: string) => {
    await peer.wait(9_000);
    peer.write(text);
  };
  const { stages, findings } = await see(
    request(),
    worldOf(server({ greets: (peer) => slow(peer, '220 hi\r\n'), answersAuth: (peer) => slow(peer, '235 ok\r\n') })),
  );
  expect(stages.at(-2)).toBe('auth ok');
  expect(findings.ms).toBe(18_000);
  expect(findings.stages.find(({ stage }) => stage === 'banner')?.ms).toBe(9_000);
});

test('no check takes longer than 45 seconds, however slow each answer is', async () => {
  const later = (ms: number, text: string) => async (peer: Peer) => {
    await peer.wait(ms);
    peer.write(text);
  };
  const { findings, stages, net } = await see(
    request(),
    worldOf(
      server({
        greets: later(19_000, '220 hi\r\n'),
        answersEhlo: later(9_000, '250-hi\r\n250 STARTTLS\r\n'),
        answersStarttls: later(9_000, '220 go\r\n'),
      }),
    ),
  );
  expect(findings.ms).toBe(45_000);
  expect(stages.find((one) => !one.endsWith(' ok'))).toBe('ehlo timed-out no-answer');
  expect(stages.at(-1)).toBe('quit not-tried ended-before');
  expect(net.connections[0]?.open).toBe(false);
});

test('many silent addresses take little longer than one: eight of them are knocked at, a quarter of a second apart', async () => {
  const addresses = Array.from({ length: 9 }, (_, at) => `192.0.2.${String(at + 1)}`);
  const servers = Object.fromEntries(addresses.map((address) => [`${address}:587`, 'silent' as const]));
  const { findings, stages } = await see(request(), { names: { [host]: { A: addresses } }, servers });
  expect(findings.ms).toBe(8_000 + 7 * 250);
  expect(stages[1]).toBe('connect timed-out no-answer');
});

test('other limits are kept', async () => {
  const { findings } = await see(request(), worldOf(server({ greets: silent })), { limits: { greetingMs: 300 } });
  expect(findings.ms).toBe(300);
});

test('a caller who goes away ends the connection at once, in every stage', async () => {
  const worlds = [
    worldOf('silent'),
    worldOf(server({ greets: silent })),
    worldOf(server({ answersEhlo: silent })),
    worldOf(server({ answersAuth: silent })),
    { names: { [host]: { A: 'silent' as const, AAAA: 'silent' as const } } },
  ];
  for (const world of worlds) {
    const net = scriptedNet(world);
    const cancelled = net.after(1_000).done;
    const running = check(request(), net, { cancelled });
    let next = await running.next();
    while (next.done !== true) next = await running.next();
    expect(next.value.ms).toBe(1_000);
    const [end, ...rest] = next.value.stages.filter(({ outcome }) => outcome !== 'ok');
    expect(end).toMatchObject({ outcome: 'unclear', facts: { why: 'cancelled' } });
    for (const { outcome, facts } of rest) expect([outcome, facts.why]).toEqual(['not-tried', 'cancelled']);
    expect(net.pendingTimers).toBe(0);
    expect(net.connections.every(({ open }) => !open)).toBe(true);
  }
});

test('a consumer that leaves the loop early closes the connection, whatever the event', async () => {
  const world = worldOf(server());
  const whole = (await see(request(), world)).events.length;
  for (let count = 1; count <= whole; count += 1) {
    const net = scriptedNet(world);
    let seen = 0;
    for await (const _ of check(request(), net)) if (++seen === count) break;
    expect(net.connections.every(({ open }) => !open)).toBe(true);
    expect(net.pendingTimers).toBe(0);
  }
});

test('return() in the middle of a wait ends the wait and closes the connection', async () => {
  const net = scriptedNet(worldOf(server({ answersAuth: silent })));
  const running = check(request(), net);
  const events: EngineEvent[] = [];
  let waiting: Promise<unknown> = Promise.resolve();
  while (!events.some((event) => event.type === 'line' && event.text.startsWith('AUTH'))) {
    const next = await running.next();
    if (next.done !== true) events.push(next.value);
  }
  waiting = running.next();
  await running.return(undefined as never);
  await waiting;
  expect(net.connections[0]?.open).toBe(false);
  expect(net.pendingTimers).toBe(0);
});

test('a check that was never begun starts no clock and opens nothing', async () => {
  const net = scriptedNet(worldOf(server()));
  await check(request(), net).return(undefined as never);
  expect([net.pendingTimers, net.connections.length, net.lookups.length]).toEqual([0, 0, 0]);
});

test('replies may come in any pieces and at any pace', async () => {
  const bytewise = (text: string) => async (peer: Peer) => {
    for (const sign of text) {
      peer.write(sign);
      await peer.wait(20);
    }
  };
  const { stages } = await see(
    request(),
    worldOf(server({ ...usual, greets: bytewise('220-mail\n220 ESMTP\r\n'), answersAuth: bytewise('235-2.7.0 a\r\n235 2.7.0 b\r\n') })),
  );
  expect(stages.at(-2)).toBe('auth ok');
  expect((await see(request(), worldOf(server({ answersAuth: say('235 ok') })))).stages.at(-2)).toBe('auth ok');
});
