import { expect, test } from 'vitest';
import { isFresh, makeTicket, readTicket, ticketLifeMs, writeTicket } from '../../functions/guards/ticket.ts';

const now = 1_800_000_000_000;
const bearer = { network: '198.51.100.7', host: 'mail.example.com', port: 587 };

test('a ticket is good for its client, host, port and secret only', async () => {
  const text = writeTicket(await makeTicket('key', bearer, 3, now));
  expect(await readTicket('key', text, bearer)).toMatchObject({ givenAt: now, before: 3 });
  expect(await readTicket('other key', text, bearer)).toBe(undefined);
  for (const different of [{ network: '198.51.100.8' }, { host: 'evil.example' }, { port: 465 }])
    expect(await readTicket('key', text, { ...bearer, ...different }), JSON.stringify(different)).toBe(undefined);
});

test('nothing of it can be changed: not its time, not its price, not its chance', async () => {
  const ticket = await makeTicket('key', bearer, 3, now);
  for (const change of [{ givenAt: now - 60_000 }, { before: 0 }, { nonce: '0'.repeat(32) }, { mac: '0'.repeat(32) }])
    expect(await readTicket('key', writeTicket({ ...ticket, ...change }), bearer), JSON.stringify(change)).toBe(undefined);
});

test('it is good for 30 minutes, and not before it was given', async () => {
  const ticket = await makeTicket('key', bearer, 0, now);
  expect(isFresh(ticket, now)).toBe(true);
  expect(isFresh(ticket, now + ticketLifeMs)).toBe(true);
  expect(isFresh(ticket, now + ticketLifeMs + 1)).toBe(false);
  expect(isFresh(ticket, now - 1)).toBe(false);
});

test('two of the same moment differ, and none holds host, port or client', async () => {
  const texts = await Promise.all([1, 2].map(async () => writeTicket(await makeTicket('key', bearer, 0, now))));
  expect(new Set(texts).size).toBe(2);
  for (const text of texts) expect(text).not.toMatch(/example|198\.51|587\./);
});

test.each(['', '.', 'abc', '1.2', `${String(now)}.0..`, `${String(now)}.0.${'0'.repeat(32)}.${'g'.repeat(32)}`, '9'.repeat(400)])(
  'the made-up ticket %j is none',
  async (text) => {
    expect(await readTicket('key', text, bearer)).toBe(undefined);
  },
);
