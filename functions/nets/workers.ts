// Net on Cloudflare Workers. It connects by name and sees neither certificate nor reasons: where it is blind it says `unclear`.
import type { connect, WorkerSocket } from 'cloudflare:sockets';
import type { Net, Opened, Opening, RecordType, Resolved, Stream, Target, TlsFacts } from '../../src/smtp/net.ts';
import { startTimer } from './clock.ts';

export interface WorkersNetOptions {
  /** `connect` of cloudflare:sockets; handed in, so that this file can be read and tested anywhere. */
  connect: typeof connect;
  /** Look-ups, for example `dohResolve`. */
  resolve: (name: string, type: RecordType) => Promise<Resolved>;
  /**
   * The platform verifies the certificate of a STARTTLS upgrade, but unseen by us, and is reported to ignore the expected name. Say true only
   * for a deployment whose own self-test (self-test.ts) was passed; a function is asked at each upgrade. Default false.
   */
  startTlsVerified?: boolean | (() => boolean);
}

const unclear: TlsFacts = { trusted: false, reasons: ['unclear'] };
const nothing = (): void => undefined;

/** A promise that becomes `instead` when `end` is called first. Never rejects: a rejection is `instead` too. */
function endable<T>(promise: Promise<T>, instead: T): { value: Promise<T>; end: () => void } {
  let end = nothing;
  const value = new Promise<T>((resolve) => {
    end = () => {
      resolve(instead);
    };
    promise.then(resolve, end);
  });
  return { value, end };
}

function drop(socket: WorkerSocket): void {
  // Waiting for it can hang for ever on the platform.
  socket.close().catch(nothing);
}

/** The platform reports the end of a socket on promises of its own; an unheard one would end the request. */
function heard(socket: WorkerSocket): WorkerSocket {
  socket.opened.catch(nothing);
  socket.closed.catch(nothing);
  return socket;
}

function workerStream(first: WorkerSocket, isVerified: () => boolean): Stream {
  let socket = first;
  let reader = socket.readable.getReader();
  let writer = socket.writable.getWriter();
  let closed = false;
  let upgraded = false;
  const waiting = new Set<() => void>();

  async function unlessClosed<T>(start: () => Promise<T>, instead: T): Promise<T> {
    // Also a call that throws at once ends as `instead`.
    const { value, end } = endable(Promise.resolve().then(start), instead);
    waiting.add(end);
    const outcome = await value;
    waiting.delete(end);
    return outcome;
  }

  function close(): void {
    if (closed) return;
    closed = true;
    for (const end of waiting) end();
    drop(socket);
  }

  async function startTls(host: string): Promise<TlsFacts> {
    if (closed) return { trusted: false, reasons: ['closed'] };
    if (!isVerified() || upgraded) {
      close();
      return unclear;
    }
    upgraded = true;
    try {
      reader.releaseLock();
      writer.releaseLock();
      socket = heard(socket.startTls({ expectedServerHostname: host }));
      reader = socket.readable.getReader();
      writer = socket.writable.getWriter();
      const stands = await unlessClosed(() => socket.opened.then(() => true), false);
      if (stands) return { trusted: true, reasons: [] };
    } catch {
      // Falls through: what failed is not known.
    }
    close();
    return unclear;
  }

  return {
    async read() {
      if (closed) return null;
      return unlessClosed(() => reader.read().then(({ done, value }) => (done ? null : value)), null);
    },
    async write(bytes) {
      if (closed) return false;
      return unlessClosed(() => writer.write(bytes).then(() => true), false);
    },
    startTls: ({ host }) => startTls(host),
    close,
  };
}

/**
 * Makes a Net of a Worker's sockets. Nothing here rejects.
 * Bounds: by name only (the platform sends no server name for an address), and never to a port or address that the platform refuses.
 * With implicit TLS a connection that stands is a trusted one: the platform verified chain, dates and name, and shows none of them.
 */
export function workersNet({ connect: connectTo, resolve, startTlsVerified = false }: WorkersNetOptions): Net {
  const isVerified = typeof startTlsVerified === 'function' ? startTlsVerified : () => startTlsVerified;

  function open({ name, port, tls }: Target): Opening {
    // The platform verifies the name that it connects to; it cannot be asked for another one.
    if (tls && tls.host !== name) return { opened: Promise.resolve({ outcome: 'unclear' }), cancel: nothing };
    let socket: WorkerSocket;
    try {
      socket = heard(connectTo({ hostname: name, port }, { secureTransport: tls ? 'on' : 'starttls', allowHalfOpen: false }));
    } catch {
      return { opened: Promise.resolve({ outcome: 'unclear' }), cancel: nothing };
    }
    let stream: Stream | undefined;
    let cancelled = false;
    const begun = socket.opened.then(
      (): Opened => {
        if (cancelled) return { outcome: 'cancelled' };
        stream = workerStream(socket, isVerified);
        return { outcome: 'ok', stream, ...(tls && { secured: Promise.resolve({ trusted: true, reasons: [] }) }) };
      },
      (): Opened => ({ outcome: 'unclear' }),
    );
    const { value: opened, end } = endable(begun, { outcome: 'cancelled' });
    return {
      opened,
      cancel() {
        cancelled = true;
        end();
        if (stream) stream.close();
        else drop(socket);
      },
    };
  }

  return {
    can: {
      byAddress: false,
      tlsReasons: false,
      tlsFacts: false,
      get startTlsVerified() {
        return isVerified();
      },
    },
    now: () => Date.now(),
    after: startTimer,
    resolve,
    open,
  };
}
