import { accountOf } from './account.ts';
import { providerOfDomain, type CheckKnowledge } from '../../src/knowledge/check-knowledge.ts';
import type { FieldFault } from './target.ts';

/**
 * Stops a password on its way to a stranger: where the provider of the typed address is known by its domain and the host is none of its hosts,
 * the check ends before a password is asked for (DESIGN §2). Relay services are let through: their user name often is a mailbox elsewhere.
 * Errors: `host-not-of-provider`.
 */
export function hostFitsAddress(host: string, address: string | undefined, knowledge: CheckKnowledge): FieldFault | undefined {
  const domain = address === undefined ? undefined : accountOf(address).domain;
  const provider = domain === undefined ? undefined : providerOfDomain(knowledge, domain);
  if (!provider || provider.endpoints.some((endpoint) => endpoint.host === host)) return undefined;
  const relay = Object.values(knowledge.providers).some(
    (other) => other.kind === 'relay' && other.endpoints.some((endpoint) => endpoint.host === host),
  );
  if (relay) return undefined;
  const hosts = [...new Set(provider.endpoints.map((endpoint) => endpoint.host))].join(', ');
  return { field: 'host', code: 'host-not-of-provider', with: { host, provider: provider.name, hosts } };
}
