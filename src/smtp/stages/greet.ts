import { isReply } from '../dialogue.ts';
import { noCapabilities, readCapabilities } from '../ehlo.ts';
import { dialogueOf, fine, refusedBy, unanswered, type Course, type Visit } from '../visit.ts';

/** Waits for the greeting, 220. Clock: greetingMs. */
export async function* banner(visit: Visit): Course {
  const answer = yield* dialogueOf(visit).reply(visit.clocks.limits.greetingMs);
  if (!isReply(answer)) return unanswered(answer);
  return answer.code === 220 ? fine({ reply: answer }) : refusedBy(answer);
}

/**
 * Greets and learns what the server can do. Clock: replyMs.
 * A server that does not know EHLO (500, 502) is greeted with HELO (RFC 5321 §3.2); it then offers nothing.
 */
export async function* ehlo(visit: Visit): Course {
  const dialogue = dialogueOf(visit);
  const { replyMs } = visit.clocks.limits;
  visit.capabilities = noCapabilities;
  let answer = yield* dialogue.ask(`EHLO ${visit.request.ehlo}`, replyMs);
  if (isReply(answer) && answer.code === 250) {
    visit.capabilities = readCapabilities(answer);
    return fine({ capabilities: visit.capabilities.list, mechanisms: visit.capabilities.mechanisms });
  }
  if (isReply(answer) && (answer.code === 500 || answer.code === 502)) answer = yield* dialogue.ask(`HELO ${visit.request.ehlo}`, replyMs);
  if (!isReply(answer)) return unanswered(answer);
  return answer.code === 250 ? fine({ capabilities: [], mechanisms: [] }) : refusedBy(answer);
}

/** Signs off. The reply is not waited for: nothing depends on it, and it would cost a round trip. */
export async function* quit(visit: Visit): Course {
  const told = yield* dialogueOf(visit).tell('QUIT');
  return told ? fine() : { outcome: 'unclear', facts: { why: visit.clocks.stopped ?? 'closed' } };
}
