import type { Net, Opening, RecordType, Resolved, Target } from '../../src/smtp/net.ts';
import { isForbidden, isPublic, parseAddress } from './addresses.ts';
import { allowsAddress, allowsName, type Allowed } from './allow-list.ts';
import { isInsideName } from './inside-name.ts';
import { submissionPorts } from './target.ts';

/** Milliseconds that "no such name" takes at least, so that a name that leads inside answers no faster or slower than none (DESIGN §4). */
const noneFloorMs = 400;

/** Ports on which public hosts may be reached whatever a setting opens there: submission, and a domain's settings file. */
const usualPorts = new Set<number>([...submissionPorts, 443]);

const none: Resolved = { outcome: 'none' };

/**
 * A Net that leads nowhere but to public addresses and to what ALLOW_TARGETS opens.
 *
 * Shape: `resolve` asks for both families at once and answers `none` for both when any address is not allowed, exactly as for a name that does
 * not exist, and not sooner than `noneFloorMs` after the question. `adopt` judges addresses that the guard of another port of the same run let
 * pass, again and for this port: all of them, or none. `open` goes only to an address that this very object judged for that name, or that the
 * list opens: there is no second look-up between check and connection. Make one for each check, for one port.
 */
export function publicOnly(net: Net, allow: Allowed[], port: number): Net {
  const lookups = new Map<string, Promise<{ A: Resolved; AAAA: Resolved }>>();
  const admitted = new Map<string, Set<string>>();

  // A block opens a port for what lies in it; without this the same port would be open to every public host as well.
  const isForBlocks = !usualPorts.has(port) && allow.some((entry) => 'block' in entry && entry.port === port);

  const mayReach = (name: string, address: string): boolean =>
    (isPublic(address) && !isForBlocks) || allowsAddress(allow, address, port) || (allowsName(allow, name, port) && !isForbidden(address));

  // The list is no more to be trusted than an answer of DNS, and gets no more trust: who hands it over cannot open what a name server could not.
  function adopt(name: string, addresses: readonly string[]): readonly string[] {
    if (addresses.length === 0 || !addresses.every((address) => mayReach(name, address))) return [];
    admitted.set(name, new Set(addresses));
    return addresses;
  }

  async function lookUp(name: string): Promise<{ A: Resolved; AAAA: Resolved }> {
    const floor = net.after(noneFloorMs);
    try {
      const [A, AAAA] = await Promise.all([net.resolve(name, 'A'), net.resolve(name, 'AAAA')]);
      const addresses = [A, AAAA].flatMap((answer) => (answer.outcome === 'ok' ? answer.records : []));
      if (adopt(name, addresses).length > 0) return { A, AAAA };
      if (addresses.length === 0 && (A.outcome === 'failed' || AAAA.outcome === 'failed')) return { A, AAAA };
      await floor.done;
      return { A: none, AAAA: none };
    } finally {
      floor.cancel();
    }
  }

  async function resolve(name: string, type: RecordType): Promise<Resolved> {
    // Who takes the mail of an inside domain is nobody's business outside; where a setting opens the inside, it is asked for.
    if (type === 'MX' || type === 'TXT') return allow.length === 0 && isInsideName(name) ? none : net.resolve(name, type);
    const running = lookups.get(name) ?? lookUp(name);
    lookups.set(name, running);
    return (await running)[type];
  }

  function mayOpen({ name, address }: Target): boolean {
    if (address === undefined) return !net.can.byAddress && (admitted.has(name) || allowsName(allow, name, port));
    if (parseAddress(name)) return name === address && allowsAddress(allow, address, port);
    return (admitted.get(name)?.has(address) ?? false) && mayReach(name, address);
  }

  function open(target: Target): Opening {
    if (target.port === port && mayOpen(target)) return net.open(target);
    return { opened: Promise.resolve({ outcome: 'unreachable' as const }), cancel: () => undefined };
  }

  const reached = (family: 4 | 6, over: number): boolean => net.reached?.(family, over) ?? false;

  return { can: net.can, now: () => net.now(), after: (ms) => net.after(ms), resolve, adopt, open, reached };
}
