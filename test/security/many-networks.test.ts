// One who has very many addresses: what they cost others.
import { expect, test } from 'vitest';
import { memoryCounts } from '../../functions/counts/memory.ts';
import type { Counts } from '../../functions/counts/counts.ts';
import { targetAddresses } from '../../functions/guards/target-addresses.ts';
import { networkOf } from '../../functions/guards/client.ts';
import { scriptedNet } from '../../functions/nets/scripted.ts';
import { big, client, setUp } from '../guards/limits-parts.ts';

test('a /48 that has had its share makes no new counts: its 65,536 networks do not fill the store', async () => {
  const keys = new Set<string>();
  const counts = memoryCounts({ now: () => 0 });
  const spied: Counts = {
    ...counts,
    add: (windows) => {
      for (const { key } of windows) keys.add(key);
      return counts.add(windows);
    },
  };
  const { limits } = setUp('looks-a-minute=1 questions-a-minute=1', { counts: spied });
  for (let at = 0; at < 500; at += 1) {
    const one = client(`2001:db8:1:${at.toString(16)}::1`);
    await limits.admitQuestion(one);
    const admission = await limits.admitLook(one, big);
    if (admission.admitted) await admission.pass.end();
  }
  expect(keys.size).toBeLessThan(60);
});

test.each<[string, number, (at: number) => string]>([
  ['/24', 20, (at) => `198.51.100.${String(at)}`],
  ['/48', 40, (at) => `2001:db8:1:${at.toString(16)}::1`],
])('from one %s passwords of %i accounts an hour are refused and no more, whatever addresses it has', async (_name, most, address) => {
  const { limits } = setUp('refused-accounts-an-hour=5');
  let refused = 0;
  for (let at = 0; at < 200; at += 1) {
    const admission = await limits.admitSignIn(client(address(at)), `user-${String(at)}`, big);
    if (!admission.admitted) continue;
    await admission.pass.settle('refused');
    refused += 1;
  }
  expect(refused).toBe(most);
});

test('a name server that answers late hides no address from being counted: all such names are one server', async () => {
  const late = (name: string) => targetAddresses(scriptedNet({ names: { [name]: { A: 'silent', AAAA: 'silent' } } }), name);
  const [one, two] = await Promise.all([late('a.stranger.example'), late('b.stranger.example')]);
  expect(one.length).toBeGreaterThan(0);
  expect(one.map(networkOf)).toEqual(two.map(networkOf));
});
