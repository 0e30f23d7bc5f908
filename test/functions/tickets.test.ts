// What a sign-in costs whom: the ticket of a look, its price, and that each is paid for at its own turn.
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { describe, expect, test } from 'vitest';
import type { Counts } from '../../functions/counts/counts.ts';
import { memoryCounts } from '../../functions/counts/memory.ts';
import { parseLimits } from '../../functions/guards/allowances.ts';
import { clientOf } from '../../functions/guards/client.ts';
import { makeTickets, type Payment } from '../../functions/tickets.ts';
import type { Price, PricedTicket } from '../../src/view/price.ts';

const someone = (address: string) => clientOf(new Request('http://localhost/'), address, []);
const client = someone('198.51.100.7');
const place = { host: 'mail.example.com', port: 587 };

function setUp({ off = false, counts }: { off?: boolean; counts?: Counts } = {}) {
  let now = Date.UTC(2026, 10, 25, 14, 0, 0);
  const clock = () => now;
  const settings = { secret: 'key', limits: off ? ('off' as const) : parseLimits(undefined) };
  const options = { now: clock, isPractice: (host: string) => host === 'works.practice.test' };
  const tickets = makeTickets(settings, counts ?? memoryCounts({ now: clock }), options);
  return {
    ...tickets,
    later: (seconds: number) => {
      now += seconds * 1_000;
    },
    /** A free or waited-for sign-in from a look on. */
    signIn: async (wait = 0, who = client) => {
      const { ticket } = await tickets.issue(who, place);
      now += wait * 1_000;
      return said(await tickets.take(who, place, { ticket }));
    },
  };
}

const said = (payment: Payment): string => (payment.paid ? 'paid' : payment.reason);
const waitOf = ({ price }: PricedTicket): number => (price.kind === 'none' ? 0 : price.waitSeconds);

async function prove(price: Price): Promise<string | undefined> {
  if (price.kind === 'none') return undefined;
  return (await solveChallenge({ challenge: { parameters: { ...price.challenge } }, deriveKey }))?.derivedKey;
}

describe('who has no script pays in time', () => {
  test('nothing, 20 seconds, a minute, a minute; an hour after the first it begins anew', async () => {
    const { issue, signIn, later } = setUp();
    const waits: number[] = [];
    for (const wait of [0, 20, 60, 60]) {
      waits.push(waitOf(await issue(client, place)));
      expect(await signIn(wait)).toBe('paid');
    }
    expect(waits).toEqual([0, 20, 60, 60]);
    later(3_600);
    expect((await issue(client, place)).price).toEqual({ kind: 'none' });
  });

  test('too early is refused with the same ticket, which is taken when its time has come', async () => {
    const { issue, take, signIn, later } = setUp();
    await signIn();
    const { ticket } = await issue(client, place);
    later(15);
    expect(await take(client, place, { ticket })).toMatchObject({
      paid: false,
      reason: 'too-early',
      next: { ticket, price: { waitSeconds: 5, opensAt: '2026-11-25T14:00:20.000Z' } },
    });
    later(5);
    expect(said(await take(client, place, { ticket }))).toBe('paid');
  });

  test('ten tickets that were fetched at once and waited for side by side are one turn', async () => {
    const { issue, take, signIn, later } = setUp();
    await signIn();
    const fetched = await Promise.all(Array.from({ length: 10 }, () => issue(client, place)));
    later(60);
    const results = await Promise.all(fetched.map(({ ticket }) => take(client, place, { ticket })));
    expect(results.map(said).sort()).toEqual(['paid', ...Array<string>(9).fill('price-rose')]);
  });

  test('of ten free ones at once one is free, and those that were not taken carry the next', async () => {
    const { issue, take } = setUp();
    const fetched = await Promise.all(Array.from({ length: 10 }, () => issue(client, place)));
    const results = await Promise.all(fetched.map(({ ticket }) => take(client, place, { ticket })));
    expect(results.filter(({ paid }) => paid)).toHaveLength(1);
    expect(results.find(({ paid }) => !paid)).toMatchObject({ reason: 'price-rose', next: { price: { waitSeconds: 20 } } });
  });
});

describe('who has script pays by computing', () => {
  test('a proof is taken at once, and once', async () => {
    const { issue, take, signIn } = setUp();
    await signIn();
    const { ticket, price } = await issue(client, place);
    const proof = await prove(price);
    expect(said(await take(client, place, { ticket, proof }))).toBe('paid');
    expect(await take(client, place, { ticket, proof })).toMatchObject({ reason: 'ticket-spent', next: { price: { waitSeconds: 60 } } });
  });

  test('a proof of a lower price is not taken for a higher one', async () => {
    const { issue, take, signIn } = setUp();
    await signIn();
    const cheap = await issue(client, place);
    await signIn(20);
    expect(said(await take(client, place, { ticket: cheap.ticket, proof: await prove(cheap.price) }))).toBe('price-rose');
  });

  test('a wrong one is none: the time has to pass', async () => {
    const { issue, take, signIn, later } = setUp();
    await signIn();
    const { ticket } = await issue(client, place);
    const sent = { ticket, proof: '0'.repeat(64) };
    expect(said(await take(client, place, sent))).toBe('too-early');
    later(20);
    expect(said(await take(client, place, sent))).toBe('paid');
  });
});

describe('a ticket', () => {
  test('is needed, and ours for this client and this server', async () => {
    const { issue, take } = setUp();
    const { ticket } = await issue(client, place);
    expect(said(await take(client, place, {}))).toBe('ticket-needed');
    expect(said(await take(client, place, { ticket: '1.2.3' }))).toBe('ticket-wrong');
    expect(said(await take(client, { ...place, port: 465 }, { ticket }))).toBe('ticket-wrong');
    expect(said(await take(someone('198.51.100.8'), place, { ticket }))).toBe('ticket-wrong');
  });

  test('is good for the whole IPv6 /64', async () => {
    const { issue, take } = setUp();
    const { ticket } = await issue(someone('2001:db8:0:1::5'), place);
    expect(said(await take(someone('2001:db8:0:1:ffff::6'), place, { ticket }))).toBe('paid');
  });

  test('of more than 30 minutes is changed for a new one without another look', async () => {
    const { issue, take, later } = setUp();
    const { ticket } = await issue(client, place);
    later(1_801);
    const payment = await take(client, place, { ticket });
    expect(payment).toMatchObject({ reason: 'ticket-old', next: { price: { kind: 'none' } } });
    const next = payment.paid || !('next' in payment) ? undefined : payment.next?.ticket;
    expect(said(await take(client, place, { ticket: next }))).toBe('paid');
  });

  test('is given back where the sign-in was not begun after all, and so is its price', async () => {
    const { issue, take } = setUp();
    const { ticket } = await issue(client, place);
    const payment = await take(client, place, { ticket });
    if (payment.paid) await payment.undo();
    expect((await issue(client, place)).price).toEqual({ kind: 'none' });
    expect(said(await take(client, place, { ticket }))).toBe('paid');
  });

  test('of somebody else costs what theirs costs', async () => {
    const { issue, signIn } = setUp();
    await signIn();
    expect((await issue(someone('203.0.113.9'), place)).price).toEqual({ kind: 'none' });
  });
});

test('practice hosts and LIMITS=off need none, spend none and cost nothing', async () => {
  const practice = { host: 'works.practice.test', port: 587 };
  for (const [story, tickets, there] of [
    ['practice', setUp(), practice],
    ['off', setUp({ off: true }), place],
  ] as const) {
    const { ticket } = await tickets.issue(client, there);
    for (const sent of [{}, { ticket }, { ticket }, {}]) expect(said(await tickets.take(client, there, sent)), story).toBe('paid');
    expect((await tickets.issue(client, there)).price, story).toEqual({ kind: 'none' });
    expect(said(await tickets.take(client, there, { ticket: 'made up' })), story).toBe('ticket-wrong');
  }
});

test('a store that is down gives no free ticket and takes none', async () => {
  const down = () => Promise.resolve('down' as const);
  const { issue, take, later } = setUp({ counts: { add: down, read: down, back: down } });
  const given = await issue(client, place);
  expect(waitOf(given)).toBe(60);
  later(60);
  expect(said(await take(client, place, { ticket: given.ticket }))).toBe('store-down');
});
