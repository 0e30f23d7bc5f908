import { greets, isReply } from '../dialogue.ts';
import { noCapabilities, readCapabilities } from '../ehlo.ts';
import { greetedAs, namesKnown, otherName } from '../greeting.ts';
import { dialogueOf, fine, refusedBy, unanswered, type Course, type Visit } from '../visit.ts';

/** Waits for the greeting, 220. Facts: `greetedAs`, `otherName`. Clock: greetingMs. */
export async function* banner(visit: Visit): Course {
  const answer = yield* dialogueOf(visit).reply(visit.clocks.limits.greetingMs);
  if (!isReply(answer)) return unanswered(answer);
  if (!greets(answer.code)) return unanswered({ failed: 'malformed' });
  const greeted = greetedAs(answer);
  if (greeted !== undefined) visit.greetedAs = greeted;
  const facts = { ...(greeted !== undefined && { greetedAs: greeted }), ...otherName(greeted, namesKnown(visit)) };
  return answer.code === 220 ? fine({ reply: answer, ...facts }) : refusedBy(answer, facts);
}

/**
 * Greets and learns what the server can do. Clock: replyMs.
 * A server that does not know EHLO (500, 502) is greeted with HELO (RFC 5321 §3.2); it then offers nothing.
 */
export async function* ehlo(visit: Visit): Course {
  const dialogue = dialogueOf(visit);
  const { replyMs } = visit.clocks.limits;
  visit.capabilities = noCapabilities;
  let answer = yield* dialogue.ask(greetingLine('EHLO', visit.request.ehlo), replyMs);
  if (isReply(answer) && answer.code === 250) {
    visit.capabilities = readCapabilities(answer);
    const { list, mechanisms } = visit.capabilities;
    return fine({ capabilities: list, mechanisms, ...sizeOf(list) });
  }
  if (isReply(answer) && (answer.code === 500 || answer.code === 502))
    answer = yield* dialogue.ask(greetingLine('HELO', visit.request.ehlo), replyMs);
  if (!isReply(answer)) return unanswered(answer);
  return answer.code === 250 ? fine({ capabilities: [], mechanisms: [] }) : refusedBy(answer);
}

/** A device may have no name to give: then the command stands alone, without a blank behind it. */
const greetingLine = (verb: 'EHLO' | 'HELO', name: string): string => (name === '' ? verb : `${verb} ${name}`);

/** The largest message that the server takes, as it says itself (RFC 1870 §3: `SIZE`, alone or with a number; 0 is "no fixed limit"). */
function sizeOf(capabilities: string[]): { size?: number } {
  const digits = capabilities.map((line) => /^SIZE\s+(\d{1,20})$/.exec(line)?.[1]).find((found) => found !== undefined);
  return digits === undefined || !Number.isSafeInteger(Number(digits)) ? {} : { size: Number(digits) };
}

/** Signs off. The reply is not waited for: nothing depends on it, and it would cost a round trip. */
export async function* quit(visit: Visit): Course {
  const told = yield* dialogueOf(visit).tell('QUIT');
  return told ? fine() : { outcome: 'unclear', facts: { why: visit.clocks.stopped ?? 'closed' } };
}
