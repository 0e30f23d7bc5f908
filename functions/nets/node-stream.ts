// A connection on Node as a Stream: the reader pulls, so no more than a socket's own buffer (64 kB) ever waits here.
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Stream, TlsFacts, TlsOptions } from '../../src/smtp/net.ts';
import { secure } from './node-tls.ts';
import { boundWire } from './wire-bound.ts';

const over = ['end', 'close', 'error'] as const;

/** The ends of a connection that wait for something. Its listeners stay as long as it does: adding and removing them costs more than a read. */
class Lines {
  socket: Socket;
  #reader: ((bytes: Uint8Array | null) => void) | undefined;
  #writer: ((written: boolean) => void) | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('readable', this.#look);
    for (const event of over) socket.on(event, this.#stop);
  }

  /** The next bytes; null after the end, a close or an error. */
  read(): Promise<Uint8Array | null> {
    const { promise, resolve } = Promise.withResolvers<Uint8Array | null>();
    this.#reader = resolve;
    this.#look();
    return promise;
  }

  write(bytes: Uint8Array): Promise<boolean> {
    const { socket } = this;
    if (socket.destroyed || !socket.writable) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#writer = resolve;
    socket.write(bytes, (error) => {
      this.#writer = undefined;
      resolve(!error);
    });
    return promise;
  }

  /** Lets the socket go to whoever has it next. */
  leave(): void {
    this.socket.off('readable', this.#look);
    for (const event of over) this.socket.off(event, this.#stop);
    this.#stop();
  }

  #look = (): void => {
    if (!this.#reader) return;
    const bytes = this.socket.read() as Buffer | null;
    if (bytes !== null) this.#settle(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    else if (this.socket.readableEnded || this.socket.destroyed) this.#settle(null);
  };

  #stop = (): void => {
    this.#settle(null);
    this.#writer?.(false);
  };

  #settle(bytes: Uint8Array | null): void {
    this.#reader?.(bytes);
    this.#reader = undefined;
  }
}

/** Makes a Stream of a connected socket; the socket is its own from then on. */
export function nodeStream(tcp: Socket, trust: SecureContext, now: () => number): Stream {
  let lines = new Lines(tcp);
  // open: may be read and written · handshake: by TLS alone · closed: for good, also after a TLS that is not trusted.
  let state: 'open' | 'handshake' | 'closed' = 'open';
  // Errors end reads and writes where they are waited for; one that comes at another time must not end the process.
  tcp.on('error', () => undefined);
  tcp.setNoDelay(true);
  boundWire(tcp);

  function close(): void {
    state = 'closed';
    lines.socket.destroy();
    tcp.destroy();
  }

  const isClosed = (): boolean => state === 'closed';

  async function startTls({ host }: TlsOptions): Promise<TlsFacts> {
    const closed = state === 'closed' || tcp.destroyed;
    // Bytes that wait here came before TLS, where anyone on the way can put them. Node would hand them to TLS as if they came after
    // (RFC 3207 §5); the other side is not speaking TLS, so the connection ends.
    if (closed || tcp.readableLength > 0 || state === 'handshake' || lines.socket !== tcp) {
      close();
      return { trusted: false, reasons: [closed ? 'closed' : 'not-tls'] };
    }
    state = 'handshake';
    lines.leave();
    const secured = await secure(tcp, trust, host, now);
    if (secured.socket) lines = new Lines(secured.socket);
    // `close` may have been called while the answer was on its way.
    if (!secured.socket || isClosed()) close();
    else state = 'open';
    return secured.facts;
  }

  return {
    read: () => (state === 'open' ? lines.read() : Promise.resolve(null)),
    write: (bytes) => (state === 'open' ? lines.write(bytes) : Promise.resolve(false)),
    startTls,
    close,
  };
}
