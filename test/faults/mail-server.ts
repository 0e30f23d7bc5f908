// A mail server that a test has in its hands: it says when a connection came and went, and what it does at each command.
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface HeldServer {
  port: number;
  /** Resolves with the next connection, in the order in which they came. */
  connection(): Promise<HeldConnection>;
  close(): Promise<void>;
}

export interface HeldConnection {
  /** Resolves when it has ended. */
  closed: Promise<void>;
  say(text: string): void;
  /** Ends it without a word. */
  drop(): void;
}

/** Says nothing by itself. The caller closes it. */
export async function startHeldServer(): Promise<HeldServer> {
  const sockets = new Set<Socket>();
  const came: HeldConnection[] = [];
  const waiting: ((one: HeldConnection) => void)[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.resume();
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        sockets.delete(socket);
        resolve();
      });
    });
    const one = { closed, say: (text: string) => void socket.write(text), drop: () => void socket.destroy() };
    const next = waiting.shift();
    if (next) next(one);
    else came.push(one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connection: () =>
      new Promise((resolve) => {
        const one = came.shift();
        if (one) resolve(one);
        else waiting.push(resolve);
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
