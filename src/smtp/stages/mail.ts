import { readAddrSpec, type AddrSpec } from '../address.ts';
import { isReply, type Answer } from '../dialogue.ts';
import type { CheckRequest, Facts, Reply, SenderPolicy } from '../events.ts';
import { messageLines, newMessageId, type TestMessage } from '../message.ts';
import { queueIdOf } from '../queue-id.ts';
import { dialogueOf, fine, refusedBy, unanswered, type Course, type Ended, type Visit } from '../visit.ts';

/** Whose name the check sends in: the one that was asked for, or the login where a message is sent. Undefined where that is no address. */
export function senderOf({ from, depth, credentials }: CheckRequest): AddrSpec | undefined {
  if (from !== undefined) return readAddrSpec(from);
  return depth === 'send' && credentials ? readAddrSpec(credentials.username) : undefined;
}

/**
 * Says who the message is from (RFC 5321 §4.1.1.2). Clock: replyMs. Facts: `from`, `senderPolicy`.
 * Errors: `rejected`, `busy`; not tried: `smtputf8-not-offered`, `login-is-no-address`.
 */
export async function* mailFrom(visit: Visit): Course {
  const sender = senderOf(visit.request);
  if (!sender) return notTried('login-is-no-address');
  const told: Facts = { from: sender.address };
  const needsUtf8 = !sender.isAscii || recipientOf(visit.request)?.isAscii === false;
  const hasUtf8 = visit.capabilities.list.some((line) => /^SMTPUTF8(?:\s|$)/.test(line));
  if (needsUtf8 && !hasUtf8) return notTried('smtputf8-not-offered', { ...told, ...(await policyOf(visit)) });
  const command = `MAIL FROM:<${sender.address}>${needsUtf8 ? ' SMTPUTF8' : ''}`;
  const answer = yield* dialogueOf(visit).ask(command, visit.clocks.limits.replyMs);
  return ended(answer, (reply) => reply.code === 250, { ...told, ...(await policyOf(visit)) });
}

/** Says who it goes to: the login, nobody else (RFC 5321 §4.1.1.3). Clock: replyMs. Not tried: `login-is-no-address`. */
export async function* rcptTo(visit: Visit): Course {
  const recipient = recipientOf(visit.request);
  if (!recipient) return notTried('login-is-no-address');
  const answer = yield* dialogueOf(visit).ask(`RCPT TO:<${recipient.address}>`, visit.clocks.limits.replyMs);
  return ended(answer, (reply) => reply.code === 250 || reply.code === 251, { recipient: recipient.address });
}

/**
 * Hands the message in (RFC 5321 §4.1.1.4). Clocks: replyMs for the 354, messageMs for the answer to the whole. Facts: `messageId`, `queueId`.
 * Errors: `rejected`, `busy`. Once the message is out, anything but a clear yes or no is `unclear`: it may have been taken (RFC 1047).
 */
export async function* data(visit: Visit, message: TestMessage): Course {
  const { limits } = visit.clocks;
  const sender = senderOf(visit.request);
  const recipient = recipientOf(visit.request);
  if (!sender || !recipient) return notTried('login-is-no-address');
  const dialogue = dialogueOf(visit);
  const ready = yield* dialogue.ask('DATA', limits.replyMs);
  if (!isReply(ready) || ready.code !== 354) return ended(ready, () => false);

  const messageId = newMessageId(sender.domain);
  const envelope = { from: sender.address, recipient: recipient.address, messageId, sentAt: visit.net.now() };
  const answer = yield* dialogue.askMessage(messageLines(message, envelope), limits.messageMs);
  const queueId = isReply(answer) && answer.code === 250 ? queueIdOf(answer) : undefined;
  const end = ended(answer, (reply) => reply.code === 250, { messageId, ...(queueId !== undefined && { queueId }) });
  const isClear = end.facts.why === undefined || end.facts.why === 'rejected' || end.facts.why === 'busy';
  return end.outcome === 'refused' && !isClear ? { ...end, outcome: 'unclear' } : end;
}

const recipientOf = ({ depth, credentials }: CheckRequest): AddrSpec | undefined =>
  depth === 'send' && credentials ? readAddrSpec(credentials.username) : undefined;

const notTried = (why: 'smtputf8-not-offered' | 'login-is-no-address', facts: Facts = {}): Ended => ({
  outcome: 'not-tried',
  facts: { why, ...facts },
});

function ended(answer: Answer, isFine: (reply: Reply) => boolean, facts: Facts = {}): Ended {
  if (!isReply(answer)) return unanswered(answer, facts);
  return isFine(answer) ? fine({ reply: answer, ...facts }) : refusedBy(answer, facts);
}

/** What the sender's domain publishes. It had the whole sign-in to come; only what is left of its own clock is waited for. */
async function policyOf({ clocks, policy }: Visit): Promise<{ senderPolicy?: SenderPolicy }> {
  if (!policy) return {};
  await clocks.within(clocks.limits.replyMs, policy.settled);
  return { senderPolicy: policy.told() };
}
