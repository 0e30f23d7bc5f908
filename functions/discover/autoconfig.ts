// The settings file that Thunderbird and many others look for at a mail domain.
import type { Net } from '../../src/smtp/net.ts';
import { httpsGet, type Place } from './https-get.ts';
import type { Candidate } from './candidate.ts';
import { readXml, type Element } from './xml.ts';

/** Milliseconds for all of it, from the call on: look-ups, connections, both files. */
export const autoconfigMs = 3_000;
const mostServers = 10;

/** Asks a domain for its file; handed in, so that runtimes that cannot connect to a checked address do not carry it. */
export type Autoconfig = (domain: string, net: Net, userAgent: string) => Promise<Candidate[]>;

/**
 * Gets the file and reads the outgoing servers of it, in its order.
 *
 * Shape: both places are asked at once, the first one wins where it has something. Only the domain goes there: no address, no query.
 * Errors: an empty list for all of them.
 * Source: draft-ietf-mailmaint-autoconfig §"Mail provider" (1.1 without the address, 1.2); the form with http is left out.
 */
export const autoconfig: Autoconfig = async (domain, net, userAgent) => {
  const places: Place[] = [
    { host: `autoconfig.${domain}`, path: '/mail/config-v1.1.xml' },
    { host: domain, path: '/.well-known/autoconfig/mail/config-v1.1.xml' },
  ];
  const clock = net.after(autoconfigMs);
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const over = Promise.race([clock.done, left]);
  const asked = places.map(async (place) => {
    const bytes = await httpsGet(place, net, userAgent, over);
    return bytes === undefined ? [] : readAutoconfig(bytes, domain);
  });
  try {
    for (const found of asked) {
      const servers = await found;
      if (servers.length > 0) return servers;
    }
    return [];
  } finally {
    leave();
    clock.cancel();
  }
};

/** The outgoing servers of a file. Whatever is not understood is left out: a file that is no such file has none. */
export function readAutoconfig(bytes: Uint8Array, domain: string): Candidate[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return [];
  }
  const root = readXml(text);
  if (root?.name !== 'clientConfig') return [];
  return childrenOf(root, 'emailProvider')
    .flatMap((provider) => childrenOf(provider, 'outgoingServer'))
    .filter((server) => server.attributes.get('type') === 'smtp')
    .slice(0, mostServers)
    .flatMap((server) => readServer(server, domain) ?? []);
}

const childrenOf = (element: Element, name: string): Element[] => element.children.filter((child) => child.name === name);

const securities: Record<string, Candidate['security']> = { ssl: 'implicit-tls', starttls: 'starttls' };
const usernames: Record<string, Candidate['username']> = {
  '%EMAILADDRESS%': 'address',
  '%EMAILLOCALPART%@%EMAILDOMAIN%': 'address',
  '%EMAILLOCALPART%': 'local-part',
};

function readServer(server: Element, domain: string): Candidate | undefined {
  const textOf = (name: string): string => childrenOf(server, name)[0]?.text.trim() ?? '';
  const port = textOf('port');
  const security = securities[textOf('socketType').toLowerCase()];
  // Without encryption nothing is signed in to, so it is no setting to suggest.
  if (security === undefined || !/^\d{1,5}$/.test(port)) return undefined;
  const username = usernames[textOf('username')];
  return {
    host: textOf('hostname').replace('%EMAILDOMAIN%', domain).toLowerCase(),
    port: Number(port),
    security,
    ...(username !== undefined && { username }),
  };
}
