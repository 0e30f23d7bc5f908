// A Net whose world is a script: names, servers and time are made up, nothing leaves the process. Tests and demonstrations use it.
import type { Net, NetAbilities, Opened, Opening, RecordType, Resolved, Target, Timer, TlsFacts } from '../../src/smtp/net.ts';
import { Pipe, type Peer } from './scripted-pipe.ts';
import { VirtualClock } from './virtual-clock.ts';

export type { Peer } from './scripted-pipe.ts';

/** What a server does with one connection. When it returns, the server closes the connection. */
export type Script = (peer: Peer, target: Target) => Promise<void>;

/** silent: nothing ever answers, as behind a firewall that drops. */
export type Listener = Script | 'closed' | 'unreachable' | 'unclear' | 'silent';
export type Records = string[] | 'failed' | 'silent';

export interface World {
  /** Records by name. A name or type that is left out does not exist. */
  names?: Record<string, Partial<Record<RecordType, Records>>>;
  /** Listeners by `<address>:<port>` or `<name>:<port>` (IPv6 without brackets). One that is left out is a closed port. */
  servers?: Record<string, Listener>;
  can?: Partial<NetAbilities>;
  /** Wall clock at the start, milliseconds since 1970. */
  startAt?: number;
}

/** One connection as the script's author sees it afterwards. */
export interface Connection {
  target: Target;
  /** All bytes that the client wrote, as text. */
  readonly received: string;
  /** Number of writes that the client needed. */
  readonly writes: number;
  /** The client has not closed it. */
  readonly open: boolean;
}

export interface ScriptedNet extends Net {
  readonly connections: Connection[];
  /** Names that were looked up, with the type. */
  readonly lookups: string[];
  /** Timers of `after` that were neither cancelled nor have rung. */
  readonly pendingTimers: number;
}

/** A trusted TLS session, with what a server part wants to be different. */
export function tlsFacts(different: Partial<TlsFacts> = {}): TlsFacts {
  return { trusted: true, reasons: [], version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', ...different };
}

/**
 * Makes a scripted Net.
 * Time is virtual: it stands still while anything happens and then jumps to the next timer. A script that throws makes its error known as an unhandled rejection.
 */
export function scriptedNet(world: World): ScriptedNet {
  const clock = new VirtualClock(world.startAt ?? Date.UTC(2026, 10, 25, 9));
  const connections: Connection[] = [];
  const lookups: string[] = [];
  const timers = new Set<Timer>();

  function after(ms: number): Timer {
    const timer = clock.after(ms);
    const counted: Timer = {
      done: timer.done.then(() => void timers.delete(counted)),
      cancel() {
        timers.delete(counted);
        timer.cancel();
      },
    };
    timers.add(counted);
    return counted;
  }

  async function resolve(name: string, type: RecordType): Promise<Resolved> {
    lookups.push(`${name} ${type}`);
    const records = world.names?.[name]?.[type];
    clock.stir();
    if (records === 'failed') return { outcome: 'failed' };
    if (records === 'silent') {
      clock.waits += 1;
      return new Promise(() => undefined);
    }
    return records === undefined || records.length === 0 ? { outcome: 'none' } : { outcome: 'ok', records };
  }

  function open(target: Target): Opening {
    clock.stir();
    const port = String(target.port);
    const listener = world.servers?.[`${target.address ?? target.name}:${port}`] ?? world.servers?.[`${target.name}:${port}`] ?? 'closed';
    if (typeof listener === 'string' && listener !== 'silent') {
      return { opened: Promise.resolve({ outcome: listener === 'closed' ? 'refused' : listener }), cancel: () => undefined };
    }
    if (listener === 'silent') {
      clock.waits += 1;
      const { promise, resolve: settle } = Promise.withResolvers<Opened>();
      void promise.then(() => (clock.waits -= 1));
      const cancel = () => {
        settle({ outcome: 'cancelled' });
      };
      return { opened: promise, cancel };
    }
    const pipe = new Pipe(clock);
    connections.push({
      target,
      get received() {
        return pipe.received;
      },
      get writes() {
        return pipe.writes;
      },
      get open() {
        return !pipe.clientClosed;
      },
    });
    const opened: Opened = { outcome: 'ok', stream: pipe.stream, ...(target.tls ? { secured: pipe.stream.startTls(target.tls) } : {}) };
    void listener(pipe.peer, target).then(() => {
      pipe.peer.close();
    });
    return { opened: Promise.resolve(opened), cancel: () => pipe.stream.close() };
  }

  return {
    can: { byAddress: true, tlsReasons: true, tlsFacts: true, startTlsVerified: true, ...world.can },
    connections,
    lookups,
    get pendingTimers() {
      return timers.size;
    },
    now: () => clock.now(),
    after,
    resolve,
    open,
  };
}
