// The price in computing, paid with ALTCHA's own solver.
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { expect, test } from 'vitest';
import { effortOf, isProofGood, opensAt, priceOf } from '../../functions/guards/proof.ts';
import { makeTicket, type Ticket } from '../../functions/guards/ticket.ts';

const now = Date.UTC(2026, 10, 25, 14, 3, 0);
const bearer = { network: '198.51.100.7', host: 'mail.example.com', port: 587 };
const ticketAt = (before: number) => makeTicket('key', bearer, before, now);

async function prove(ticket: Ticket) {
  const price = await priceOf('key', ticket, now);
  if (price.kind === 'none') throw new Error('it is free');
  const solution = await solveChallenge({ challenge: { parameters: { ...price.challenge } }, deriveKey });
  return { ...price, proof: solution?.derivedKey ?? '', tried: solution?.counter ?? Infinity };
}

test('the first is free, then it rises to four times', async () => {
  expect(await priceOf('key', await ticketAt(0), now)).toEqual({ kind: 'none' });
  expect([0, 1, 2, 3, 4, 1_000].map(effortOf)).toEqual([0, 1, 2, 4, 4, 4]);
});

test('the waiting time in its place is none, 20 seconds, then a minute, told in UTC', async () => {
  const waits = await Promise.all([0, 1, 2, 3, 50].map(async (before) => (opensAt(await ticketAt(before)) - now) / 1_000));
  expect(waits).toEqual([0, 20, 60, 60, 60]);
  const ticket = await ticketAt(1);
  expect(await priceOf('key', ticket, now)).toMatchObject({ opensAt: '2026-11-25T14:03:20.000Z', waitSeconds: 20 });
  expect(await priceOf('key', ticket, now + 5_500)).toMatchObject({ waitSeconds: 15 });
  expect(await priceOf('key', ticket, now + 90_000)).toMatchObject({ waitSeconds: 0 });
});

test('ALTCHA finds the key within the tries that are told, and it fits this ticket alone', async () => {
  const ticket = await ticketAt(1);
  const { proof, tried, tries } = await prove(ticket);
  expect(tried).toBeLessThan(tries);
  expect(await isProofGood('key', ticket, proof)).toBe(true);
  expect(await isProofGood('key', await ticketAt(1), proof)).toBe(false);
  expect(await isProofGood('other key', ticket, proof)).toBe(false);
});

test('what was told beforehand is no proof: the half of the key that is looked for is not enough', async () => {
  const ticket = await ticketAt(1);
  const price = await priceOf('key', ticket, now);
  const { keyPrefix } = price.kind === 'proof' ? price.challenge : { keyPrefix: '' };
  for (const proof of ['', keyPrefix, keyPrefix.padEnd(64, '0'), '0'.repeat(64), 'x'.repeat(1_000)])
    expect(await isProofGood('key', ticket, proof), proof).toBe(false);
});

test('where nothing is due nothing counts as a proof', async () => {
  expect(await isProofGood('key', await ticketAt(0), '')).toBe(false);
});
