// The practice mail server: one host for each way in which mail goes wrong, on loopback. `npm start` and the tests use it; engine and
// diagnosis do not know it.
import { createServer, type AddressInfo } from 'node:net';
import { behaviours, practiceAccount, type Behaviour } from './behaviours.ts';
import { createAuthority, type CertificateKind } from './certificates.ts';
import { startMailServer, type MailServer } from './mail-server.ts';
import type { Command } from './session.ts';

/** How a name is answered: with an address · with nothing, as if it did not exist · with an address from which no answer ever comes. */
export type Reach = 'address' | 'no-such-host' | 'no-answer';

export interface PracticeHost {
  reach: Reach;
  /** Always 127.0.0.1. */
  address: string;
  /** Port of real life (587, 465) to the port on loopback; any other port is closed. */
  ports: ReadonlyMap<number, number>;
}

export interface Practice {
  /** By exact name, lower case. */
  hosts: ReadonlyMap<string, PracticeHost>;
  /** The CA of all practice hosts, PEM. Trusted for these names only. */
  ca: string;
  /** A port of loopback on which nobody listens. */
  closedPort: number;
  accounts: readonly { username: string; password: string; normalPassword: string }[];
  /** What was asked, of one host or of all: verbs only. */
  seen(name?: string): Command[];
  close(): Promise<void>;
}

export interface PracticeOptions {
  /** Gives the certificates the name `localhost` too: workerd verifies the name that it connects to. Default false. */
  localhost?: boolean;
}

interface Story {
  name: string;
  behaviour?: Partial<Behaviour>;
  certificate?: CertificateKind;
}

const nameOf = (story: string): string => `${story}.practice.test`;

const stories: Story[] = [
  { name: 'works' },
  ...Object.entries(behaviours).map(([name, behaviour]) => ({ name, behaviour })),
  { name: 'cert-expired', certificate: 'expired' },
  { name: 'cert-self-signed', certificate: 'self-signed' },
  { name: 'cert-hostname-mismatch', certificate: 'other-name' },
];

/** Takes a port and gives it back, so that a connection to it is refused. */
function findClosedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** Starts all practice hosts and resolves when they listen. The caller closes it. Bounds: 127.0.0.1 only, free ports. */
export async function startPractice({ localhost = false }: PracticeOptions = {}): Promise<Practice> {
  const authority = createAuthority();
  const alsoNames = localhost ? ['localhost'] : [];
  const servers: MailServer[] = [];
  const hosts = new Map<string, PracticeHost>();

  await Promise.all(
    stories.map(async ({ name, behaviour, certificate }) => {
      const common = { host: nameOf(name), authority, alsoNames, ...(behaviour && { behaviour }), ...(certificate && { certificate }) };
      const [submission, submissions] = await Promise.all([
        startMailServer({ ...common, security: 'starttls' }),
        startMailServer({ ...common, security: 'implicit-tls' }),
      ]);
      servers.push(submission, submissions);
      const ports = new Map([
        [587, submission.port],
        [465, submissions.port],
      ]);
      hosts.set(common.host, { reach: 'address', address: '127.0.0.1', ports });
    }),
  );
  const unreached = (reach: Reach): PracticeHost => ({ reach, address: '127.0.0.1', ports: new Map() });
  hosts.set(nameOf('connect-refused'), unreached('address'));
  hosts.set(nameOf('connect-timeout-blocked-port'), unreached('no-answer'));
  hosts.set(nameOf('dns-no-such-host'), unreached('no-such-host'));

  return {
    hosts,
    ca: authority.ca,
    // Taken last, so that none of the servers above can have got it.
    closedPort: await findClosedPort(),
    accounts: [
      { username: practiceAccount.username, password: practiceAccount.appPassword, normalPassword: practiceAccount.normalPassword },
    ],
    seen: (name) => servers.filter(({ host }) => name === undefined || host === name).flatMap((server) => server.seen()),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
