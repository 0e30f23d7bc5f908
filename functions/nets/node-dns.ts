// Names on Node: c-ares with a clock of its own. dns.lookup would hold one of four threads for as long as a resolver is silent.
import { promises as dns } from 'node:dns';
import type { RecordType, Resolved } from '../../src/smtp/net.ts';
import { resolveLocalhost } from './localhost.ts';
import { servicesOf, type ResolveServices } from './srv.ts';
import { boundedTexts } from './txt.ts';

/** Milliseconds for the first try; c-ares doubles it for the second one. The clock of the whole look-up is the caller's. */
const tryMs = 2_500;
const tries = 2;

const none: Resolved = { outcome: 'none' };
const noSuch = new Set(['ENOTFOUND', 'ENODATA']);

function resolverAt(server: string | undefined): dns.Resolver {
  const resolver = new dns.Resolver({ timeout: tryMs, tries });
  if (server !== undefined) resolver.setServers([server]);
  return resolver;
}

/** What an error says: `none` only where the answer was "no such name" or "no such record". */
function afterError(error: unknown): { outcome: 'none' } | { outcome: 'failed' } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { outcome: noSuch.has(code) ? 'none' : 'failed' };
}

/**
 * Look-ups through the system's resolvers, or through `server` (an address, with port where it is not 53; `[::1]:5300` for IPv6).
 * Errors: none thrown; an answer that says "no such name" or "no such record" is `none`, everything else that goes wrong is `failed`.
 */
export function nodeResolve(server?: string): (name: string, type: RecordType) => Promise<Resolved> {
  const resolver = resolverAt(server);

  async function ask(name: string, type: RecordType): Promise<string[]> {
    if (type === 'A') return resolver.resolve4(name);
    if (type === 'AAAA') return resolver.resolve6(name);
    if (type === 'TXT') return boundedTexts((await resolver.resolveTxt(name)).map((strings) => strings.join('')));
    const records = await resolver.resolveMx(name);
    // An empty host name is the null MX of RFC 7505: this domain takes no mail.
    return records
      .sort((a, b) => a.priority - b.priority)
      .map(({ exchange }) => exchange)
      .filter((exchange) => exchange !== '' && exchange !== '.');
  }

  return async (name, type) => {
    const local = resolveLocalhost(name, type);
    if (local) return local;
    try {
      const records = await ask(name, type);
      return records.length > 0 ? { outcome: 'ok', records } : none;
    } catch (error) {
      return afterError(error);
    }
  };
}

/** The services of a domain (SRV), through the same resolvers; errors as above. */
export function nodeServices(server?: string): ResolveServices {
  const resolver = resolverAt(server);
  return async (name) => {
    try {
      const found = await resolver.resolveSrv(name);
      return servicesOf(found.map(({ priority, weight, port, name: target }) => ({ priority, weight, port, target })));
    } catch (error) {
      return afterError(error);
    }
  };
}
