// What a caller who has left still costs others.
import { expect, test } from 'vitest';
import { scriptedNet } from '../../functions/nets/scripted.ts';
import { check } from '../../src/smtp/check.ts';
import { doors } from '../../src/smtp/doors.ts';
import { look } from '../smtp/parts.ts';

const address = '192.0.2.10';

test('nothing is connected to for a caller who has left before', async () => {
  const net = scriptedNet({
    servers: Object.fromEntries([1, 2, 3, 4, 5].map((port) => [`${address}:${String(port)}`, 'silent' as const])),
  });
  const opened: number[] = [];
  const counted = { ...net, open: (target: Parameters<typeof net.open>[0]) => (opened.push(target.port), net.open(target)) };
  const cancelled = Promise.resolve();
  await doors(address, () => counted, { ehlo: 'check.example.test', ports: [1, 2, 3, 4, 5], cancelled });
  const running = check(look({ host: address }), counted, { cancelled });
  while ((await running.next()).done !== true);
  expect(opened).toEqual([]);
  expect(net.pendingTimers).toBe(0);
});
