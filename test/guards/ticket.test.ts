import { expect, test } from 'vitest';
import { isTicketGood, makeTicket, ticketLifeMs } from '../../functions/guards/ticket.ts';

const now = 1_800_000_000_000;

test('a ticket is good for its host and port and 30 minutes', async () => {
  const ticket = await makeTicket('key', 'mail.example.com', 587, now);
  expect(await isTicketGood('key', ticket, 'mail.example.com', 587, now)).toBe(true);
  expect(await isTicketGood('key', ticket, 'mail.example.com', 587, now + ticketLifeMs)).toBe(true);
  expect(await isTicketGood('key', ticket, 'mail.example.com', 587, now + ticketLifeMs + 1)).toBe(false);
  expect(await isTicketGood('key', ticket, 'mail.example.com', 465, now)).toBe(false);
  expect(await isTicketGood('key', ticket, 'evil.example', 587, now)).toBe(false);
  expect(await isTicketGood('other key', ticket, 'mail.example.com', 587, now)).toBe(false);
});

test.each(['', '.', 'abc', `${String(now)}.`, `${String(now)}.00`, '99999999999999999999.00', `${String(now + 1)}.aa`])(
  'the made-up ticket %j is refused',
  async (ticket) => {
    expect(await isTicketGood('key', ticket, 'mail.example.com', 587, now)).toBe(false);
  },
);

test('a ticket holds neither host nor anything typed', async () => {
  expect(await makeTicket('key', 'mail.example.com', 587, now)).toMatch(/^\d+\.[0-9a-f]{64}$/);
});
