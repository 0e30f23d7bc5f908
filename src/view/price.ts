// What a sign-in costs the one who asks for it, as the function says it and the page pays it.
import type { Suggestions } from './suggested-view.ts';

/** What the page computes: ALTCHA's challenge (altcha-lib, v2). The proof is the whole derived key, in hex. */
export interface Challenge {
  algorithm: 'PBKDF2/SHA-256';
  nonce: string;
  salt: string;
  /** Rounds of each try. */
  cost: number;
  /** Bytes of the derived key. */
  keyLength: number;
  /** How the key begins that is looked for. */
  keyPrefix: string;
}

/** Nothing, or one of two: a proof of computing, or to wait until `opensAt`. Whoever has no script waits; nobody is asked which it is. */
export type Price =
  | { kind: 'none' }
  | {
      kind: 'proof';
      challenge: Challenge;
      /** Tries after which the key is found at the latest; on the average half as many. */
      tries: number;
      /** From when on the form is taken without a proof: RFC 3339, UTC. */
      opensAt: string;
      /** Seconds from this answer until then, 0 when it is over. */
      waitSeconds: number;
    };

/** What a look, and each check after it, gives for the next sign-in at the same server. */
export interface PricedTicket {
  ticket: string;
  price: Price;
}

/** Why a check was not begun: as JSON, and as the one line of an event stream. */
export interface Refused {
  error: string;
  message: string;
  retryAfterSeconds?: number;
  errors?: { field: string; message: string }[];
  /** Servers that the domain of the address names; a look at one of them is for the visitor to ask for. */
  suggested?: Suggestions;
  ticket?: string;
  price?: Price;
}
