// The ticket of a look: says to whom, for which server and when it was given, and how many sign-ins the client had then. It holds no address, no
// user name, no password: the network is only in its signature.
import { keyedHash } from './keyed-hash.ts';

/** Milliseconds that a ticket is good for. */
export const ticketLifeMs = 30 * 60_000;

/** To whom and for what a ticket is given. */
export interface Bearer {
  /** Client.network: the IPv4 address or the IPv6 /64. */
  network: string;
  host: string;
  port: number;
}

export interface Ticket {
  /** Milliseconds since 1970. */
  givenAt: number;
  /** How many sign-ins of this client were counted when it was given; the price follows from it. */
  before: number;
  /** 128 bits of chance, in hex: no two tickets are the same. */
  nonce: string;
  /** 128 bits of HMAC-SHA-256 over all of it, in hex. */
  mac: string;
}

const sign = (secret: string, { network, host, port }: Bearer, { givenAt, before, nonce }: Omit<Ticket, 'mac'>): Promise<string> =>
  keyedHash(secret)(`ticket ${[givenAt, before, nonce, network, host, port].join(' ')}`);

/** Compares in a time that tells nothing. */
export function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}

/** Gives a ticket at `now` (ms since 1970). */
export async function makeTicket(secret: string, bearer: Bearer, before: number, now: number): Promise<Ticket> {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const ticket = { givenAt: Math.floor(now), before, nonce };
  return { ...ticket, mac: await sign(secret, bearer, ticket) };
}

/** As it travels: four parts with dots between them. */
export const writeTicket = ({ givenAt, before, nonce, mac }: Ticket): string => [givenAt, before, nonce, mac].join('.');

/** The ticket that was given to this bearer by this secret, of whatever age; undefined for every other text. */
export async function readTicket(secret: string, text: string, bearer: Bearer): Promise<Ticket | undefined> {
  const [, time = '', count = '', nonce = '', mac = ''] = /^(\d{1,15})\.(\d{1,6})\.([0-9a-f]{32})\.([0-9a-f]{32})$/.exec(text) ?? [];
  if (mac === '') return undefined;
  const ticket = { givenAt: Number(time), before: Number(count), nonce };
  return isSame(mac, await sign(secret, bearer, ticket)) ? { ...ticket, mac } : undefined;
}

/** Is it within its 30 minutes? One from the future is not. */
export const isFresh = ({ givenAt }: Ticket, now: number): boolean => now >= givenAt && now - givenAt <= ticketLifeMs;
