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

const isOf = (name: string, end: string): boolean => name === end || name.endsWith(`.${end}`);

/** `smtp.example.com` stands for what ends in `example.com`; a host of two parts, or one right under the likes of `co.uk`, for itself. */
function houseOf(host: string): string {
  const house = host.slice(host.indexOf('.') + 1);
  return house.includes('.') && !/^(?:[a-z]{2}|com|org|net|gov)\.[a-z]{2}$/.test(house) ? house : host;
}

/** The provider whose server this is by its own greeting, where the host is a name of somebody else's for it. */
export function greeter({ providers }: Providers, greetedAs: string | undefined): Provider | undefined {
  const name = greetedAs?.toLowerCase();
  if (name === undefined) return undefined;
  return Object.values(providers).find(({ endpoints, mx }) =>
    [...Object.values(endpoints).map(({ host }) => houseOf(host)), ...mx].some((end) => isOf(name, end)),
  );
}

/** The provider that has the mail of an address, by who takes it (MX) or by its domain. */
export function mailboxProvider({ providers }: Providers, mx: string[] = [], address?: string): Provider | undefined {
  const all = Object.values(providers);
  const domain = address?.split('@').at(1)?.toLowerCase() ?? '';
  return all.find(({ domains }) => domains.includes(domain)) ?? all.find((one) => one.mx.some((end) => mx.some((name) => isOf(name, end))));
}
