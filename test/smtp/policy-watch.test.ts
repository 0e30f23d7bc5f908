import { expect, test } from 'vitest';
import { scriptedNet } from '../../functions/nets/scripted.ts';
import { txtReader } from '../../src/smtp/policy/txt.ts';
import { watchPolicy } from '../../src/smtp/policy/watch.ts';

test('both are read side by side, and the clock is freed when they have come', async () => {
  const net = scriptedNet({
    names: { 'example.test': { TXT: ['v=spf1 -all'] }, '_dmarc.example.test': { TXT: ['v=DMARC1; p=none'] } },
  });
  const watch = watchPolicy(net, 'example.test', 10_000);
  expect(watch.told()).toEqual({ domain: 'example.test', spf: { outcome: 'unclear' }, dmarc: { outcome: 'unclear' } });
  await watch.settled;
  expect(watch.told()).toMatchObject({ spf: { outcome: 'ok' }, dmarc: { outcome: 'ok' } });
  expect([net.pendingTimers, net.lookups.sort()]).toEqual([0, ['_dmarc.example.test TXT', 'example.test TXT']]);
});

test('what comes after the time is not waited for, and what was told does not change', async () => {
  const net = scriptedNet({ names: { 'example.test': { TXT: 'silent' } } });
  const watch = watchPolicy(net, 'example.test', 10_000);
  const early = watch.told();
  await watch.settled;
  expect(watch.told()).toEqual({ domain: 'example.test', spf: { outcome: 'unclear' }, dmarc: { outcome: 'none' } });
  expect(early.dmarc).toEqual({ outcome: 'unclear' });
});

test('a look-up that throws is one that failed', async () => {
  const net = { ...scriptedNet({}), resolve: () => Promise.reject(new Error('broken')) };
  const watch = watchPolicy(net, 'example.test', 10_000);
  await watch.settled;
  expect(watch.told()).toMatchObject({ spf: { outcome: 'unclear' }, dmarc: { outcome: 'unclear' } });
  watch.end();
});

test('no name is asked for twice, none beyond the bound, and none that is no name', async () => {
  const net = scriptedNet({ names: { 'a.test': { TXT: ['one'] } } });
  const txt = txtReader(net, 2);
  expect(await Promise.all([txt('a.test'), txt('a.test'), txt('b.test'), txt('c.test'), txt('a test'), txt('test')])).toEqual([
    ['one'],
    ['one'],
    'none',
    'failed',
    'failed',
    'failed',
  ]);
  expect(net.lookups).toEqual(['a.test TXT', 'b.test TXT']);
});
