import { noCapabilities, type Capabilities } from './ehlo.ts';
import type { Answer, Dialogue } from './dialogue.ts';
import type { Clocks } from './clocks.ts';
import type { CheckRequest, Facts, LineEvent, Outcome, Reply } from './events.ts';
import type { Net, Stream, TlsFacts } from './net.ts';
import type { PolicyWatch } from './policy/watch.ts';
import type { Spare } from './race.ts';
import type { Redactor } from './redact.ts';

/** How a stage ended. */
export interface Ended {
  outcome: Outcome;
  facts: Facts;
}

/** A stage at work: yields lines of the dialogue, returns how it ended. */
export type Course = AsyncGenerator<LineEvent, Ended>;

/** What is known of the way to a server before a check begins. */
export interface Way {
  /** Its addresses, looked up and judged before in the same run: nothing is looked up again, and they are tried in this order. */
  addresses?: readonly string[];
  /** Sockets that the race may have beside its one, shared by all races that are given the same object. Left out: as many as there are addresses. */
  spare?: Spare;
}

/** What the stages of one check share and fill in, each for the ones behind it. */
export interface Visit {
  readonly request: CheckRequest;
  readonly net: Net;
  readonly clocks: Clocks;
  readonly redactor: Redactor;
  readonly way: Way;
  /** After the stage connect: best first, by how each fared. */
  addresses: string[];
  stream?: Stream;
  /** Of implicit TLS: how the handshake goes that began with the connection. */
  secured?: Promise<TlsFacts>;
  dialogue?: Dialogue;
  capabilities: Capabilities;
  /** What the greeting before STARTTLS offered. Nobody vouches for it: it is compared, never used. */
  beforeTls?: Capabilities;
  tls?: TlsFacts;
  /** The name in the server's greeting. */
  greetedAs?: string;
  /** What the sender's domain publishes, on its way since the check began. */
  policy?: PolicyWatch;
}

export const newVisit = (request: CheckRequest, net: Net, clocks: Clocks, redactor: Redactor, way: Way = {}): Visit => ({
  request,
  net,
  clocks,
  redactor,
  way,
  addresses: [],
  capabilities: noCapabilities,
});

/** The dialogue; there is one as soon as a connection stands, and no stage behind it runs without. */
export function dialogueOf(visit: Visit): Dialogue {
  if (!visit.dialogue) throw new Error('a stage ran before the connection stood');
  return visit.dialogue;
}

export const fine = (facts: Facts = {}): Ended => ({ outcome: 'ok', facts });

/** The end of a stage whose wait ended without an answer. */
export function unanswered({ failed }: Exclude<Answer, Reply>, facts: Facts = {}): Ended {
  switch (failed) {
    case 'no-answer':
      return { outcome: 'timed-out', facts: { why: failed, ...facts } };
    case 'cancelled':
      return { outcome: 'unclear', facts: { why: failed, ...facts } };
    default:
      return { outcome: 'refused', facts: { why: failed, ...facts } };
  }
}

/**
 * The end of a stage whose reply was not the one that was asked for.
 * 4xx means "come back later" (RFC 5321 §4.2.1), 5xx means no, anything else fits no question of ours.
 */
export function refusedBy(reply: Reply, facts: Facts = {}): Ended {
  const why = reply.code >= 500 ? 'rejected' : reply.code >= 400 ? 'busy' : 'malformed';
  return { outcome: 'refused', facts: { why, reply, ...facts } };
}
