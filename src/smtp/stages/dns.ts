import type { RecordType, Resolved } from '../net.ts';
import { fine, type Course, type Ended, type Visit } from '../visit.ts';

/** Addresses that are tried of each family. Who owns a name owns its records: one check must not knock at hundreds of doors. */
const perFamily = 8;

/** Is this a literal address? Then there is nothing to look up. Host names hold no colon, and no top-level domain is a number. */
export const isLiteral = (host: string): boolean => host.includes(':') || /^\d+(\.\d+){3}$/.test(host);

/**
 * Looks the name up, A and AAAA together. Clock: connectMs for both; what has come by then is used.
 * Errors: `no-such-host` when both are answered with nothing; `lookup-failed` when either failed and the other found nothing (a failure is never
 * sold as "does not exist").
 */
export async function* dns(visit: Visit): Course {
  const { clocks, net, request } = visit;
  if (isLiteral(request.host)) {
    visit.addresses = [request.host];
    return fine({ addresses: visit.addresses });
  }
  const answers: Partial<Record<RecordType, Resolved>> = {};
  const ask = async (type: 'A' | 'AAAA'): Promise<void> => {
    answers[type] = await net.resolve(request.host, type);
  };
  const waited = await clocks.within(clocks.limits.connectMs, Promise.all([ask('A'), ask('AAAA')]));
  if (clocks.stopped === 'cancelled') return { outcome: 'unclear', facts: { why: 'cancelled' } };
  return ended(visit, [answers.A, answers.AAAA], 'stop' in waited);
}

function ended(visit: Visit, answers: (Resolved | undefined)[], late: boolean): Ended {
  // IPv4 first: many networks announce IPv6 and do not carry it.
  visit.addresses = answers.flatMap((answer) => (answer?.outcome === 'ok' ? answer.records.slice(0, perFamily) : []));
  if (visit.addresses.length > 0) return fine({ addresses: visit.addresses });
  if (answers.every((answer) => answer?.outcome === 'none')) return { outcome: 'refused', facts: { why: 'no-such-host' } };
  return late ? { outcome: 'timed-out', facts: { why: 'no-answer' } } : { outcome: 'unclear', facts: { why: 'lookup-failed' } };
}
