// What is given back, and what somebody could get by having it given back.
import { expect, test } from 'vitest';
import { big, client, here, minutes, passOf, said, setUp } from '../guards/limits-parts.ts';

const other = (at: number) => client(`203.0.${String(at)}.1`);

test('an account is counted as guessed also where another try of it went nowhere meanwhile', async () => {
  const { limits } = setUp('refused-accounts-an-hour=5');
  const refused: string[] = [];
  for (let at = 0; at < 20; at += 1) {
    const [decoy, real] = [
      await limits.admitSignIn(here, `user-${String(at)}`, big),
      await limits.admitSignIn(here, `user-${String(at)}`, big),
    ];
    if (real.admitted) refused.push(`user-${String(at)}`);
    if (real.admitted) await real.pass.settle('refused');
    if (decoy.admitted) await decoy.pass.end();
  }
  // The last one that is left is held by its own decoy.
  expect(refused.length).toBe(4);
});

test('two tries of one account that both work, or are both refused, are no more than that', async () => {
  const { limits } = setUp('refused-accounts-an-hour=2');
  const both = async (name: string, outcome: 'refused' | 'other') => {
    const all = [await limits.admitSignIn(here, name, big), await limits.admitSignIn(here, name, big)].map(passOf);
    for (const pass of all) await pass.settle(outcome);
  };
  for (let at = 0; at < 9; at += 1) await both(`works-${String(at)}`, 'other');
  await both('wrong', 'refused');
  expect(said(await limits.admitSignIn(here, 'last', big))).toBe('in');
  expect(said(await limits.admitSignIn(here, 'one-more', big))).toBe('guessing');
});

test('what was counted ahead in a window that is over is not taken from the next one', async () => {
  const { limits, clock } = setUp('refused-in-15-minutes=3');
  const ask = (at: number) => limits.admitSignIn(other(at), 'scanner', big);
  const slow = [passOf(await ask(1)), passOf(await ask(2)), passOf(await ask(3))];
  clock.ms += minutes(15);
  for (const at of [4, 5, 6]) await passOf(await ask(at)).settle('refused');
  for (const pass of slow) await pass.end();
  expect(said(await ask(7))).toBe('account');
});
