// What a check says while it runs, and what it leaves behind. Everything here is plain JSON and free of secrets.
import type { Peek } from './hello/peek.ts';
import type { TlsFacts } from './net.ts';
import type { MechanismName } from './sasl/mechanisms.ts';

export type Security = 'starttls' | 'implicit-tls' | 'none';

/** The stages of a submission, in order. Later ones exist in the contract before the engine reaches them. */
export const stageNames = ['dns', 'connect', 'banner', 'ehlo', 'starttls', 'tls', 'auth', 'mail-from', 'rcpt-to', 'data', 'quit'] as const;
export type StageName = (typeof stageNames)[number];

/**
 * ok · refused (the server or the network said no) · timed-out (our clock ran out) · unclear (it ended and this runtime cannot tell how) ·
 * not-tried (an earlier stage ended the check, or nobody asked). The last three are never sold as "refused".
 */
export type Outcome = 'ok' | 'refused' | 'timed-out' | 'unclear' | 'not-tried';

/** A complete SMTP reply (RFC 5321 §4.2). */
export interface Reply {
  code: number;
  /** RFC 3463, for example `5.7.8`; left out when the reply has none. */
  enhanced?: string;
  /** Text of each line, without code and separator. Redacted when written. */
  lines: string[];
}

/**
 * Codes of our own for how a stage ended when it was not `ok`; permanent, read by src/content/signatures.
 * tls also uses the reasons of TlsFacts (expired, self-signed, other-name, …): the first one is `why`.
 */
export type Why =
  | 'no-such-host'
  | 'lookup-failed' // dns
  | 'port-closed'
  | 'unreachable' // connect
  | 'no-answer' // any: our clock ran out
  | 'closed' // any: the connection ended where a reply was due
  | 'malformed' // any: what came is no SMTP reply
  | 'too-long' // any: a line over 4 kB or a dialogue over 64 kB
  | 'rejected' // any: a reply with a code that says no
  | 'busy' // any: 421 or 4xx: come back later
  | 'not-offered' // starttls, auth
  | 'not-offered-before-tls' // auth: asked without TLS, where the server offers STARTTLS and no sign-in
  | 'offered-only-before-tls' // auth: the greeting before TLS had a sign-in, the one after it has none
  | 'no-common-mechanism' // auth
  | 'mechanism-not-offered' // auth: the one that was asked for
  | 'scram-nonce' // auth: the server's part of a SCRAM exchange does not belong to ours
  | 'scram-iterations' // auth: SCRAM with fewer than 4,096 or more than 100,000 rounds; we stop it
  | 'server-not-proven' // auth: a mechanism in which the server shows that it knows the password, and it did not
  | 'injection' // starttls: bytes behind the 220 (RFC 3207; the check ends before TLS)
  | 'not-secured' // auth: nothing is sent, because the stream is not verified
  | 'not-verifiable' // tls/auth: this runtime cannot verify the certificate
  | 'look-only' // auth: nobody asked
  | 'unsendable' // auth: user name or password holds a control character, so nothing is sent
  | 'ended-before' // any, not tried: an earlier stage ended the check
  | 'cancelled'; // any: the caller went away

/** One address, and how reaching it went. */
export interface Attempt {
  address: string;
  family: 4 | 6;
  /** `unclear` with `outrun`: it was on its way when another address stood. `not-tried`: it was never begun. */
  outcome: Outcome;
  why?: Facts['why'] | 'outrun';
  /** Milliseconds from its own beginning to its end; 0 when it was never begun. */
  ms: number;
}

/**
 * How all addresses of one family fared together. `ok`: one stood. Silence and "unreachable" may be the fault of our own network: they are said
 * of the server only where this runtime has lately reached some host that way, and are `not-tried` otherwise, with what was seen as `why`.
 */
export type Family = Pick<Attempt, 'outcome' | 'why'>;

export interface Facts {
  why?: Why | TlsFacts['reasons'][number];
  reply?: Reply;
  /** dns: addresses of the name. connect: the one that was reached, or the one whose failure tells most. */
  addresses?: string[];
  address?: string;
  /** dns: who takes the mail of CheckRequest.addressDomain, best preference first; empty: nobody. Left out where it was not told in time. */
  mx?: string[];
  /** connect: every address, in the order of the race (RFC 8305). Left out where this runtime connects by name. */
  attempts?: Attempt[];
  /** connect: each family judged apart; left out where the name has no address of it. */
  ipv4?: Family;
  ipv6?: Family;
  /** banner: the name that the server greets with (RFC 5321 §4.2). */
  greetedAs?: string;
  /**
   * banner, and tls once more where the certificate comes later: the greeting names somebody else than the host and the certificate.
   * A fact, no fault: big providers do it too, and so does a filter on the way. Left out where there was nothing to compare.
   */
  otherName?: boolean;
  /** ehlo: the largest message that is taken, in bytes (RFC 1870); 0: no fixed limit. Left out when nothing was said. */
  size?: number;
  /** ehlo: keywords as sent, upper case, with their parameters. */
  capabilities?: string[];
  /** ehlo, auth: SASL mechanisms offered, upper case. With STARTTLS those of auth are the ones offered after TLS. */
  mechanisms?: string[];
  /** auth: the mechanism that was used. */
  mechanism?: string;
  /** auth: mechanisms offered and not tried. */
  notTried?: string[];
  /** auth with a token: what the server says of it, as sent (RFC 7628 §3.2.2); at most 200 characters each. */
  oauth?: { status: string; scope?: string };
  /** auth: SCRAM's own word for what is wrong (RFC 5802 §7), for example `invalid-proof`; at most 60 characters. */
  saslError?: string;
  /** tls. */
  tls?: TlsFacts;
}

export interface StageEvent {
  type: 'stage';
  stage: StageName;
  outcome: Outcome;
  /** Milliseconds that this stage took, from the end of the one before. */
  ms: number;
  facts: Facts;
}

/** One line of the dialogue. `text` was redacted when it was written (DESIGN §6). */
export interface LineEvent {
  type: 'line';
  from: 'client' | 'server';
  text: string;
  /** Milliseconds since the check began. */
  ms: number;
}

export type EngineEvent = StageEvent | LineEvent;

export interface CheckRequest {
  /** Host name in ASCII, lower case; cleaned and admitted by the caller. */
  host: string;
  port: number;
  security: Security;
  /** Left out: a look, no sign-in. The password is an access token where the mechanism takes one. */
  credentials?: { username: string; password: string };
  /** `auto` is PLAIN, then LOGIN, SCRAM-SHA-256, SCRAM-SHA-1, CRAM-MD5; a named one is used or none. Default `auto`. */
  mechanism?: 'auto' | MechanismName;
  /** Domain of the address in question, in ASCII: who takes its mail (MX) is looked up beside the host. Left out: nobody asks. */
  addressDomain?: string;
  /** Name to greet with. */
  ehlo: string;
  /** Only the command has this: sign in without TLS. Default false. */
  allowPlaintext?: boolean;
}

/** All that a check has seen. Serialisable; holds no secret. */
export interface Findings {
  target: { host: string; port: number; security: Security };
  startedAt: string;
  /** Milliseconds from start to end. */
  ms: number;
  stages: StageEvent[];
  tls?: TlsFacts;
  /** Of the last EHLO. */
  capabilities: string[];
  /** What was asked for: a look never signs in. */
  asked: 'look' | 'login';
  /** Which devices would get in, where the caller asked for that (CheckOptions.peek) and the handshake did not end well. */
  peeks?: Peek[];
}

/** Clocks in milliseconds and sizes in bytes (DESIGN §4). Each clock starts when the wait for that answer begins; `whole` when the check begins. */
export const limits = {
  connectMs: 8_000,
  greetingMs: 20_000,
  authMs: 20_000,
  replyMs: 10_000,
  wholeMs: 45_000,
  lineBytes: 4_096,
  dialogueBytes: 65_536,
} as const;
export type Limits = { readonly [K in keyof typeof limits]: number };
