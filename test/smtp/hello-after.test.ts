// The peek behind a check whose handshake failed: on request only, inside the same clock.
import { expect, test } from 'vitest';
import type { Peer, World } from '../../functions/nets/scripted.ts';
import { tlsFacts } from '../../functions/nets/scripted.ts';
import { request, see, server, usual, worldOf } from './parts.ts';

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
  ]);
  expect(net.connections.every(({ open }) => !open)).toBe(true);
  expect(net.pendingTimers).toBe(0);
});
