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
  | 'smtputf8-not-offered' // mail-from, not tried: the part before @ is not ASCII, and the server does not take such addresses (RFC 6531)
  | 'login-is-no-address' // rcpt-to, data; mail-from where no From was given: not tried, for the login is the recipient
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

/** How what a domain publishes about its senders was read. `unclear`: the look-up failed or was late; never sold as "has none". */
export type PolicyOutcome = 'ok' | 'none' | 'unclear' | 'broken';

/** What the domain of the sender publishes about who may send in its name: SPF (RFC 7208) and DMARC (RFC 9989). Texts as published. */
export interface SenderPolicy {
  /** In A-labels. */
  domain: string;
  spf: {
    /** broken: two records, more look-ups than allowed, a record that cannot be read, or an include that leads to none. */
    outcome: PolicyOutcome;
    record?: string;
    /** Every domain that `include:` and `redirect=` lead to, flat, in the order in which they are written; macros are not expanded. */
    includes?: string[];
    /** What is said of everybody else; left out where nothing is said. */
    all?: '+' | '-' | '~' | '?';
  };
  dmarc: {
    /** broken: a record without a policy that can be read. */
    outcome: PolicyOutcome;
    record?: string;
    /** Where the record was found: the domain itself, or one above it. */
    domain?: string;
    /** What holds for `SenderPolicy.domain`, `sp=` of a domain above it included. */
    policy?: 'none' | 'quarantine' | 'reject';
  };
}

export interface Facts {
  why?: Why | TlsFacts['reasons'][number];
  reply?: Reply;
  /** dns: addresses of the name. connect: the one that was reached, or the one whose failure tells most. */
  addresses?: string[];
  address?: string;
  /** dns: the kind of address whose look-up failed or came too late: whether the name has such an address is not known. */
  unanswered?: ('A' | 'AAAA')[];
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
  /** mail-from: the envelope sender. */
  from?: string;
  /** mail-from, also where it was not tried: what the sender's domain publishes. */
  senderPolicy?: SenderPolicy;
  /** rcpt-to: who was to get the test message, the login itself. */
  recipient?: string;
  /** data: the name that the server gave the message, where its reply has one in a form that is known. */
  queueId?: string;
  /** data: the Message-ID that the test message went out with, without < and >. */
  messageId?: string;
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
  /**
   * Name to greet with, or what a device would say in its place: it may be empty or hold a blank. Bounds: no control characters, at most 255
   * characters.
   */
  ehlo: string;
  /**
   * Envelope sender to ask for once the sign-in was taken: one addr-spec, already read by `readAddrSpec` (address.ts). Left out: nobody asks, unless
   * `depth` is `send`.
   */
  from?: string;
  /**
   * How far to go. `send` hands in one message to the login itself, from `from` or the login; only where the login is an address. Needs
   * CheckOptions.testMessage. Default `login`.
   */
  depth?: 'login' | 'send';
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
  asked: 'look' | 'login' | 'send';
  /** Which devices would get in, and what the server takes: where the caller asked for it (CheckOptions.peek). */
  peeks?: Peek[];
}

/** Clocks in milliseconds and sizes in bytes (DESIGN §4). Each clock starts when the wait for that answer begins; `whole` when the check begins. */
export const limits = {
  connectMs: 8_000,
  greetingMs: 20_000,
  authMs: 20_000,
  messageMs: 20_000,
  replyMs: 10_000,
  wholeMs: 45_000,
  lineBytes: 4_096,
  dialogueBytes: 65_536,
} as const;
export type Limits = { readonly [K in keyof typeof limits]: number };
