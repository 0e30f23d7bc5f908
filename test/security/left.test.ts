// What still runs for a caller who has gone, by whatever door.
import { expect, test } from 'vitest';
import { scriptedNet } from '../../functions/nets/scripted.ts';
import { run } from '../../src/diagnosis/run.ts';
import type { Net, Resolved } from '../../src/smtp/net.ts';
import { watchPolicy } from '../../src/smtp/policy/watch.ts';
import { knowledge } from '../diagnosis/known.ts';
import { address, host, look, request, say, server, worldOf } from '../smtp/parts.ts';

test('a run that is left while it waits for a server ends at once', async () => {
  const net = scriptedNet(worldOf(server({ greets: async (peer) => peer.left })));
  const startedAt = net.now();
  const running = run({ request: request(), net, knowledge, id: 'x' });
  for (let stage = ''; stage !== 'connect';) {
    const next = await running.next();
    if (next.value?.type === 'stage') stage = next.value.stage;
  }
  const waiting = running.next();
  await running.return();
  await waiting;
  expect(net.connections.map(({ open }) => open)).toEqual([false]);
  expect(net.now() - startedAt).toBe(0);
  expect(net.pendingTimers).toBe(0);
});

test('a run that is left while the other ports are looked at ends them too', async () => {
  const silent = server({ greets: async (peer) => peer.left });
  const net = scriptedNet({
    names: { [host]: { A: [address] } },
    servers: { [`${address}:587`]: server(), [`${address}:465`]: 'silent', [`${address}:2525`]: silent },
  });
  const startedAt = net.now();
  const running = run({ request: look(), net, knowledge, id: 'x', elsewhere: { netFor: () => net } });
  for (let stage = ''; stage !== 'quit';) {
    const next = await running.next();
    if (next.value?.type === 'stage') stage = next.value.stage;
  }
  const waiting = running.next();
  await running.return();
  await waiting;
  expect(net.connections.every(({ open }) => !open)).toBe(true);
  expect(net.now() - startedAt).toBe(0);
  expect(net.pendingTimers).toBe(0);
});

test('nothing more is asked about a sender once nobody waits for it', async () => {
  const asked: string[] = [];
  const answers = new Map<string, (answer: Resolved) => void>();
  const quiet = scriptedNet({});
  const net: Net = {
    ...quiet,
    resolve: (name) => {
      asked.push(name);
      return new Promise((resolve) => answers.set(name, resolve));
    },
  };
  const watch = watchPolicy(net, 'example.test', 10_000);
  watch.end();
  answers.get('example.test')?.({ outcome: 'ok', records: ['v=spf1 include:a.example include:b.example -all'] });
  answers.get('_dmarc.example.test')?.({ outcome: 'none' });
  await watch.settled;
  expect(asked).toEqual(['example.test', '_dmarc.example.test']);
  expect(watch.told().spf.outcome).toBe('unclear');
});

test('a server that asks to be left alone is left alone, at its other ports too', async () => {
  const busy = server({ greets: say('421 4.7.0 too many connections from you') });
  const servers = Object.fromEntries([465, 587, 2525].map((port) => [`${address}:${String(port)}`, busy] as const));
  const net = scriptedNet({ names: { [host]: { A: [address] } }, servers });
  for await (const event of run({ request: look(), net, knowledge, id: 'x', peek: 'always', elsewhere: { netFor: () => net } })) void event;
  expect(net.connections.map(({ target }) => target.port)).toEqual([587]);
});
