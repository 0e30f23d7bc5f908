import { encodeBytes } from '../base64.ts';
import { isReply, type Answer, type Dialogue } from '../dialogue.ts';
import type { Facts, LineEvent, Why } from '../events.ts';
import { mask } from '../redact.ts';
import { commandOf, createClient, isSendable } from '../sasl/choose.ts';
import type { SaslClient, SaslFault, Told } from '../sasl/client.ts';
import { chooseMechanism, type MechanismName } from '../sasl/mechanisms.ts';
import { dialogueOf, fine, refusedBy, unanswered, type Course, type Ended, type Visit } from '../visit.ts';

/**
 * Signs in, once (RFC 4954), or, for a look, only sees whether that is offered. Clock: authMs for each answer.
 * Errors: `not-offered`, `not-offered-before-tls`, `offered-only-before-tls`, `no-common-mechanism`, `mechanism-not-offered`, `rejected`, `busy`;
 * not tried: `look-only`, `not-secured`, `unsendable`.
 * An end after AUTH that is no word on the password is `unclear`: `closed`, `malformed`, `scram-nonce`, `scram-iterations`, `server-not-proven`;
 * or it is `timed-out`.
 */
export async function* signIn(visit: Visit): Course {
  const { capabilities, request } = visit;
  const { credentials, security } = request;
  const offered: Facts = { mechanisms: capabilities.mechanisms };
  // Without TLS most servers offer no sign-in, and rightly so: a look there has nothing to find fault with.
  if (!credentials && security === 'none') return { outcome: 'not-tried', facts: { why: 'look-only', ...offered } };
  if (credentials && security === 'none' && request.allowPlaintext !== true)
    return { outcome: 'not-tried', facts: { why: 'not-secured', ...offered } };

  if (!capabilities.signIn) return { outcome: 'refused', facts: { why: whyNotOffered(visit), ...offered } };
  const wish = request.mechanism ?? 'auto';
  const mechanism = chooseMechanism(wish, capabilities.mechanisms);
  if (!mechanism) {
    const why = wish === 'auto' ? 'no-common-mechanism' : 'mechanism-not-offered';
    return { outcome: 'refused', facts: { why, ...offered, notTried: capabilities.mechanisms } };
  }
  if (!credentials) return { outcome: 'not-tried', facts: { why: 'look-only', ...offered } };
  if (!isSendable(mechanism, credentials)) return { outcome: 'not-tried', facts: { why: 'unsendable', ...offered } };

  const dialogue = dialogueOf(visit);
  if (security === 'none') dialogue.allowPlaintext();
  const client = createClient(mechanism, credentials, request);
  const { end, told, isEarly } = yield* exchange(dialogue, mechanism, client, visit.clocks.limits.authMs);
  const facts: Facts = { ...offered, mechanism, notTried: capabilities.mechanisms.filter((name) => name !== mechanism), ...told };
  return ended(end, isEarly ? 'malformed' : client.doubt(), facts);
}

/** Not offered at all, only once TLS stands, or only before it: three faults of three different people. */
function whyNotOffered({ beforeTls, capabilities, request }: Visit): Why {
  if (request.security === 'none') return capabilities.starttls ? 'not-offered-before-tls' : 'not-offered';
  return beforeTls?.signIn === true ? 'offered-only-before-tls' : 'not-offered';
}

type End = Answer | { fault: SaslFault };

/** Command, then one response for each 334, until the server says something else or asks for more than the mechanism has. */
async function* exchange(
  dialogue: Dialogue,
  mechanism: MechanismName,
  client: SaslClient,
  ms: number,
): AsyncGenerator<LineEvent, { end: End; told: Told; isEarly: boolean }> {
  const { first, secrets, hidesChallenges } = client;
  const { command, carriesFirst } = commandOf(mechanism, first);
  dialogue.hide({ challenges: hidesChallenges, secrets });
  let told: Told = {};
  let end: Answer = yield* dialogue.askSecret(command, ms, carriesFirst ? `AUTH ${mechanism} ${mask}` : command);
  const isAsked = asks(end);
  if (isAsked && first && !carriesFirst) end = yield* dialogue.askSecret(encodeBytes(first), ms, mask);
  // A line that was too long for it, and nobody asked.
  const isEarly = first !== undefined && !carriesFirst && !isAsked;
  while (asks(end)) {
    const step = await client.answer(dialogue.challenge);
    if ('fault' in step) {
      // We stop it, so what comes now is no word on the password (RFC 4954 §4: 501).
      yield* dialogue.askSecret('*', ms, '*');
      return { end: step, told, isEarly };
    }
    told = { ...told, ...step.told };
    dialogue.hide({ secrets: step.secrets });
    const response = encodeBytes(step.response);
    end = yield* dialogue.askSecret(response, ms, step.isPublic === true ? response : mask);
  }
  return { end, told, isEarly };
}

const asks = (answer: Answer): boolean => isReply(answer) && answer.code === 334;

function ended(end: End, doubt: SaslFault | undefined, facts: Facts): Ended {
  if ('fault' in end) return { outcome: 'unclear', facts: { why: end.fault, ...facts } };
  if (!isReply(end)) return unclear(unanswered(end, facts));
  if (end.code !== 235) return unclear(refusedBy(end, facts));
  // A yes that comes too early, or from a server that did not show what it has to show, is none.
  return doubt === undefined ? fine({ reply: end, ...facts }) : { outcome: 'unclear', facts: { why: doubt, reply: end, ...facts } };
}

/** Once AUTH is out, anything but a clear yes or no tells nothing of the password. */
function unclear(end: Ended): Ended {
  const isClear = end.facts.why === 'rejected' || end.facts.why === 'busy';
  return end.outcome === 'refused' && !isClear ? { ...end, outcome: 'unclear' } : end;
}
