import type { Knowledge } from '../knowledge/knowledge.ts';
import type { StageEvent } from '../smtp/events.ts';
import type { RankedCause } from './diagnose.ts';

/** works: signed in (or, of a look, everything that a look can see is in order) · fails: server or network said no · cannot-tell: we were kept from finding out. */
export type Verdict = 'works' | 'fails' | 'cannot-tell';

/** Kept from finding out is never sold as broken (DESIGN §4). */
export function verdictOf(end: StageEvent, cause: RankedCause | undefined, knowledge: Knowledge): Verdict {
  const { outcome, facts, stage } = end;
  if (outcome === 'unclear' || outcome === 'not-tried' || facts.why === 'busy') return 'cannot-tell';
  if (stage === 'auth' && outcome === 'timed-out') return 'cannot-tell';
  return (cause && knowledge.causes[cause.cause]?.verdict) === 'cannot-tell' ? 'cannot-tell' : 'fails';
}
