// The stories' mail servers on loopback.
import { createServer, type AddressInfo } from 'node:net';
import { createAuthority } from '../../practice/certificates.ts';
import { startMailServer, type MailServer, type MailServerOptions } from '../../practice/mail-server.ts';
import type { Spot, Spots, StoryCertificate } from './stories.ts';

const kinds: StoryCertificate[] = ['good', 'expired', 'self-signed', 'other-name'];

/** Gives a port that nobody listens on. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** Starts them under one name, with one CA. `address` is left out for runtimes that connect by name. */
export async function startSpots(name: string, address?: string): Promise<{ spots: Spots; ca: string; close: () => Promise<void> }> {
  const authority = createAuthority();
  const servers: MailServer[] = [];
  const at = (port: number): Spot => ({ name, ...(address !== undefined && { address }), port });
  const start = async (options: Partial<MailServerOptions>): Promise<Spot> => {
    const server = await startMailServer({ host: name, authority, ...options });
    servers.push(server);
    return at(server.port);
  };
  const each = async (security: 'starttls' | 'implicit-tls'): Promise<Record<StoryCertificate, Spot>> => {
    const pairs = await Promise.all(kinds.map(async (certificate) => [certificate, await start({ certificate, security })] as const));
    return Object.fromEntries(pairs) as Record<StoryCertificate, Spot>;
  };
  const spots: Spots = {
    starttls: await each('starttls'),
    implicit: await each('implicit-tls'),
    silent: await start({ behaviour: { greeting: [] } }),
    injecting: await start({
      behaviour: { starttls: { offered: true, reply: ['220 Go ahead'], injected: '250-INJECTED\r\n250 AUTH PLAIN\r\n' } },
    }),
    closed: at(await closedPort()),
  };
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  return { spots, ca: authority.ca, close };
}
