// Puts the practice hosts into a Net: their exact names lead to loopback and trust the practice CA; every other name stays as it is.
import { nodeNet } from '../functions/nets/node.ts';
import type { Net, Opened, Opening, RecordType, Resolved, Target } from '../src/smtp/net.ts';
import { isOfPractice, textOf } from './domains.ts';
import type { Practice } from './server.ts';

const nets = new WeakMap<Practice, Net>();

/** The Net that goes to the practice hosts themselves; one for each practice server, for its trust is costly to load. */
function practiceNet(practice: Practice): Net {
  const made = nets.get(practice) ?? nodeNet({ ca: [practice.ca], onlyTheseCa: true });
  nets.set(practice, made);
  return made;
}

/**
 * A connection that never comes about. Loopback cannot drop packets, so a blocked port is acted here, in the table, and not by a socket.
 * It ends when it is cancelled.
 */
function noAnswer(): Opening {
  let cancel: () => void = () => undefined;
  const opened = new Promise<Opened>((resolve) => {
    cancel = () => {
      resolve({ outcome: 'cancelled' });
    };
  });
  return { opened, cancel };
}

/**
 * A Net that knows the practice hosts.
 *
 * Shape: a name of the table is answered with its loopback address and its ports are mapped; a port without a server is a closed one. TXT records of its domain come from domains.ts.
 * Names that are not in the table, and literal addresses, pass through untouched; clocks and abilities are those of `net`. Once such a name was
 * asked for, this side counts as one that reaches others. Make one for each run.
 */
export function withPractice(net: Net, practice: Practice): Net {
  const inner = practiceNet(practice);
  let isPractice = false;

  async function resolve(name: string, type: RecordType): Promise<Resolved> {
    // What the practice domain publishes is nobody else's business, also where it publishes nothing.
    if (type === 'TXT' && isOfPractice(name)) return textOf(name);
    const host = practice.hosts.get(name);
    if (!host) return net.resolve(name, type);
    isPractice = true;
    return host.reach === 'no-such-host' || type !== 'A' ? { outcome: 'none' } : { outcome: 'ok', records: [host.address] };
  }

  function adopt(name: string, addresses: readonly string[]): readonly string[] {
    if (!practice.hosts.has(name)) return net.adopt?.(name, addresses) ?? addresses;
    isPractice = true;
    return addresses;
  }

  function open(target: Target): Opening {
    const host = practice.hosts.get(target.name);
    if (!host) return net.open(target);
    if (host.reach === 'no-answer') return noAnswer();
    return inner.open({ ...target, address: host.address, port: host.ports.get(target.port) ?? practice.closedPort });
  }

  // A practice host lies on this very machine: where it is silent, that is its own doing and not the network's.
  const reached = (family: 4 | 6, port: number): boolean => isPractice || (net.reached?.(family, port) ?? false);

  return { can: net.can, now: () => net.now(), after: (ms) => net.after(ms), resolve, adopt, open, reached };
}
