import { isReply } from '../dialogue.ts';
import type { Facts } from '../events.ts';
import { namesKnown, otherName } from '../greeting.ts';
import type { TlsFacts } from '../net.ts';
import { dialogueOf, fine, refusedBy, unanswered, type Course, type Ended, type Visit } from '../visit.ts';

/**
 * Asks for TLS on this connection (RFC 3207). Clock: replyMs.
 * Errors: `not-offered`; `injection` when bytes came behind the 220: they were written in the clear by anyone on the line, and a client that
 * kept them would take them for the server's words after TLS (RFC 3207 §4.2, §5). The check then ends before TLS.
 */
export async function* starttls(visit: Visit): Course {
  if (!visit.capabilities.starttls) return { outcome: 'refused', facts: { why: 'not-offered' } };
  visit.beforeTls = visit.capabilities;
  const dialogue = dialogueOf(visit);
  const answer = yield* dialogue.ask('STARTTLS', visit.clocks.limits.replyMs);
  if (!isReply(answer)) return unanswered(answer);
  if (dialogue.hasUnasked) return { outcome: 'refused', facts: { why: 'injection', reply: answer } };
  return answer.code === 220 ? fine({ reply: answer }) : refusedBy(answer);
}

/**
 * Waits for the handshake: the one that began with the connection (implicit TLS), or the one that is begun here (STARTTLS).
 * Clock: replyMs. Only `trusted: true` for this very host opens the way for a sign-in.
 * Errors: the first reason of the net; `unclear` where it cannot tell; `not-verifiable` where it cannot rely on what it was told.
 */
export async function* tls(visit: Visit): Course {
  const { clocks, net, request, stream } = visit;
  if (!stream) throw new Error('a stage ran before the connection stood');
  const waited = await clocks.within(clocks.limits.replyMs, visit.secured ?? stream.startTls({ host: request.host }));
  if ('stop' in waited) return unanswered({ failed: waited.stop });
  const { trusted, reasons } = waited.value;
  const unsure = request.security === 'starttls' && !net.can.startTlsVerified && (trusted || reasons[0] === 'unclear');
  const facts: TlsFacts = unsure ? { ...waited.value, trusted: false, reasons: ['unclear'] } : waited.value;
  visit.tls = facts;
  dialogueOf(visit).takeOver(facts);
  const told = { tls: facts, ...(facts.chain ? otherName(visit.greetedAs, namesKnown(visit)) : {}) };
  if (unsure) return { outcome: 'unclear', facts: { why: 'not-verifiable', ...told } };
  return facts.trusted === true ? fine(told) : untrusted(facts, told);
}

function untrusted({ reasons }: TlsFacts, told: Facts): Ended {
  const why = reasons[0] ?? 'unclear';
  return { outcome: why === 'unclear' ? 'unclear' : 'refused', facts: { why, ...told } };
}
