import { isReply, type Answer, type Dialogue } from '../dialogue.ts';
import type { Facts, LineEvent } from '../events.ts';
import { mask } from '../redact.ts';
import { chooseMechanism, isSendable, planExchange, type Exchange } from '../sasl.ts';
import { dialogueOf, fine, refusedBy, unanswered, type Course, type Ended, type Visit } from '../visit.ts';

/**
 * Signs in, once (RFC 4954), or, for a look, only sees whether that is offered. Clock: authMs for each answer.
 * Errors: `not-offered`, `not-offered-before-tls`, `no-common-mechanism`, `rejected`, `busy`; not tried: `look-only`, `not-secured`, `unsendable`.
 * A connection that ends after AUTH tells nothing of the password: `unclear` with `closed`, or `timed-out`.
 */
export async function* signIn(visit: Visit): Course {
  const { capabilities, request } = visit;
  const { credentials, security } = request;
  const offered: Facts = { mechanisms: capabilities.mechanisms };
  // Without TLS most servers offer no sign-in, and rightly so: a look there has nothing to find fault with.
  if (!credentials && security === 'none') return { outcome: 'not-tried', facts: { why: 'look-only', ...offered } };
  if (credentials && security === 'none' && request.allowPlaintext !== true)
    return { outcome: 'not-tried', facts: { why: 'not-secured', ...offered } };

  if (!capabilities.signIn) {
    const why = security === 'none' && capabilities.starttls ? 'not-offered-before-tls' : 'not-offered';
    return { outcome: 'refused', facts: { why, ...offered } };
  }
  const mechanism = chooseMechanism(request.mechanism ?? 'auto', capabilities.mechanisms);
  if (!mechanism) return { outcome: 'refused', facts: { why: 'no-common-mechanism', ...offered, notTried: capabilities.mechanisms } };
  if (!credentials) return { outcome: 'not-tried', facts: { why: 'look-only', ...offered } };
  if (!isSendable(credentials)) return { outcome: 'not-tried', facts: { why: 'unsendable', ...offered } };

  const dialogue = dialogueOf(visit);
  if (security === 'none') dialogue.allowPlaintext();
  const answer = yield* exchange(dialogue, planExchange(mechanism, credentials), visit.clocks.limits.authMs);
  return ended(answer, { ...offered, mechanism, notTried: capabilities.mechanisms.filter((name) => name !== mechanism) });
}

/**
 * Command, then one response for each 334; a server that asks for more than the mechanism has is told to stop (RFC 4954 §4).
 * A yes before the password was sent is no answer to it.
 */
async function* exchange(
  dialogue: Dialogue,
  { command, shown, responses, isComplete }: Exchange,
  ms: number,
): AsyncGenerator<LineEvent, Answer> {
  let answer = yield* dialogue.askSecret(command, ms, shown);
  let left = isComplete ? 0 : responses.length;
  for (const response of responses) {
    if (!isReply(answer) || answer.code !== 334) break;
    answer = yield* dialogue.askSecret(response, ms, mask);
    left -= 1;
  }
  if (!isReply(answer)) return answer;
  if (answer.code === 334) {
    // We stop it, so what comes now is no word on the password (RFC 4954 §4: 501).
    const stopped = yield* dialogue.askSecret('*', ms, '*');
    return isReply(stopped) ? { failed: 'malformed' } : stopped;
  }
  return answer.code === 235 && left > 0 ? { failed: 'malformed' } : answer;
}

function ended(answer: Answer, facts: Facts): Ended {
  if (isReply(answer) && answer.code === 235) return fine({ reply: answer, ...facts });
  const end = isReply(answer) ? refusedBy(answer, facts) : unanswered(answer, facts);
  // Once AUTH is out, anything but a clear yes or no tells nothing of the password.
  const isClear = end.facts.why === 'rejected' || end.facts.why === 'busy';
  return end.outcome === 'refused' && !isClear ? { ...end, outcome: 'unclear' } : end;
}
