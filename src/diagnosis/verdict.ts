import type { Knowledge } from '../knowledge/knowledge.ts';
import type { StageEvent } from '../smtp/events.ts';
import type { RankedCause } from './diagnose.ts';

/** works: signed in, and all else that was asked for (or, of a look, everything that a look can see is in order) · fails: server or network said no · cannot-tell: we were kept from finding out. */
export type Verdict = 'works' | 'fails' | 'cannot-tell';

/** Once the sign-in was taken only a server's own no is one: a connection that ends counts as "come back later" (RFC 5321 §3.8), riddles as nothing. */
const behindSignIn = new Set<string>(['mail-from', 'rcpt-to', 'data']);

/** Where the check runs: on the website, or as a command in the network of whoever asks. */
export type Place = 'website' | 'office';

/** Causes that are about where a connection comes from: on the website that is us, in the office it is them. */
const aboutPlace = new Set<string | undefined>(['ip-blocklisted']);

/** Kept from finding out is never sold as broken (DESIGN §4). */
export function verdictOf(end: StageEvent, cause: RankedCause | undefined, knowledge: Knowledge, place: Place = 'website'): Verdict {
  const { outcome, facts, stage } = end;
  if (outcome === 'unclear' || outcome === 'not-tried' || facts.why === 'busy') return 'cannot-tell';
  if (mayBeOurs(end)) return 'cannot-tell';
  // Silence here is no word on the account: the server spoke until then.
  if (stage === 'auth' && outcome === 'timed-out') return 'cannot-tell';
  if (behindSignIn.has(stage) && facts.why !== 'rejected') return 'cannot-tell';
  if (place === 'office' && aboutPlace.has(cause?.cause)) return 'fails';
  return (cause && knowledge.causes[cause.cause]?.verdict) === 'cannot-tell' ? 'cannot-tell' : 'fails';
}

/** Ends that lie with what was typed: what they are says who acts, and nobody was in the way. */
const typed = new Set<string | undefined>([
  'not-secured',
  'cancelled',
  'unsendable',
  'smtputf8-not-offered',
  'login-is-no-address',
  'mechanism-not-offered',
]);
const silent = new Set<string | undefined>(['no-answer', 'closed', 'malformed', 'too-long']);

/** Who kept us from finding out, as the end of an id of src/words; undefined where the verdict's own sentence says it. */
export function hindrance(end: StageEvent, cause: RankedCause | undefined, place: Place): string | undefined {
  const { facts, outcome, stage } = end;
  if (typed.has(facts.why)) return undefined;
  if (aboutPlace.has(cause?.cause)) return 'place';
  if (stage === 'dns') return 'look-up';
  if (facts.why === 'busy' || (facts.why === 'rejected' && outcome === 'refused')) return 'server-later';
  if (stage !== 'connect' && silent.has(facts.why)) return 'server-silent';
  return place === 'office' ? 'office' : 'us';
}

/**
 * Silence, and a network that finds no way, are said of the server only where this side has lately reached others over that family: IPv4, or
 * the only one that the name has. Runtimes that connect by name judge no family; there is nothing to go by.
 */
export function mayBeOurs({ stage, facts: { why, ipv4, ipv6 } }: StageEvent): boolean {
  return stage === 'connect' && (why === 'no-answer' || why === 'unreachable') && (ipv4 ?? ipv6)?.outcome === 'not-tried';
}
