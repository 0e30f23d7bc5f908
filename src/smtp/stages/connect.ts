import { Dialogue } from '../dialogue.ts';
import type { Opened, Target } from '../net.ts';
import { fine, type Course, type Ended, type Visit } from '../visit.ts';

/** How telling a failure is, when several addresses failed in different ways: that a network has no IPv6 says nothing of the server. */
const telling: Ended['outcome'][] = ['refused', 'timed-out', 'unclear'];

/**
 * Connects to the addresses in turn until one answers; by name where the runtime connects by name only.
 * Clock: connectMs for each address. Errors: `port-closed`, `unreachable`, `no-answer`, `unclear`.
 */
export async function* connect(visit: Visit): Course {
  const { host, port, security } = visit.request;
  const base: Target = { name: host, port, ...(security === 'implicit-tls' && { tls: { host } }) };
  const targets = visit.net.can.byAddress ? visit.addresses.map((address) => ({ ...base, address })) : [base];
  let worst: Ended | undefined;
  for (const target of targets) {
    const tried = await attempt(visit, target);
    if (tried.outcome === 'ok' || visit.clocks.stopped) return tried;
    if (!worst || rank(tried) < rank(worst)) worst = tried;
  }
  return worst ?? { outcome: 'unclear', facts: { why: 'lookup-failed' } };
}

const rank = ({ outcome, facts }: Ended): number => (facts.why === 'unreachable' ? telling.length : telling.indexOf(outcome));

async function attempt(visit: Visit, target: Target): Promise<Ended> {
  const { clocks, net, redactor } = visit;
  const seen = target.address === undefined ? {} : { address: target.address };
  const opening = net.open(target);
  let kept = false;
  try {
    const waited = await clocks.within(clocks.limits.connectMs, opening.opened);
    if ('stop' in waited) return { outcome: waited.stop === 'cancelled' ? 'unclear' : 'timed-out', facts: { why: waited.stop, ...seen } };
    const opened = waited.value;
    if (opened.outcome !== 'ok') return { ...failure(opened.outcome), facts: { ...failure(opened.outcome).facts, ...seen } };
    kept = true;
    visit.stream = opened.stream;
    if (opened.secured) visit.secured = opened.secured;
    visit.dialogue = new Dialogue(opened.stream, clocks, redactor);
    return fine(seen);
  } finally {
    if (!kept) opening.cancel();
  }
}

function failure(outcome: Exclude<Opened['outcome'], 'ok'>): Ended {
  switch (outcome) {
    case 'refused':
      return { outcome: 'refused', facts: { why: 'port-closed' } };
    case 'unreachable':
      return { outcome: 'refused', facts: { why: 'unreachable' } };
    case 'unclear':
      return { outcome: 'unclear', facts: { why: 'unclear' } };
    case 'cancelled':
      return { outcome: 'unclear', facts: { why: 'cancelled' } };
  }
}
