// How much a far server may send on one connection, seen from below TLS.
import type { Socket } from 'node:net';

/**
 * Bytes on the wire. A dialogue ends at 64 kB; sent in records of one byte each that is 1.5 MB, and a handshake with a large chain is another 0.1 MB.
 * What is over is no dialogue: renewed keys, tickets and wishes for a new handshake reach no reader, cost time, and each may want an answer, which is
 * kept in memory for as long as the other side does not take it.
 */
const mostBytes = 2_000_000;
/** Milliseconds between two looks. One clock for all connections: a look costs next to nothing, a clock for each of them does not. */
const lookMs = 250;

const watched = new Set<Socket>();
let clock: NodeJS.Timeout | undefined;

function look(): void {
  for (const socket of watched) if (socket.bytesRead > mostBytes) socket.destroy();
}

/** From now on this connection is ended when more than two million bytes have come over it. */
export function boundWire(socket: Socket): void {
  watched.add(socket);
  // It keeps no process alive.
  clock ??= setInterval(look, lookMs).unref();
  socket.once('close', () => {
    watched.delete(socket);
    if (watched.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  });
}
