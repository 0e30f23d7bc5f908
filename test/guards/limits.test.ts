import { describe, expect, test } from 'vitest';
import type { Counts } from '../../functions/counts/counts.ts';
import { memoryCounts } from '../../functions/counts/memory.ts';
import { parseLimits } from '../../functions/guards/allowances.ts';
import { makeLimits, type Target } from '../../functions/guards/limits.ts';
import { big, client, here, minutes, options, passOf, row, said, setUp, small, through } from './limits-parts.ts';

describe('a client', () => {
  test('has ten looks a minute and a hundred an hour', async () => {
    const { limits, clock } = setUp();
    expect(through(await row(15, () => limits.admitLook(here, big)))).toBe(10);
    expect(await limits.admitLook(here, big)).toEqual({ admitted: false, reason: 'client', retryAfterSeconds: 60 });
    for (let minute = 1; minute < 10; minute += 1) {
      clock.ms += minutes(1);
      expect(through(await row(10, () => limits.admitLook(here, big)))).toBe(10);
    }
    clock.ms += minutes(1);
    expect(await limits.admitLook(here, big)).toMatchObject({ reason: 'client', retryAfterSeconds: 50 * 60 });
  });

  test('has three sign-ins a minute, twenty an hour and sixty a day, at whatever account', async () => {
    const { limits, clock } = setUp();
    let admitted = 0;
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      const all = await row(4, async (at) => {
        const admission = await limits.admitSignIn(here, `user-${String(minute)}-${String(at)}`, big);
        if (admission.admitted) await admission.pass.end();
        return admission;
      });
      expect(through(all)).toBeLessThanOrEqual(3);
      admitted += through(all);
      if (minute === 59) expect(admitted).toBe(20);
      clock.ms += minutes(1);
    }
    expect(admitted).toBe(60);
  });

  test('has its looks apart from its sign-ins', async () => {
    const { limits } = setUp();
    await row(12, () => limits.admitLook(here, big));
    expect(said(await limits.admitSignIn(here, 'user', big))).toBe('in');
  });

  test('has a domain looked up twenty times a minute, apart from its looks, and takes no place for it', async () => {
    const { limits, clock } = setUp();
    const ask = async () => (await limits.admitQuestion(here))?.reason ?? 'in';
    const all = await Promise.all(Array.from({ length: 50 }, ask));
    expect(through(all)).toBe(20);
    expect([limits.running, said(await limits.admitLook(here, big))]).toEqual([0, 'in']);
    clock.ms += minutes(1);
    expect(await ask()).toBe('in');
  });

  test('is the whole /64, but its neighbours are others', async () => {
    const { limits } = setUp('looks-a-minute=1');
    expect(said(await limits.admitLook(client('2001:db8:1:2::1'), big))).toBe('in');
    expect(said(await limits.admitLook(client('2001:db8:1:2:ffff::9'), big))).toBe('client');
    expect(said(await limits.admitLook(client('2001:db8:1:3::1'), big))).toBe('in');
    expect(said(await limits.admitLook(client('198.51.100.7'), big))).toBe('in');
    expect(said(await limits.admitLook(client('198.51.100.8'), big))).toBe('in');
  });

  test('with all its neighbours of a /24 has four times as much, of a /48 eight times', async () => {
    const { limits } = setUp('looks-a-minute=2');
    const around4 = await row(50, (at) => limits.admitLook(client(`198.51.100.${String(at)}`), big));
    const around6 = await row(50, (at) => limits.admitLook(client(`2001:db8:1:${at.toString(16)}::1`), big));
    expect([through(around4), through(around6)]).toEqual([8, 16]);
    expect(said(await limits.admitLook(client('198.51.101.1'), big))).toBe('in');
    expect(said(await limits.admitLook(client('2001:db8:2::1'), big))).toBe('in');
  });

  test('that is refused does not use up what its neighbours have', async () => {
    const { limits } = setUp('looks-a-minute=2');
    await row(100, () => limits.admitLook(here, big));
    expect(through(await row(6, (at) => limits.admitLook(client(`198.51.100.${String(20 + at)}`), big)))).toBe(6);
  });

  test('without an address shares what one client has with all others without', async () => {
    const { limits } = setUp('looks-a-minute=3');
    expect(through(await row(20, () => limits.admitLook(client(''), big)))).toBe(3);
  });
});

describe('a mail server', () => {
  const leadsTo = (host: string, ...addresses: string[]): Target => ({ host, addresses: () => Promise.resolve(addresses) });
  const many = (at: number) => client(`203.0.${String(at)}.1`);

  test('that no fact file has is asked six times a minute and sixty times an hour, by all together', async () => {
    const { limits, clock } = setUp('small-host-a-minute=6 small-host-an-hour=60');
    let admitted = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      const all = await row(10, (at) =>
        at % 2 ? limits.admitLook(many(at), small) : limits.admitSignIn(many(at), `user-${String(minute)}-${String(at)}`, small),
      );
      expect(through(all)).toBeLessThanOrEqual(6);
      admitted += through(all);
      clock.ms += minutes(1);
    }
    expect(admitted).toBe(60);
    expect(said(await limits.admitLook(here, small))).toBe('in');
  });

  test('is counted by its address too: a thousand names that lead to it are one server', async () => {
    const { limits } = setUp('small-host-a-minute=6');
    const all = await row(1_000, (at) => limits.admitLook(many(at % 200), leadsTo(`n${String(at)}.stranger.example`, '192.0.2.25')));
    expect(through(all)).toBe(6);
    expect(said(await limits.admitLook(here, leadsTo('elsewhere.example', '192.0.2.26')))).toBe('in');
  });

  test('is counted by each of its addresses, IPv6 by the /64', async () => {
    const { limits } = setUp('small-host-a-minute=2');
    expect(said(await limits.admitLook(here, leadsTo('a.example', '192.0.2.25', '2001:db8::1')))).toBe('in');
    expect(said(await limits.admitLook(here, leadsTo('b.example', '2001:db8::2')))).toBe('in');
    expect(said(await limits.admitLook(here, leadsTo('c.example', '192.0.2.99', '2001:db8::3')))).toBe('target');
  });

  test('of a provider is asked from the provider’s own budget, and looked up by nobody for it', async () => {
    const { limits } = setUp('small-host-a-minute=1 provider-a-minute=20');
    const never: Target = { host: 'smtp.big.example', addresses: () => Promise.reject(new Error('looked up')) };
    const all = await row(25, (at) => limits.admitLook(many(at), at % 2 ? never : { ...never, host: 'relay.big.example' }));
    expect(through(all)).toBe(20);
    expect(said(await limits.admitLook(here, small))).toBe('in');
  });

  test('that refuses gives back what was counted against the account', async () => {
    const { limits } = setUp('small-host-a-minute=1 refused-in-15-minutes=2 refused-accounts-an-hour=1');
    expect(said(await limits.admitLook(here, small))).toBe('in');
    expect(await row(5, () => limits.admitSignIn(here, 'scanner', small))).toEqual(Array.from({ length: 5 }, () => 'target'));
    expect(said(await limits.admitSignIn(here, 'other', big))).toBe('in');
  });

  test('of practice has a budget of its own, and no account there is ever stopped', async () => {
    const { limits } = setUp('practice-a-minute=30 looks-a-minute=1 sign-ins-a-minute=1 small-host-a-minute=1 refused-in-15-minutes=1', {
      isPractice: (host) => host.endsWith('.practice.test'),
    });
    const all = await row(40, async () => {
      const admission = await limits.admitSignIn(here, 'scanner', { host: 'works.practice.test' });
      if (admission.admitted) await admission.pass.settle('refused');
      return admission;
    });
    expect([through(all), all.at(-1)]).toEqual([30, 'client']);
    expect(said(await limits.admitSignIn(here, 'scanner', small))).not.toBe('client');
  });
});

describe('places', () => {
  test('are as many as MAX_CHECKS, also with fifty at once and with limits off', async () => {
    const counts = memoryCounts();
    const limits = makeLimits({ secret: 's', limits: 'off', maxChecks: 7 }, counts);
    const all = await Promise.all(Array.from({ length: 50 }, () => limits.admitLook(here, small)));
    expect(all.filter((one) => one.admitted).length).toBe(7);
    expect(all.find((one) => !one.admitted)).toEqual({ admitted: false, reason: 'busy', retryAfterSeconds: 10 });
    expect(limits.running).toBe(7);
    for (const one of all) if (one.admitted) await Promise.all([one.pass.end(), one.pass.end()]);
    expect(limits.running).toBe(0);
  });

  test('are never all taken from one neighbourhood', async () => {
    const { limits } = setUp('looks-a-minute=100000', { maxChecks: 40 });
    const all = await row(40, (at) => limits.admitLook(client(`198.51.100.${String(at)}`), big));
    expect(through(all)).toBe(10);
    expect([all.at(-1), said(await limits.admitLook(client('203.0.113.1'), big)), limits.running]).toEqual(['client', 'in', 11]);
  });

  test('are free again after a refusal, and after a fault of our own', async () => {
    const { limits } = setUp('looks-a-minute=1');
    await passOf(await limits.admitLook(here, big)).end();
    await limits.admitLook(here, big);
    expect(limits.running).toBe(0);
    const broken: Target = { host: 'mail.buero.example', addresses: () => Promise.reject(new Error('broken')) };
    await expect(limits.admitLook(client('192.0.2.1'), broken)).rejects.toThrow('broken');
    expect(limits.running).toBe(0);
  });
});

describe('a store that is down', () => {
  const down = (): Promise<'down'> => Promise.resolve('down');

  test('lets nobody in, politely', async () => {
    const { limits } = setUp('', { counts: { add: down, read: down, back: down } });
    expect(await limits.admitLook(here, small)).toEqual({ admitted: false, reason: 'store-down', retryAfterSeconds: 30 });
    expect(said(await limits.admitSignIn(here, 'scanner', big))).toBe('store-down');
    expect(limits.running).toBe(0);
  });

  test('at any moment refuses, and what could be given back is', async () => {
    for (const breaksAt of [1, 2, 3, 4]) {
      const counts = memoryCounts();
      let asked = 0;
      const limits = makeLimits(
        { secret: 's', limits: parseLimits('refused-in-15-minutes=1'), maxChecks: 5 },
        {
          ...counts,
          add: (windows) => {
            asked += 1;
            return asked === breaksAt ? down() : counts.add(windows);
          },
        },
        options,
      );
      expect([breaksAt, said(await limits.admitSignIn(here, 'scanner', small))]).toEqual([breaksAt, 'store-down']);
      expect(limits.running).toBe(0);
      expect(said(await limits.admitSignIn(here, 'scanner', small))).toBe('lock-out-near');
    }
  });

  test('after a sign-in still frees its place', async () => {
    const counts = memoryCounts();
    const limits = makeLimits({ secret: 's', limits: parseLimits(''), maxChecks: 5 }, { ...counts, back: down });
    await passOf(await limits.admitSignIn(here, 'scanner', small)).end();
    expect(limits.running).toBe(0);
  });
});

test('the gate of the platform refuses before anything is counted', async () => {
  const asked: unknown[] = [];
  const { limits } = setUp('looks-a-minute=1', {
    gate: (what, network) => {
      asked.push([what, network]);
      return Promise.resolve(asked.length > 1);
    },
  });
  expect(await limits.admitLook(here, big)).toEqual({ admitted: false, reason: 'client', retryAfterSeconds: 60 });
  expect(said(await limits.admitLook(here, big))).toBe('in');
  expect(asked[0]).toEqual(['look', '198.51.100.7']);
});

test('no key holds an address, a host or a user name, and an account’s is another one each day', async () => {
  const keys: string[] = [];
  const counts = memoryCounts();
  const spied: Counts = {
    ...counts,
    add: (windows) => {
      keys.push(...windows.map(({ key }) => key));
      return counts.add(windows);
    },
  };
  const { limits, clock } = setUp('', { counts: spied });
  await limits.admitSignIn(here, 'scanner', { host: 'mail.buero.example', addresses: () => Promise.resolve(['192.0.2.25']) });
  expect(keys.length).toBe(15);
  for (const key of keys) expect(key).toMatch(/^[a-z-]+(:\d+)?(:[0-9a-f]{32}){1,2}$/);
  const first = new Set(keys.splice(0));
  clock.ms += minutes(24 * 60);
  await limits.admitSignIn(here, 'scanner', { host: 'mail.buero.example', addresses: () => Promise.resolve(['192.0.2.25']) });
  expect(keys.filter((key) => !first.has(key)).map((key) => key.replace(/[0-9a-f]{32}/g, '…'))).toEqual([
    'refused:900:…',
    'refused:86400:…',
    'tried:…:…',
  ]);
});
