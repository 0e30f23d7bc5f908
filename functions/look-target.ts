// From what was typed in the first step to the one server to look at.
import { providerOfDomain, providersOfHost, serversFor, type CheckProvider } from '../src/knowledge/check-knowledge.ts';
import type { Elsewhere } from '../src/diagnosis/other-doors.ts';
import { readAddrSpec } from '../src/smtp/address.ts';
import type { DiscoverAnswer } from '../src/view/discover-view.ts';
import type { LookAnswer } from '../src/view/look-view.ts';
import type { Suggestions } from '../src/view/suggested-view.ts';
import type { Deps } from './deps.ts';
import { isAddress, isFault, readPort, readSecurity, type Input } from './guards/input.ts';
import { refuseOptedOut } from './guards/opt-out.ts';
import { hostFitsAddress } from './guards/provider-host.ts';
import { admitTarget, readHost, submissionPorts, type Correction, type FieldFault } from './guards/target.ts';

type Chosen = Pick<LookAnswer, 'target' | 'corrections'> & { provider?: string };

/** Searches for a domain that no fact file names; undefined where it is not asked for, or may not be now. */
export type Search = (domain: string) => Promise<DiscoverAnswer | undefined>;

/** No server is known: what the domain suggests is for somebody to confirm, and is not gone to before. */
export interface Unknown {
  faults: FieldFault[];
  suggested: Suggestions;
}

/** Other ports that a fact file names for this host. */
export const knownPorts = (host: string, deps: Deps): number[] =>
  providersOfHost(deps.checkKnowledge, host).flatMap((provider) =>
    provider.endpoints.filter((endpoint) => endpoint.host === host).map((endpoint) => endpoint.port),
  );

/** The way to the other ports of this host, each past the same guards as the one that was chosen. */
export const elsewhere = (host: string, deps: Deps): Elsewhere => ({
  netFor: (port) => deps.netFor(port),
  admits: (port) => admitTarget(host, port, deps.settings.allowTargets, knownPorts(host, deps)) === undefined,
});

/**
 * Chooses host, port and encryption. A typed host wins; without one the provider of the address says it; where none is known, the domain is
 * searched for one. What a search finds outside the fact files is only suggested: the fault says so, and the servers stand beside it.
 * Errors (as field faults): address-form, host-needed, host-unknown-provider, host-form, host-opted-out, host-literal, host-inside,
 * host-not-of-provider, port-form, port-closed-here, security-form.
 */
export async function chooseTarget(input: Input, deps: Deps, search: Search): Promise<Chosen | FieldFault[] | Unknown> {
  const faults: FieldFault[] = [];
  if (input.address !== undefined && !isAddress(input.address)) faults.push({ field: 'address', code: 'address-form' });
  if (input.address === undefined && input.host === undefined) faults.push({ field: 'host', code: 'host-needed' });
  const typedPort = readPort(input.port);
  if (isFault(typedPort)) faults.push(typedPort);
  const typedHost = input.host === undefined ? undefined : readHost(input.host);
  if (isFault(typedHost)) faults.push(typedHost);
  if (faults.length > 0 || isFault(typedPort) || isFault(typedHost)) return faults;

  const corrections: Correction[] = [...(typedHost?.corrections ?? [])];
  const domain = input.address === undefined ? undefined : readAddrSpec(input.address)?.domain;
  let found: DiscoverAnswer['found'] = [];
  let provider = domain === undefined ? undefined : providerOfDomain(deps.checkKnowledge, domain);
  if (!provider && domain !== undefined && typedHost === undefined) {
    const answer = await search(domain);
    found = answer?.found ?? [];
    const ours = found.find(({ verified }) => verified);
    provider =
      ours && providersOfHost(deps.checkKnowledge, ours.host).find(({ id }) => answer?.provider === undefined || answer.provider === id);
    if (provider) corrections.push({ id: 'provider-by-mx', with: { domain, provider: provider.name } });
  }
  const endpoint = typedHost === undefined ? endpointOf(provider && serversFor(provider, domain), input, typedPort) : undefined;
  const host = typedHost?.host ?? endpoint?.host;
  if (host === undefined) {
    const faults: FieldFault[] = [{ field: 'host', code: 'host-unknown-provider', with: { domain: domain ?? '' } }];
    return found.length > 0 && domain !== undefined ? { faults, suggested: { domain, found } } : faults;
  }
  if (endpoint && provider) corrections.push({ id: 'host-from-address', with: { provider: provider.name } });

  const { port, portCorrections } = choosePort(
    typedHost?.port ?? typedPort,
    endpoint?.port ?? (input.security === 'implicit-tls' ? 465 : 587),
  );
  corrections.push(...portCorrections);
  const security =
    endpoint && input.security === undefined && port === endpoint.port ? endpoint.security : readSecurity(input.security, port);
  if (isFault(security)) return [security];
  const refused =
    refuseOptedOut(host, deps.knowledge.optOut) ??
    admitTarget(host, port, deps.settings.allowTargets, knownPorts(host, deps)) ??
    hostFitsAddress(host, input.address, deps.checkKnowledge);
  if (refused) return [refused];
  const known = providersOfHost(deps.checkKnowledge, host);
  const id = (provider && known.includes(provider) ? provider : known[0])?.id ?? (typedHost === undefined ? provider?.id : undefined);
  return { target: { host, port, security }, corrections, ...(id !== undefined && { provider: id }) };
}

/** The provider's server that fits what was typed beside the address; the first one where nothing was. */
function endpointOf(
  list: CheckProvider['endpoints'] = [],
  input: Input,
  port: number | undefined,
): CheckProvider['endpoints'][number] | undefined {
  return (
    list.find((one) => (port !== undefined && one.port === port) || (port === undefined && one.security === input.security)) ?? list[0]
  );
}

/** Port 25 is read as the submission port and said so; a missing one is filled in. */
function choosePort(typed: number | undefined, usual: number): { port: number; portCorrections: Correction[] } {
  if (typed === 25) return { port: submissionPorts[1], portCorrections: [{ id: 'port-25', with: { port: String(submissionPorts[1]) } }] };
  if (typed !== undefined) return { port: typed, portCorrections: [] };
  return { port: usual, portCorrections: [{ id: 'port-default', with: { port: String(usual) } }] };
}
