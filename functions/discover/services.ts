// What a domain says of itself in SRV records: where its mail is handed in.
import type { ResolveServices, Service } from '../nets/srv.ts';
import type { Candidate } from './candidate.ts';

/**
 * The two services, better one first: with TLS from the start before the one that turns to it later (RFC 8314 §5.1), whatever their priorities
 * say, for these order hosts inside one service.
 */
const names = [
  ['_submissions._tcp', 'implicit-tls'],
  ['_submission._tcp', 'starttls'],
] as const;

export type ServiceAnswer = { outcome: 'ok'; candidates: Candidate[] } | { outcome: 'nothing' | 'says-none' | 'could-not-tell' };

/** By priority, then by weight. RFC 2782 draws lots among the weights to spread load; settings that somebody reads should be the same tomorrow. */
const inOrder = (a: Service, b: Service): number => a.priority - b.priority || b.weight - a.weight || (a.target < b.target ? -1 : 1);

/**
 * Asks for both services at once.
 * `says-none`: the domain says that it offers neither (target `.`, RFC 6186 §3.4) · `could-not-tell`: a look-up failed, and nothing was found.
 */
export async function submissionServices(domain: string, resolve: ResolveServices): Promise<ServiceAnswer> {
  const answers = await Promise.all(names.map(async ([name, security]) => ({ security, answer: await resolve(`${name}.${domain}`) })));
  const candidates = answers.flatMap(({ security, answer }) =>
    answer.outcome !== 'ok'
      ? []
      : answer.records
          .filter(({ target }) => target !== '')
          .sort(inOrder)
          .map(({ target, port }): Candidate => ({ host: target, port, security })),
  );
  if (candidates.length > 0) return { outcome: 'ok', candidates };
  if (answers.some(({ answer }) => answer.outcome === 'failed')) return { outcome: 'could-not-tell' };
  return { outcome: answers.every(({ answer }) => answer.outcome === 'ok') ? 'says-none' : 'nothing' };
}
