// From what was typed in the first step to the one server to look at.
import { providerOfDomain, providersOfHost, type CheckProvider } from '../src/knowledge/check-knowledge.ts';
import type { Elsewhere } from '../src/diagnosis/other-doors.ts';
import type { LookAnswer } from '../src/view/look-view.ts';
import type { Deps } from './deps.ts';
import { isAddress, isFault, readPort, readSecurity, type Input } from './guards/input.ts';
import { hostFitsAddress } from './guards/provider-host.ts';
import { admitTarget, readHost, submissionPorts, type Correction, type FieldFault } from './guards/target.ts';

type Chosen = Pick<LookAnswer, 'target' | 'corrections'> & { provider?: string };

/** The provider that handles a domain's mail, told by its MX names. Undefined where none of ours does, or the look-up failed. */
async function providerByMx(domain: string, deps: Deps): Promise<CheckProvider | undefined> {
  const answer = await deps.netFor(587).resolve(domain, 'MX');
  if (answer.outcome !== 'ok') return undefined;
  const found = Object.values(deps.knowledge.providers).find((provider) =>
    provider.mx.some((end) => answer.records.some((name) => name === end || name.endsWith(`.${end}`))),
  );
  return found && deps.checkKnowledge.providers[found.id];
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
 * Chooses host, port and encryption. A typed host wins; without one the provider of the address says it.
 * Errors (as field faults): address-form, host-needed, host-unknown-provider, host-form, host-literal, host-inside, host-not-of-provider,
 * port-form, port-closed-here, security-form.
 */
export async function chooseTarget(input: Input, deps: Deps): Promise<Chosen | FieldFault[]> {
  const faults: FieldFault[] = [];
  if (input.address !== undefined && !isAddress(input.address)) faults.push({ field: 'address', code: 'address-form' });
  if (input.address === undefined && input.host === undefined) faults.push({ field: 'host', code: 'host-needed' });
  const typedPort = readPort(input.port);
  if (isFault(typedPort)) faults.push(typedPort);
  const typedHost = input.host === undefined ? undefined : readHost(input.host);
  if (isFault(typedHost)) faults.push(typedHost);
  if (faults.length > 0 || isFault(typedPort) || isFault(typedHost)) return faults;

  const corrections: Correction[] = [...(typedHost?.corrections ?? [])];
  const domain = input.address?.split('@')[1]?.toLowerCase();
  let provider = domain === undefined ? undefined : providerOfDomain(deps.checkKnowledge, domain);
  if (!provider && domain !== undefined && typedHost === undefined) {
    provider = await providerByMx(domain, deps);
    if (provider) corrections.push({ id: 'provider-by-mx', with: { domain, provider: provider.name } });
  }
  const endpoint = typedHost === undefined ? endpointOf(provider, input, typedPort) : undefined;
  const host = typedHost?.host ?? endpoint?.host;
  if (host === undefined) return [{ field: 'host', code: 'host-unknown-provider', with: { domain: domain ?? '' } }];
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
    admitTarget(host, port, deps.settings.allowTargets, knownPorts(host, deps)) ??
    hostFitsAddress(host, input.address, deps.checkKnowledge);
  if (refused) return [refused];
  const known = providersOfHost(deps.checkKnowledge, host);
  const id = (provider && known.includes(provider) ? provider : known[0])?.id ?? (typedHost === undefined ? provider?.id : undefined);
  return { target: { host, port, security }, corrections, ...(id !== undefined && { provider: id }) };
}

/** The provider's server that fits what was typed beside the address; the first one where nothing was. */
function endpointOf(
  provider: CheckProvider | undefined,
  input: Input,
  port: number | undefined,
): CheckProvider['endpoints'][number] | undefined {
  const list = provider?.endpoints ?? [];
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
