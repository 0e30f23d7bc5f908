// Which servers take the mail of a domain: our own facts first, then what the domain says of itself.
import { providerOfDomain, serversFor, type CheckProvider } from '../../src/knowledge/check-knowledge.ts';
import { asciiName } from '../../src/smtp/host-name.ts';
import type { Resolved } from '../../src/smtp/net.ts';
import type { DiscoverAnswer, SourceEnd } from '../../src/view/discover-view.ts';
import type { Found, Source } from '../../src/view/suggested-view.ts';
import type { Deps } from '../deps.ts';
import { refuseOptedOut } from '../guards/opt-out.ts';
import { admitTarget } from '../guards/target.ts';
import { greetingName } from '../running.ts';
import type { Candidate } from './candidate.ts';
import { submissionServices, type ServiceAnswer } from './services.ts';

/** Milliseconds for the domain's own records, and again for the addresses of the servers that they name. */
const lookUpMs = 4_000;
/** Milliseconds that "nothing" takes at least: services that lead inside are looked up, services that are not there are not. */
const nothingFloorMs = 1_000;
/** Servers of a stranger that are looked up, and that are told. */
const most = { hosts: 4, settings: 6 };

const port443 = 443;

/**
 * Searches for the settings of a domain, given in A-labels.
 *
 * Shape: the sources in the order file, MX, SRV, autoconfig; the first one that has something ends the search. Everything that a stranger
 * names passes the guards of a target (a host name, a submission port, public addresses and nothing else) and is left out, as if it had not been
 * there, where it does not. What stands in none of our facts is `verified: false`.
 * Clocks: `lookUpMs` twice, autoconfig's three seconds between them. Nothing is connected to but the domain's own web server.
 * Errors: none thrown; how each source ended is in `sources`.
 */
export async function discoverSettings(domain: string, deps: Deps): Promise<DiscoverAnswer> {
  const sources: Record<Source, SourceEnd> = { file: 'nothing', mx: 'not-needed', srv: 'not-needed', autoconfig: 'not-needed' };
  const answer = (found: Found[], provider?: CheckProvider): DiscoverAnswer => ({
    type: 'discover',
    v: 1,
    domain,
    ...(provider && { provider: provider.id }),
    found,
    sources,
  });

  const known = providerOfDomain(deps.checkKnowledge, domain);
  if (known) {
    sources.file = 'found';
    return answer(ofProvider(known, domain, 'file'), known);
  }

  const net = deps.netFor(port443);
  const floor = net.after(nothingFloorMs);
  try {
    const failed = { outcome: 'failed' as const };
    const [mx, services] = await Promise.all([
      inTime(deps, net.resolve(domain, 'MX'), failed),
      inTime<ServiceAnswer | undefined>(deps, deps.services && submissionServices(domain, deps.services), { outcome: 'could-not-tell' }),
    ]);
    const provider = byMx(mx, deps);
    sources.mx = provider ? 'found' : mx.outcome === 'failed' ? 'could-not-tell' : 'nothing';
    if (provider) return answer(ofProvider(provider, domain, 'mx'), provider);

    const published = services?.outcome === 'ok' ? await admitted(services.candidates, 'srv', deps) : undefined;
    sources.srv = published?.end ?? (services === undefined ? 'not-here' : services.outcome === 'ok' ? 'nothing' : services.outcome);
    if (published && published.found.length > 0) return answer(published.found);
    // Who says that there is no such service has answered.
    if (sources.srv !== 'says-none') {
      const isLeftAlone = [domain, `autoconfig.${domain}`].some((host) => hasOptedOut(host, deps));
      const file = deps.autoconfig && (isLeftAlone ? [] : await deps.autoconfig(domain, net, userAgent(deps)));
      const told = file && (await admitted(file, 'autoconfig', deps));
      sources.autoconfig = told?.end ?? 'not-here';
      if (told && told.found.length > 0) return answer(told.found);
    }
    await floor.done;
    return answer([]);
  } finally {
    floor.cancel();
  }
}

const userAgent = ({ settings }: Deps): string => `will-it-send (${greetingName(settings.siteUrl)}; looks for mail settings)`;

async function inTime<T>(deps: Deps, value: Promise<T> | T, late: T): Promise<T> {
  const clock = deps.netFor(port443).after(lookUpMs);
  try {
    return await Promise.race([value, clock.done.then(() => late)]);
  } finally {
    clock.cancel();
  }
}

const ofProvider = (provider: CheckProvider, domain: string, source: Source): Found[] =>
  serversFor(provider, domain).flatMap(({ host, port, security }) =>
    security === 'none' ? [] : [{ host, port, security, source, verified: true }],
  );

/** The provider that takes the mail of the domain, told by the names of its MX. */
function byMx(mx: Resolved, deps: Deps): CheckProvider | undefined {
  if (mx.outcome !== 'ok') return undefined;
  const names = mx.records.map((name) => name.toLowerCase());
  const found = Object.values(deps.knowledge.providers).find((provider) =>
    provider.mx.some((end) => names.some((name) => name === end || name.endsWith(`.${end}`))),
  );
  return found && deps.checkKnowledge.providers[found.id];
}

interface Admitted {
  end: SourceEnd;
  found: Found[];
}

/** The candidates that the guards let pass, in their order. A host is looked up once, whatever its ports. */
async function admitted(candidates: Candidate[], source: Source, deps: Deps): Promise<Admitted> {
  const named = candidates.filter(({ host, port }) => asciiName(host) === host && mayBeTarget(host, port, deps));
  const hosts = [...new Set(named.map(({ host }) => host))].slice(0, most.hosts);
  const looked = new Map(await Promise.all(hosts.map(async (host) => [host, await lookUp(host, named, deps)] as const)));
  const found = named
    .filter(({ host, port }) => looked.get(host)?.has(port) === true)
    .filter((one, at, all) => all.findIndex(({ host, port }) => host === one.host && port === one.port) === at)
    .slice(0, most.settings)
    .map((one) => ({ ...one, source, verified: isOurs(one, deps) }));
  const failed = [...looked.values()].some((ports) => ports === undefined);
  return { end: found.length > 0 ? 'found' : failed ? 'could-not-tell' : 'nothing', found };
}

const hasOptedOut = (host: string, { knowledge }: Deps): boolean => refuseOptedOut(host, knowledge.optOut) !== undefined;

const mayBeTarget = (host: string, port: number, deps: Deps): boolean =>
  !hasOptedOut(host, deps) &&
  admitTarget(
    host,
    port,
    deps.settings.allowTargets,
    endpointsOf(host, deps).map((endpoint) => endpoint.port),
  ) === undefined;

const endpointsOf = (host: string, { checkKnowledge }: Deps): CheckProvider['endpoints'] =>
  Object.values(checkKnowledge.providers).flatMap(({ endpoints }) => endpoints.filter((endpoint) => endpoint.host === host));

const isOurs = ({ host, port, security }: Candidate, deps: Deps): boolean =>
  endpointsOf(host, deps).some((endpoint) => endpoint.port === port && endpoint.security === security);

/** The ports of a host whose guards let its addresses pass; undefined where it could not be looked up. */
async function lookUp(host: string, candidates: Candidate[], deps: Deps): Promise<Set<number> | undefined> {
  const ports = [...new Set(candidates.filter((one) => one.host === host).map(({ port }) => port))];
  const [first, ...others] = ports;
  if (first === undefined) return new Set();
  const net = deps.netFor(first);
  const failed: Resolved = { outcome: 'failed' };
  const answers = await inTime(deps, Promise.all([net.resolve(host, 'A'), net.resolve(host, 'AAAA')]), [failed, failed]);
  const addresses = answers.flatMap((answer) => (answer.outcome === 'ok' ? answer.records : []));
  if (addresses.length === 0) return answers.some(({ outcome }) => outcome === 'failed') ? undefined : new Set();
  const adopts = (port: number): boolean => {
    const guard = deps.netFor(port);
    return (guard.adopt ? guard.adopt(host, addresses) : addresses).length > 0;
  };
  return new Set([first, ...others.filter(adopts)]);
}
