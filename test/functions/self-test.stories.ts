// What a self-test makes of a platform and of three hosts. The same table on Node and in workerd, over real sockets and real handshakes.
import { createServer, type AddressInfo } from 'node:net';
import { createAuthority, type CertificateKind } from '../../practice/certificates.ts';
import { startMailServer, type MailServer, type MailServerOptions } from '../../practice/mail-server.ts';

/** Every host is localhost: workerd resolves by the hosts file and verifies the name that it connects to. */
export const host = 'localhost';

/** Ports, by what answers there. */
export type Ports = Record<CertificateKind | 'no-tls' | 'nobody', number>;

export interface Story {
  good?: keyof Ports;
  otherName?: keyof Ports;
  expired?: keyof Ports;
  /** Where this platform's handshake goes another way: it takes the name in the certificate for the one asked for, or every certificate, or ends early. */
  odd?: { at: keyof Ports; how: 'takes the name' | 'takes everything' | 'breaks' | 'hangs' };
  /** Outcome, and the host that decided. */
  ends: string;
}

export const stories: Record<string, Story> = {
  'both bad certificates are refused: passed': { ends: 'passed' },
  'a certificate for another name is taken: failed': { odd: { at: 'other-name', how: 'takes the name' }, ends: 'failed other-name' },
  'an expired certificate is taken: failed': { odd: { at: 'expired', how: 'takes everything' }, ends: 'failed expired' },
  'the good host is down: could not tell': { good: 'nobody', ends: 'could-not-tell good' },
  'the good host’s certificate is not trusted: could not tell': { good: 'self-signed', ends: 'could-not-tell good' },
  'a bad host is down, which is no refusal: could not tell': { otherName: 'nobody', ends: 'could-not-tell other-name' },
  'the connection to a bad host breaks, which is no refusal: could not tell': {
    odd: { at: 'expired', how: 'breaks' },
    ends: 'could-not-tell expired',
  },
  'the handshake with a bad host hangs: could not tell': { odd: { at: 'other-name', how: 'hangs' }, ends: 'could-not-tell other-name' },
  'a bad host has no STARTTLS: could not tell': { expired: 'no-tls', ends: 'could-not-tell expired' },
  // It would be refused for its issuer, by a platform that never looks at names.
  'the other name is on a certificate of its own making: could not tell': { otherName: 'self-signed', ends: 'could-not-tell other-name' },
  'the expired certificate was renewed: could not tell': { expired: 'good', ends: 'could-not-tell expired' },
  'the other name has expired as well: could not tell': { otherName: 'expired', ends: 'could-not-tell other-name' },
};

/** A port that nobody listens on. */
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

/** Starts a mail server for each kind of certificate, all of one CA. */
export async function startHosts(): Promise<{
  ports: Ports;
  servers: Record<CertificateKind, MailServer>;
  ca: string;
  close: () => Promise<void>;
}> {
  const authority = createAuthority();
  const start = (options: Partial<MailServerOptions>): Promise<MailServer> => startMailServer({ host, authority, ...options });
  const kinds: CertificateKind[] = ['good', 'expired', 'not-yet-valid', 'self-signed', 'other-name'];
  const pairs = await Promise.all(kinds.map(async (certificate) => [certificate, await start({ certificate })] as const));
  const servers = Object.fromEntries(pairs) as Record<CertificateKind, MailServer>;
  const noTls = await start({ behaviour: { starttls: { offered: false, reply: [] } } });
  const byKind = Object.fromEntries(pairs.map(([kind, { port }]) => [kind, port])) as Record<CertificateKind, number>;
  return {
    ports: { ...byKind, 'no-tls': noTls.port, nobody: await closedPort() },
    servers,
    ca: authority.ca,
    close: async () => {
      await Promise.all([...Object.values(servers), noTls].map((server) => server.close()));
    },
  };
}
