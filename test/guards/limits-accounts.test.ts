// What is counted for an account, and for a client that tries one account after the other.
import { describe, expect, test } from 'vitest';
import type { Admission } from '../../functions/guards/limits.ts';
import { big, client, here, minutes, passOf, row, said, setUp, through } from './limits-parts.ts';

describe('an account', () => {
  const refused = async (admission: Admission) => passOf(admission).settle('refused');
  const other = (at: number) => client(`203.0.${String(at)}.1`);

  test('is let through with three refused sign-ins in a quarter of an hour, warned before the third, whoever asks', async () => {
    const { limits, clock } = setUp('refused-in-15-minutes=3');
    const ask = (at: number) => limits.admitSignIn(other(at), 'Scanner@buero.example', big);
    expect(await refused(await ask(1))).toBeUndefined();
    expect(await refused(await ask(2))).toBe('lock-out-near');
    const third = await ask(3);
    expect(said(third)).toBe('lock-out-near');
    expect(await refused(third)).toBe('lock-out-near');
    clock.ms += minutes(5);
    expect(await ask(4)).toEqual({ admitted: false, reason: 'account', retryAfterSeconds: 600 });
    clock.ms += minutes(10);
    expect(said(await ask(5))).toBe('in');
  });

  test('is let through with eight refused ones a day', async () => {
    const { limits, clock } = setUp('refused-in-15-minutes=3 refused-a-day=8');
    let through = 0;
    for (let quarter = 0; quarter < 4 * 24; quarter += 1) {
      const admission = await limits.admitSignIn(other(quarter), 'scanner', big);
      if (admission.admitted) {
        through += 1;
        await refused(admission);
      }
      clock.ms += minutes(15);
    }
    expect(through).toBe(8);
    expect(said(await limits.admitSignIn(here, 'scanner', big))).toBe('in');
  });

  test('is not counted by sign-ins that work, or whose end is not known', async () => {
    const { limits } = setUp('refused-in-15-minutes=3');
    const all = await row(20, async (at) => {
      const admission = await limits.admitSignIn(other(at), 'scanner', big);
      await passOf(admission).settle('other');
      return admission;
    });
    expect(through(all)).toBe(20);
  });

  test('is the same in capitals, with every server of its provider, and with every host of its domain', async () => {
    const { limits } = setUp('refused-in-15-minutes=1');
    await refused(await limits.admitSignIn(here, 'scanner@buero.example', big));
    expect(said(await limits.admitSignIn(other(1), 'SCANNER@Buero.example', { host: 'relay.big.example' }))).toBe('account');
    await refused(await limits.admitSignIn(here, 'fax', { host: 'a.buero.example' }));
    expect(said(await limits.admitSignIn(other(2), 'fax', { host: 'b.buero.example' }))).toBe('account');
    expect(said(await limits.admitSignIn(other(3), 'fax', { host: 'mail.praxis.example' }))).not.toBe('account');
    expect(said(await limits.admitSignIn(other(4), 'copier', { host: 'a.buero.example' }))).not.toBe('account');
  });

  test.each(['BUERO\\Scanner', 'scanner@buero.example', 'Scanner@mail.buero.example', 'ＳＣＡＮＮＥＲ'])(
    'that is called scanner is stopped as %s too',
    async (name) => {
      const { limits } = setUp('refused-in-15-minutes=1');
      const there = { host: 'smtp.buero.example' };
      await refused(await limits.admitSignIn(here, 'scanner', there));
      expect(said(await limits.admitSignIn(other(1), name, there))).toBe('account');
      expect(said(await limits.admitSignIn(other(2), `${name}@elsewhere.example`, there))).not.toBe('account');
    },
  );

  test('stays stopped when the day and its key change', async () => {
    const { limits, clock } = setUp('refused-in-15-minutes=3 refused-a-day=8');
    clock.ms = Date.UTC(2026, 10, 25, 23, 55);
    for (const at of [1, 2]) await refused(await limits.admitSignIn(other(at), 'scanner', big));
    clock.ms += minutes(6);
    const third = await limits.admitSignIn(other(3), 'scanner', big);
    expect(said(third)).toBe('lock-out-near');
    await refused(third);
    expect(await limits.admitSignIn(other(4), 'scanner', big)).toMatchObject({ reason: 'account', retryAfterSeconds: 9 * 60 });
    clock.ms += minutes(9);
    // Two of yesterday's are over for the quarter of an hour, and count for the day until a day after they began.
    const left = await row(8, async (at) => {
      const admission = await limits.admitSignIn(other(10 + at), 'scanner', big);
      if (admission.admitted) await refused(admission);
      clock.ms += minutes(15);
      return admission;
    });
    expect(left.filter((one) => one !== 'account').length).toBe(5);
  });

  test('under fifty tries at once is let through as often as it may be refused, and all are given back that were not', async () => {
    const { limits } = setUp('refused-in-15-minutes=3');
    const fifty = () => Promise.all(Array.from({ length: 50 }, (_, at) => limits.admitSignIn(other(at), 'scanner', big)));
    const all = await fifty();
    const admitted = all.filter((one) => one.admitted);
    expect(admitted.length).toBe(3);
    await Promise.all(admitted.map((one) => passOf(one).end()));
    expect((await fifty()).filter((one) => one.admitted).length).toBe(3);
  });
});

describe('guessing', () => {
  const guess = (limits: ReturnType<typeof setUp>['limits'], at: number | string, from = here) =>
    limits.admitSignIn(from, `user-${String(at)}`, big);

  test('ends after five accounts refused in an hour from one client, for all accounts', async () => {
    const { limits, clock } = setUp('refused-accounts-an-hour=5');
    for (let at = 0; at < 5; at += 1) await passOf(await guess(limits, at)).settle('refused');
    expect(await guess(limits, 6)).toMatchObject({ reason: 'guessing', retryAfterSeconds: 3_600 });
    expect(said(await guess(limits, 1))).toBe('guessing');
    expect(said(await guess(limits, 6, client('203.0.113.9')))).toBe('in');
    clock.ms += minutes(60);
    expect(said(await guess(limits, 6))).toBe('in');
  });

  test('is neither one account five times, nor accounts that work', async () => {
    const { limits } = setUp('refused-accounts-an-hour=5');
    for (let time = 0; time < 6; time += 1) await passOf(await guess(limits, 'same')).settle('refused');
    for (let at = 0; at < 20; at += 1) await passOf(await guess(limits, at)).settle('other');
    expect(said(await guess(limits, 'new'))).toBe('in');
  });

  test('at once gets no further', async () => {
    const { limits } = setUp('refused-accounts-an-hour=5');
    const all = await Promise.all(Array.from({ length: 50 }, (_, at) => guess(limits, at)));
    expect(all.filter((one) => one.admitted).length).toBe(5);
  });
});
