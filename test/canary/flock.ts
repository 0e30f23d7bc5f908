// The parrots of a run: for each secret some that know it, all below one CA, and a file with that CA.
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../practice/certificates.ts';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { startParrot, type Parrot } from './parrot.ts';
import type { Searcher } from './search.ts';
import { secrets, username, type Secret } from './secrets.ts';
import type { Ports } from './stories.ts';

export interface Nest {
  secret: Secret;
  ports: Ports;
  parrots: Parrot[];
}

export interface Flock {
  nests: Nest[];
  /** One beside them, with STARTTLS, which knows the first secret: what writes to it fails (site.fixture.ts). */
  beside: Parrot;
  /** One that knows none of the secrets, and speaks the first of the kinds. */
  neutral: MailServer;
  /** Path of the CA, PEM. */
  caFile: string;
  /** All of them, for ALLOW_TARGETS. */
  targets: string;
  /** Lets a search know what came in for the sign-ins. */
  teach: (searcher: Searcher) => void;
  close: () => Promise<void>;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts them. `kinds`: with which encryption those with a good certificate speak. The caller closes the flock. */
export async function startFlock(kinds: readonly ('starttls' | 'implicit-tls')[], chosen: readonly Secret[] = secrets): Promise<Flock> {
  const folder = await mkdtemp(join(tmpdir(), 'parrots-'));
  const authority = createAuthority();
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, authority.ca);
  const nests = await Promise.all(
    chosen.map(async (secret): Promise<Nest> => {
      const good = await Promise.all(kinds.map((security) => startParrot({ secret, authority, security })));
      const stranger = await startParrot({ secret, authority, security: 'starttls', certificate: 'self-signed' });
      const [security = 'starttls'] = kinds;
      const full = await startParrot({ secret, authority, security, isFull: true });
      const ports = {
        good: good.map(({ port }, at) => ({ port, security: kinds[at] ?? 'starttls' })),
        stranger: stranger.port,
        full: { port: full.port, security },
        closed: 0,
      };
      return { secret, ports, parrots: [...good, stranger, full] };
    }),
  );
  const [secret] = chosen;
  if (!secret) throw new Error('there is no secret to know');
  const beside = await startParrot({ secret, authority, security: 'starttls' });
  const neutral = await startMailServer({ host: 'localhost', authority, ...(kinds[0] && { security: kinds[0] }) });
  // Taken last, so that none of them can have got it.
  const closed = await closedPort();
  for (const { ports } of nests) ports.closed = closed;
  const all = [beside, ...nests.flatMap(({ parrots }) => parrots)];
  return {
    nests,
    beside,
    neutral,
    caFile,
    targets: [...all.map(({ port }) => port), neutral.port, closed].map((port) => `localhost:${String(port)}`).join(),
    teach(searcher) {
      const known = new Set(['', '*', '=', Buffer.from(username).toString('base64')]);
      for (const { secret, parrots } of nests)
        for (const wire of new Set(parrots.flatMap(({ wires }) => wires)))
          if (!known.has(wire)) searcher.learn(secret.label, 'what went over the wire', [wire, ...proofsIn(wire)]);
    },
    async close() {
      await Promise.all([...all, neutral].map((server) => server.close()));
      await rm(folder, { recursive: true });
    },
  };
}

/** The proof of SCRAM and the digest of CRAM-MD5, which are inside what went over the wire. */
function proofsIn(wire: string): string[] {
  const text = Buffer.from(wire, 'base64').toString('latin1');
  const found = /,p=([A-Za-z0-9+/]{20,}=*)$/.exec(text)?.[1] ?? / ([0-9a-f]{32})$/.exec(text)?.[1];
  return found === undefined ? [] : [found];
}
