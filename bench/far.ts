// The far side of the bench, in a process of its own: mail servers, and proxies that make the way to them long. Ends when its parent does.
import type { AddressInfo, Socket } from 'node:net';
import { createServer, connect } from 'node:net';
import { createAuthority } from '../practice/certificates.ts';
import { startMailServer } from '../practice/mail-server.ts';
import { delays, type Far, type FarPorts } from './shapes.ts';

/**
 * Delays one connection as a line with this round trip would. The client connects at once, as loopback does, so what a handshake of TCP costs is
 * added to its first bytes: they arrive 1.5 round trips after accept, and so does the connection itself. Everything else takes half a round trip.
 */
function delay(client: Socket, port: number, roundTripMs: number): void {
  const ready = performance.now() + 1.5 * roundTripMs;
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
  let server: Socket | undefined;
  const drop = (): void => {
    client.destroy();
    server?.destroy();
  };
  client.setNoDelay(true);
  client.on('error', drop);
  client.on('close', drop);
  const opened = wait(1.5 * roundTripMs).then(() => {
    server = connect({ host: '127.0.0.1', port, noDelay: true });
    server.on('error', drop);
    // What the server said last is still on its way.
    server.on('close', () => setTimeout(drop, roundTripMs / 2 + 1));
    server.on('data', (bytes: Buffer) => {
      setTimeout(() => client.write(bytes), roundTripMs / 2);
    });
  });
  client.on('data', (bytes: Buffer) => {
    const at = Math.max(ready, performance.now() + roundTripMs / 2);
    void opened.then(() => wait(at - performance.now())).then(() => server?.write(bytes));
  });
}

function startProxy(port: number, roundTripMs: number): Promise<number> {
  const proxy = createServer((client) => {
    delay(client, port, roundTripMs);
  });
  return new Promise((resolve) => {
    proxy.listen(0, '127.0.0.1', () => {
      resolve((proxy.address() as AddressInfo).port);
    });
  });
}

const authority = createAuthority('Bench CA');

async function start(security: 'starttls' | 'implicit-tls'): Promise<{ ports: FarPorts; held: () => number }> {
  const common = { host: 'localhost', security, authority, maxConnections: 4_096, idleMs: 300_000 };
  const server = await startMailServer(common);
  const silent = await startMailServer({ ...common, behaviour: { signIn: [{ when: 'anything', reply: [] }] } });
  const late = await Promise.all(delays.map((ms) => startProxy(server.port, ms)));
  return {
    ports: { direct: server.port, silent: silent.port, late: [late[0] ?? 0, late[1] ?? 0] },
    held: () => silent.count('AUTH'),
  };
}

const [starttls, implicit] = [await start('starttls'), await start('implicit-tls')];
const far: Far = { ca: authority.ca, starttls: starttls.ports, 'implicit-tls': implicit.ports };
process.on('disconnect', () => process.exit(0));
process.on('message', () => process.send?.({ held: starttls.held() + implicit.held() }));
process.send?.(far);
