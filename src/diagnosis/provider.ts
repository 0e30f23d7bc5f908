import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Provider } from '../knowledge/schemas/provider.ts';

type Providers = Pick<Knowledge, 'providers'>;

/** Providers that have this host among their servers. Several may share one. */
export const providersOfHost = ({ providers }: Providers, host: string): Provider[] =>
  Object.values(providers).filter(({ endpoints }) => Object.values(endpoints).some((endpoint) => endpoint.host === host));

/**
 * The provider of a check. Where several share the host, the domain of the address decides; where that is no help, one that serves domains of its
 * owners' (a business mailbox) is taken for a foreign domain, and otherwise the first.
 */
export function recognise(knowledge: Providers, host: string, address?: string): Provider | undefined {
  const candidates = providersOfHost(knowledge, host);
  const domain = address?.split('@').at(1)?.toLowerCase();
  if (domain === undefined || domain === '') return candidates[0];
  return (
    candidates.find(({ domains }) => domains.includes(domain)) ??
    candidates.find(({ kind }) => kind === 'business-mailbox') ??
    candidates[0]
  );
}
