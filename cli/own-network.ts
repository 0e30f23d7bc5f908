// The command runs inside the office, so it may go where the office's own programs go: also to private addresses and names.
import { lookup } from 'node:dns/promises';
import { isForbidden } from '../functions/guards/addresses.ts';
import type { Net, Opening, RecordType, Resolved, Target } from '../src/smtp/net.ts';

/** Milliseconds for this computer's own way of finding names, after DNS found nothing. */
const systemMs = 2_000;

const none: Resolved = { outcome: 'none' };

/** Addresses by the hosts file and whatever else this system asks (RFC 6762, NetBIOS); empty where it knows none. */
export type SystemLookup = (name: string) => Promise<string[]>;

const systemLookup: SystemLookup = async (name) => {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
};

type Pair = Record<'A' | 'AAAA', Resolved>;

/**
 * A Net for the network that this computer is in.
 *
 * Shape: names that DNS does not know are looked up as this system's own programs do it. Metadata services and link-local neighbours are
 * never reached: an answer with nothing else is `none`, and `open` finds no way to them.
 */
export function ownNetwork(net: Net, system: SystemLookup = systemLookup): Net {
  const lookups = new Map<string, Promise<Pair>>();

  async function lookUp(name: string): Promise<Pair> {
    const [A, AAAA] = await Promise.all([net.resolve(name, 'A'), net.resolve(name, 'AAAA')]);
    if (A.outcome === 'ok' || AAAA.outcome === 'ok') return { A: allowed(A), AAAA: allowed(AAAA) };
    const timer = net.after(systemMs);
    const addresses = await Promise.race([system(name), timer.done.then(() => [])]);
    timer.cancel();
    if (addresses.length === 0) return { A, AAAA };
    const of = (isSix: boolean): Resolved =>
      allowed({ outcome: 'ok', records: addresses.filter((address) => address.includes(':') === isSix) });
    return { A: of(false), AAAA: of(true) };
  }

  async function resolve(name: string, type: RecordType): Promise<Resolved> {
    if (type === 'MX' || type === 'TXT') return net.resolve(name, type);
    const running = lookups.get(name) ?? lookUp(name);
    lookups.set(name, running);
    return (await running)[type];
  }

  function open(target: Target): Opening {
    if (target.address === undefined || !isForbidden(target.address)) return net.open(target);
    return { opened: Promise.resolve({ outcome: 'unreachable' }), cancel: () => undefined };
  }

  return { ...net, resolve, open };
}

function allowed(answer: Resolved): Resolved {
  if (answer.outcome !== 'ok') return answer;
  const records = answer.records.filter((address) => !isForbidden(address));
  return records.length > 0 ? { outcome: 'ok', records } : none;
}
