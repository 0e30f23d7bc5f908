// Net on Node: the reference. It connects by address, verifies certificates itself and says why one was refused.
import { connect, isIP, type Socket } from 'node:net';
import type { Net, Opened, Opening, Target } from '../../src/smtp/net.ts';
import { startTimer } from './clock.ts';
import { nodeResolve } from './node-dns.ts';
import { nodeStream } from './node-stream.ts';
import { trustOf } from './node-tls.ts';

export interface NodeNetOptions {
  /** Address of the resolver to ask, with port where it is not 53. Default: the system's. */
  dnsServer?: string;
  /** Certificates (PEM) to trust beside the public ones. Default none. */
  ca?: string[];
  /** Trust only `ca` and none of the public ones. Default false. */
  onlyTheseCa?: boolean;
}

type Failed = Exclude<Opened['outcome'], 'ok'>;

const outcomes: Record<string, Failed> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  // No address of this family on this machine.
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
};

const outcomeOf = (error: NodeJS.ErrnoException): Failed => outcomes[error.code ?? ''] ?? 'unclear';

/** Milliseconds for which a connection that stood proves that our own network lets such connections out. */
const latelyMs = 900_000;

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/i.test(address);

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

/**
 * Makes a Net of Node's own sockets, TLS and resolver. Nothing here rejects, and no event goes unheard.
 * Bounds: TLS 1.2 and newer. `open` takes an address only: a name would be looked up a second time, unchecked, and is `unclear`.
 */
export function nodeNet({ dnsServer, ca = [], onlyTheseCa = false }: NodeNetOptions = {}): Net {
  const trust = trustOf(ca, onlyTheseCa);
  const now = (): number => Date.now();
  const reachedAt = new Map<string, number>();

  function open({ address, port, tls }: Target): Opening {
    if (address === undefined || isIP(address) === 0 || !isPort(port)) {
      return { opened: Promise.resolve({ outcome: 'unclear' }), cancel: () => undefined };
    }
    const socket: Socket = connect({ host: address, port });
    let end = (): void => {
      socket.destroy();
    };
    const opened = new Promise<Opened>((resolve) => {
      socket.once('error', (error) => {
        socket.destroy();
        resolve({ outcome: outcomeOf(error) });
      });
      // Only a socket that was cancelled closes without having connected or failed.
      socket.once('close', () => {
        resolve({ outcome: 'cancelled' });
      });
      socket.once('connect', () => {
        if (!isLoopback(address)) reachedAt.set(`${String(isIP(address))} ${String(port)}`, now());
        const stream = nodeStream(socket, trust, now);
        end = () => {
          stream.close();
        };
        resolve({ outcome: 'ok', stream, ...(tls && { secured: stream.startTls(tls) }) });
      });
    });
    return {
      opened,
      cancel: () => {
        end();
      },
    };
  }

  return {
    can: { byAddress: true, tlsReasons: true, tlsFacts: true, startTlsVerified: true },
    now,
    after: startTimer,
    resolve: nodeResolve(dnsServer),
    open,
    reached: (family, port) => now() - (reachedAt.get(`${String(family)} ${String(port)}`) ?? -Infinity) < latelyMs,
  };
}
