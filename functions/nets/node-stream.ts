// A connection on Node as a Stream: the reader pulls, so no more than a socket's own buffer (64 kB) ever waits here.
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Stream, TlsFacts, TlsOptions } from '../../src/smtp/net.ts';
import { secure } from './node-tls.ts';

const over = ['end', 'close', 'error'] as const;

/** Waits for the next bytes; null after the end, a close or an error. */
function nextBytes(socket: Socket): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const settle = (bytes: Uint8Array | null): void => {
      socket.off('readable', look);
      for (const event of over) socket.off(event, stop);
      resolve(bytes);
    };
    const stop = (): void => {
      settle(null);
    };
    const look = (): void => {
      const bytes = socket.read() as Buffer | null;
      if (bytes !== null) settle(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
      else if (socket.readableEnded || socket.destroyed) stop();
    };
    for (const event of over) socket.on(event, stop);
    socket.on('readable', look);
    look();
  });
}

function handOver(socket: Socket, bytes: Uint8Array): Promise<boolean> {
  if (socket.destroyed || !socket.writable) return Promise.resolve(false);
  return new Promise((resolve) => {
    const broken = (): void => {
      resolve(false);
    };
    socket.once('close', broken);
    socket.write(bytes, (error) => {
      socket.off('close', broken);
      resolve(!error);
    });
  });
}

/** Makes a Stream of a connected socket; the socket is its own from then on. */
export function nodeStream(tcp: Socket, trust: SecureContext, now: () => number): Stream {
  let socket = tcp;
  // open: may be read and written · handshake: by TLS alone · closed: for good, also after a TLS that is not trusted.
  let state: 'open' | 'handshake' | 'closed' = 'open';
  // Errors end reads and writes where they are waited for; one that comes at another time must not end the process.
  tcp.on('error', () => undefined);
  tcp.setNoDelay(true);

  function close(): void {
    state = 'closed';
    socket.destroy();
    tcp.destroy();
  }

  const isClosed = (): boolean => state === 'closed';

  async function startTls({ host }: TlsOptions): Promise<TlsFacts> {
    const closed = state === 'closed' || tcp.destroyed;
    // Bytes that wait here came before TLS, where anyone on the way can put them. Node would hand them to TLS as if they came after
    // (RFC 3207 §5); the other side is not speaking TLS, so the connection ends.
    if (closed || tcp.readableLength > 0 || state === 'handshake' || socket !== tcp) {
      close();
      return { trusted: false, reasons: [closed ? 'closed' : 'not-tls'] };
    }
    state = 'handshake';
    const secured = await secure(tcp, trust, host, now);
    if (secured.socket) socket = secured.socket;
    // `close` may have been called while the answer was on its way.
    if (!secured.socket || isClosed()) close();
    else state = 'open';
    return secured.facts;
  }

  return {
    read: () => (state === 'open' ? nextBytes(socket) : Promise.resolve(null)),
    write: (bytes) => (state === 'open' ? handOver(socket, bytes) : Promise.resolve(false)),
    startTls,
    close,
  };
}
