// Who may sign in now has a ticket and has paid for it: with computing, or with time. What is counted for that lives in the store of the limits.
import type { PricedTicket } from '../src/view/price.ts';
import type { Counts, Window } from './counts/counts.ts';
import type { Client } from './guards/client.ts';
import { keyedHash } from './guards/keyed-hash.ts';
import { effortOf, isProofGood, opensAt, priceOf } from './guards/proof.ts';
import { isFresh, makeTicket, readTicket, ticketLifeMs, writeTicket, type Ticket } from './guards/ticket.ts';
import type { Settings } from './settings.ts';

export interface Place {
  host: string;
  port: number;
}

/**
 * ticket-needed: none came · ticket-wrong: none of ours for this client and server · ticket-old: ours, older than 30 minutes · ticket-spent: it was
 * sent before · price-rose: another sign-in of this client came in between · too-early: neither proven nor waited for.
 */
export type TicketRefusal = 'ticket-needed' | 'ticket-wrong' | 'ticket-old' | 'ticket-spent' | 'price-rose' | 'too-early';

export interface Unpaid {
  paid: false;
  reason: TicketRefusal;
  /** What to send instead: a new ticket, or the same one later. Not there where only a look gives one. */
  next?: PricedTicket;
}

export type Payment =
  | {
      paid: true;
      /** Gives ticket and price back, for a sign-in that was not begun after all. */
      undo: () => Promise<void>;
    }
  | { paid: false; reason: 'store-down' }
  | Unpaid;

export interface Tickets {
  /** A ticket for the next sign-in of this client there, with its price. */
  issue: (client: Client, place: Place) => Promise<PricedTicket>;
  /** Takes a ticket for one sign-in. */
  take: (client: Client, place: Place, sent: { ticket?: string | undefined; proof?: string | undefined }) => Promise<Payment>;
}

export interface TicketsOptions {
  /** Hosts of the practice server: they need no ticket. */
  isPractice?: ((host: string) => boolean) | undefined;
  /** Milliseconds since 1970. */
  now?: (() => number) | undefined;
}

/** Seconds for which sign-ins of a client are remembered for the price of its next one, from the first of them on. */
const memory = 3_600;

/**
 * Makes the tickets of one process or isolate.
 *
 * Shape: each sign-in spends its ticket, and the answer to it brings the next, so that every one is paid for at the price of its own turn. Without a
 * proof a ticket counts only for the turn it was given for: ten that were fetched at once and waited for side by side are one turn.
 * Errors: a store that is down refuses. LIMITS=off and practice hosts: a ticket may come along and must then be ours, but none is needed, spent or paid for.
 */
export function makeTickets(
  { secret, limits }: Pick<Settings, 'secret' | 'limits'>,
  counts: Counts,
  { isPractice = () => false, now = () => Date.now() }: TicketsOptions = {},
): Tickets {
  const isFree = ({ host }: Place): boolean => limits === 'off' || isPractice(host);
  const turnsOf = async ({ network }: Client): Promise<Window> => ({
    key: `turns:${await keyedHash(secret)(`turns ${network}`)}`,
    seconds: memory,
  });
  const priced = async (ticket: Ticket): Promise<PricedTicket> => ({
    ticket: writeTicket(ticket),
    price: await priceOf(secret, ticket, now()),
  });

  async function issue(client: Client, place: Place): Promise<PricedTicket> {
    const turns = isFree(place) ? [{ used: 0 }] : await counts.read([await turnsOf(client)]);
    // Who cannot be counted is given no free one; a sign-in is refused anyhow while the store is down.
    const before = turns === 'down' ? 2 : (turns[0]?.used ?? 0);
    return priced(await makeTicket(secret, { network: client.network, ...place }, before, now()));
  }

  /** Spends the ticket and takes the client's next turn: both in one call, so that of any number at once each sees another turn. */
  async function spend(client: Client, place: Place, ticket: Ticket, isProven: boolean): Promise<Payment> {
    const spent: Window = { key: `spent:${ticket.nonce}`, seconds: ticketLifeMs / 1_000, most: 1 };
    const turns = await turnsOf(client);
    const taken = await counts.add([spent, turns]);
    if (taken === 'down') return { paid: false, reason: 'store-down' };
    const turn = taken[1]?.used;
    if (turn === undefined) return { paid: false, reason: 'ticket-spent', next: await issue(client, place) };
    const undo = async (): Promise<void> => {
      await counts.back([spent, turns]);
    };
    const isPaid = isProven ? effortOf(ticket.before) >= effortOf(turn - 1) : ticket.before >= turn - 1;
    if (isPaid) return { paid: true, undo };
    await undo();
    return { paid: false, reason: 'price-rose', next: await issue(client, place) };
  }

  async function take(client: Client, place: Place, sent: Parameters<Tickets['take']>[2]): Promise<Payment> {
    const free: Payment = { paid: true, undo: () => Promise.resolve() };
    if (sent.ticket === undefined) return isFree(place) ? free : { paid: false, reason: 'ticket-needed' };
    const ticket = await readTicket(secret, sent.ticket, { network: client.network, ...place });
    if (!ticket) return { paid: false, reason: 'ticket-wrong' };
    // It proves a look from this very network, so the way back to one would only cost time.
    if (!isFresh(ticket, now())) return { paid: false, reason: 'ticket-old', next: await issue(client, place) };
    if (isFree(place)) return free;
    const isProven = sent.proof !== undefined && (await isProofGood(secret, ticket, sent.proof));
    if (!isProven && now() < opensAt(ticket)) return { paid: false, reason: 'too-early', next: await priced(ticket) };
    return spend(client, place, ticket, isProven);
  }

  return { issue, take };
}
