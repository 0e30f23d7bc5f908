// The price of a sign-in in computing: a search with ALTCHA's proof of work (altcha-lib, v2) whose puzzle is made from the ticket itself. So a proof
// fits one ticket, nothing is stored, and nothing is asked of a third party.
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { Challenge, Price } from '../../src/view/price.ts';
import { keyedHash } from './keyed-hash.ts';
import { isSame, type Ticket } from './ticket.ts';

/**
 * Rounds of PBKDF2 in each try. Each try of the page costs a hop to the browser's own crypto beside them, so few and long would be better; the
 * function computes one try for a ticket and one for a proof, so short is: a third of a millisecond.
 */
const cost = 2_000;

/**
 * Tries of a first payment at the most; the key lies anywhere before. 600 on the average are 1.2 million rounds: 0.2 s in Chromium on a server of 2026,
 * 1.1 s there with the processor slowed down six times, which is a cheap phone; at four times this 1.2 s and 4.1 s.
 */
const firstTries = 1_200;

/** What the second, the third and every later sign-in of a client costs, in first payments. */
const efforts = [0, 1, 2, 4] as const;

/** Seconds of waiting in place of a proof. */
const waits = [0, 20, 60] as const;

const at = <T>(list: readonly [T, ...T[]], place: number): T => list[Math.min(place, list.length - 1)] ?? list[0];

/** In units of a first payment; 0 is free. */
export const effortOf = (before: number): number => at(efforts, before);
/** When a form is taken without a proof, in ms since 1970. */
export const opensAt = ({ givenAt, before }: Ticket): number => givenAt + at(waits, before) * 1_000;

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

async function puzzleOf(secret: string, ticket: Ticket): Promise<{ challenge: Challenge; key: string; tries: number }> {
  const tries = firstTries * effortOf(ticket.before);
  const chance = parseInt((await keyedHash(secret)(`proof ${ticket.mac}`)).slice(0, 8), 16);
  const nonce = bytesOf(ticket.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, chance % tries);
  const blank: Challenge = { algorithm: 'PBKDF2/SHA-256', nonce: ticket.nonce, salt: ticket.mac, cost, keyLength: 32, keyPrefix: '' };
  const key = hexOf((await deriveKey(blank, bytesOf(blank.salt), password)).derivedKey);
  return { challenge: { ...blank, keyPrefix: key.slice(0, 32) }, key, tries };
}

/** What this ticket costs, told at `now`. */
export async function priceOf(secret: string, ticket: Ticket, now: number): Promise<Price> {
  if (effortOf(ticket.before) === 0) return { kind: 'none' };
  const { challenge, tries } = await puzzleOf(secret, ticket);
  const opens = opensAt(ticket);
  return {
    kind: 'proof',
    challenge,
    tries,
    opensAt: new Date(opens).toISOString(),
    waitSeconds: Math.max(0, Math.ceil((opens - now) / 1_000)),
  };
}

/** Is this the proof for this ticket? Half of the key is in nobody's hands but of those who found it. */
export async function isProofGood(secret: string, ticket: Ticket, proof: string): Promise<boolean> {
  return effortOf(ticket.before) > 0 && isSame(proof, (await puzzleOf(secret, ticket)).key);
}
