import { Dialogue } from '../dialogue.ts';
import type { Attempt, Facts, Family } from '../events.ts';
import type { Target } from '../net.ts';
import { bestFirst, familyOf, interleave, race } from '../race.ts';
import { fine, type Course, type Visit } from '../visit.ts';

/** How telling a failure is, when several addresses failed in different ways: that a network has no IPv6 says nothing of the server. */
const telling: Attempt['outcome'][] = ['refused', 'timed-out', 'unclear'];

/**
 * Connects to whichever address answers first (RFC 8305), in the order of `way` where one was given; by name where the runtime connects by name only.
 * Facts: `address`, the one that was reached or that tells most, and `attempts`, `ipv4`, `ipv6`.
 * Clock: connectMs for each address. Errors: `port-closed`, `unreachable`, `no-answer`, `unclear`. Where nothing but IPv6 was there to try, silence and
 * "unreachable" are `unclear`, unless this side is known to reach others that way. By name no address is told, and a family only where that holds.
 */
export async function* connect(visit: Visit): Course {
  const { clocks, net, redactor, request } = visit;
  const { host, port } = request;
  const base: Target = { name: host, port, ...(request.security === 'implicit-tls' && { tls: { host } }) };
  // The race begins with IPv6 as RFC 8305 has it, unless only IPv4 has been seen to work from here: then it would be a quarter of a second lost.
  const first = net.reached?.(6, port) !== true && net.reached?.(4, port) === true ? 4 : 6;
  const ordered = visit.way.addresses ? visit.addresses : interleave(visit.addresses, first);
  const targets = net.can.byAddress ? ordered.map((address) => ({ ...base, address })) : [base];
  const { stood, results } = await race(visit, targets);

  const attempts: Attempt[] = targets.flatMap(({ address }: Target, at) => {
    const result = results[at];
    return address === undefined || !result ? [] : [{ address, family: familyOf(address), ...result }];
  });
  if (attempts.length > 0) visit.addresses = bestFirst(attempts);
  const isProven = (family: 4 | 6): boolean => net.reached?.(family, port) === true;
  const families = familiesOf(attempts, isProven);
  const facts: Facts = attempts.length > 0 ? { attempts, ...families } : {};
  if (stood) {
    visit.stream = stood.stream;
    if (stood.secured) visit.secured = stood.secured;
    visit.dialogue = new Dialogue(stood.stream, clocks, redactor);
    return fine({ ...seen(stood.target.address), ...facts });
  }
  if (clocks.stopped === 'cancelled') return { outcome: 'unclear', facts: { why: 'cancelled', ...facts } };
  if (clocks.stopped) return { outcome: 'timed-out', facts: { why: 'no-answer', ...facts } };
  const worst = results.map((result, at) => ({ ...result, address: targets[at]?.address })).sort((a, b) => rank(a) - rank(b))[0];
  if (!worst || worst.why === 'outrun') return { outcome: 'unclear', facts: { why: 'lookup-failed' } };
  const outcome = !families.ipv4 && families.ipv6?.outcome === 'not-tried' ? 'unclear' : worst.outcome;
  const byName = net.can.byAddress || !mayBeOurs(worst) ? {} : familiesOf(nameless(visit.addresses, worst), isProven);
  return { outcome, facts: { why: worst.why, ...seen(worst.address), ...facts, ...byName } };
}

/** Silence and a network without a way can be the fault of our own network. */
const mayBeOurs = ({ why }: Family): boolean => why === 'unreachable' || why === 'no-answer';

/** What becomes of a name becomes of each of its addresses, where nobody sees which of them was tried. */
const nameless = (addresses: string[], { outcome, why }: Family): Attempt[] =>
  addresses.map((address) => ({ address, family: familyOf(address), outcome, ...(why !== undefined && { why }), ms: 0 }));

const seen = (address: string | undefined): Pick<Facts, 'address'> => (address === undefined ? {} : { address });

const rank = ({ outcome, why }: Family): number => (why === 'unreachable' ? telling.length : telling.indexOf(outcome));

/** Each family judged apart. What our own network can cause as well is no verdict on the server without proof that it did not. */
function familiesOf(attempts: Attempt[], isProven: (family: 4 | 6) => boolean): Pick<Facts, 'ipv4' | 'ipv6'> {
  const judge = (family: 4 | 6): Family | undefined => {
    const own = attempts.filter((attempt) => attempt.family === family);
    const best = own.find(({ outcome }) => outcome === 'ok') ?? own.find(({ why }) => why === 'outrun');
    const [first] = own.sort((a, b) => rank(a) - rank(b));
    const telltale = best ?? first;
    if (!telltale) return undefined;
    const { outcome, why } = telltale;
    return { outcome: mayBeOurs(telltale) && !isProven(family) ? 'not-tried' : outcome, ...(why !== undefined && { why }) };
  };
  const [ipv4, ipv6] = [judge(4), judge(6)];
  return { ...(ipv4 && { ipv4 }), ...(ipv6 && { ipv6 }) };
}
