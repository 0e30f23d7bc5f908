import type { Net, RecordType, Resolved } from '../net.ts';
import { fine, type Course, type Ended, type Visit } from '../visit.ts';

/** Addresses that are tried of each family. Who owns a name owns its records: one check must not knock at hundreds of doors. */
export const perFamily = 8;

/** Is this a literal address? Then there is nothing to look up. Host names hold no colon, and no top-level domain is a number. */
export const isLiteral = (host: string): boolean => host.includes(':') || /^\d+(\.\d+){3}$/.test(host);

/** Milliseconds that the MX may come later than the addresses. They are worth knowing, and worth no wait. */
const mxGraceMs = 250;
const mostMx = 10;

/**
 * Looks the name up, A and AAAA together, and beside them who takes the mail of the address's domain. Clock: connectMs for both; what has come by
 * then is used, and what has not is told (`unanswered`). The MX have a quarter of a second more. Addresses that are known (`way`) are not looked up.
 * Errors: `no-such-host` when both are answered with nothing; `lookup-failed` when either failed and the other found nothing (a failure is never
 * sold as "does not exist"). What becomes of the MX changes no outcome.
 */
export async function* dns(visit: Visit): Course {
  const mx = visit.request.addressDomain === undefined ? undefined : mxOf(visit.net, visit.request.addressDomain);
  const { outcome, facts } = await addressesOf(visit);
  if (visit.clocks.stopped) return { outcome, facts };
  const told = mx && (await visit.clocks.within(mxGraceMs, mx));
  return { outcome, facts: { ...facts, ...(told && 'value' in told && told.value && { mx: told.value }) } };
}

async function mxOf(net: Net, domain: string): Promise<string[] | undefined> {
  const answer = await net.resolve(domain, 'MX');
  return answer.outcome === 'failed' ? undefined : answer.outcome === 'ok' ? answer.records.slice(0, mostMx) : [];
}

async function addressesOf(visit: Visit): Promise<Ended> {
  const { clocks, net, request, way } = visit;
  const known = isLiteral(request.host) ? [request.host] : way.addresses;
  if (known) {
    visit.addresses = [...known];
    return known.length > 0 ? fine({ addresses: visit.addresses }) : { outcome: 'refused', facts: { why: 'no-such-host' } };
  }
  const answers: Partial<Record<RecordType, Resolved>> = {};
  const ask = async (type: 'A' | 'AAAA'): Promise<void> => {
    answers[type] = await net.resolve(request.host, type);
  };
  const waited = await clocks.within(clocks.limits.connectMs, Promise.all([ask('A'), ask('AAAA')]));
  if (clocks.stopped === 'cancelled') return { outcome: 'unclear', facts: { why: 'cancelled' } };
  return ended(visit, answers, 'stop' in waited);
}

function ended(visit: Visit, { A, AAAA }: Partial<Record<RecordType, Resolved>>, late: boolean): Ended {
  const answers = [A, AAAA];
  visit.addresses = answers.flatMap((answer) => (answer?.outcome === 'ok' ? answer.records.slice(0, perFamily) : []));
  const isOpen = (answer: Resolved | undefined): boolean => answer === undefined || answer.outcome === 'failed';
  const unanswered = [...(isOpen(A) ? ['A' as const] : []), ...(isOpen(AAAA) ? ['AAAA' as const] : [])];
  if (visit.addresses.length > 0) return fine({ addresses: visit.addresses, ...(unanswered.length > 0 && { unanswered }) });
  if (answers.every((answer) => answer?.outcome === 'none')) return { outcome: 'refused', facts: { why: 'no-such-host' } };
  return late ? { outcome: 'timed-out', facts: { why: 'no-answer' } } : { outcome: 'unclear', facts: { why: 'lookup-failed' } };
}
