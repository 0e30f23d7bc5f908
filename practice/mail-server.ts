// One mail server over real TCP and TLS, on a free port of loopback. The practice server is a set of these; tests start their own with words of their own.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { works, type Behaviour } from './behaviours.ts';
import { createAuthority, type Authority, type CertificateKind } from './certificates.ts';
import { startSession, type Command, type Output, type Session } from './session.ts';

export interface MailServerOptions {
  /** The name it goes by, in its words and in its certificate. */
  host: string;
  /** Default `starttls`. */
  security?: 'starttls' | 'implicit-tls';
  /** What differs from a server that works. */
  behaviour?: Partial<Behaviour>;
  /** Default `good`. */
  certificate?: CertificateKind;
  /** More names for the certificate, for example `localhost`. */
  alsoNames?: string[];
  /** Who issues the certificate. Default: a new CA for this server alone. */
  authority?: Authority;
  /** Milliseconds without a byte before a connection is closed; starts anew with each byte. Default 60,000. */
  idleMs?: number;
  /** Connections at once; more are closed at once. Default 256. */
  maxConnections?: number;
}

export interface MailServer {
  host: string;
  /** Always 127.0.0.1. */
  address: string;
  port: number;
  /** The CA to trust, PEM. */
  ca: string;
  /** Commands in the order they came: verbs only, never what followed them. The newest 10,000. */
  seen(): Command[];
  /** How often a verb came, over all connections. */
  count(verb: string): number;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

const maxSeen = 10_000;

/** Moves bytes between one socket and one session until either ends. */
function serveConnection(tcp: Socket, session: Session, context: SecureContext, secureFirst: boolean, idleMs: number): void {
  let socket = tcp;
  const drop = (): void => {
    socket.destroy();
    tcp.destroy();
  };
  tcp.on('error', drop);
  tcp.setNoDelay(true);
  tcp.setTimeout(idleMs, drop);

  function perform({ send, next }: Output): void {
    if (next === 'end') socket.end(send);
    else if (next === 'start-tls') {
      // What follows the 220 belongs to TLS: nothing may be read as plain text any more.
      socket.removeAllListeners('data').pause();
      socket.write(send, () => {
        secure(() => {
          session.secured();
        });
      });
    } else if (send !== '') socket.write(send);
  }

  function listen(): void {
    socket.on('data', (bytes: Buffer) => {
      perform(session.receive(bytes));
    });
  }

  function secure(then: () => void): void {
    const tls = new TLSSocket(tcp, { isServer: true, secureContext: context });
    socket = tls;
    tls.on('error', drop);
    tls.on('_tlsError', drop);
    tls.on('close', drop);
    tls.once('secure', () => {
      then();
      listen();
    });
  }

  if (secureFirst) {
    secure(() => {
      perform(session.greet());
    });
  } else {
    perform(session.greet());
    listen();
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/**
 * Starts a mail server and resolves when it listens. The caller closes it.
 * Bounds: loopback only; connections and idle time as in the options, lines and messages as in session.ts.
 */
export async function startMailServer(options: MailServerOptions): Promise<MailServer> {
  const { host, security = 'starttls', certificate = 'good', alsoNames = [], idleMs = 60_000, maxConnections = 256 } = options;
  const authority = options.authority ?? createAuthority();
  const identity = authority.issue(certificate, [host, ...alsoNames]);
  const context = createSecureContext({ cert: identity.certificate, key: identity.key });
  const behaviour: Behaviour = { ...works, ...options.behaviour };
  const secure = security === 'implicit-tls';
  const commands: Command[] = [];
  const sockets = new Set<Socket>();
  const seen = (command: Command): void => {
    commands.push(command);
    if (commands.length > maxSeen) commands.shift();
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, startSession({ host, behaviour, secure, seen }), context, secure, idleMs);
  });
  server.maxConnections = maxConnections;
  const port = await listening(server);
  // A connection that breaks while it is accepted ends alone; the server goes on.
  server.on('error', () => undefined);

  return {
    host,
    address: '127.0.0.1',
    port,
    ca: authority.ca,
    seen: () => [...commands],
    count: (verb) => commands.filter((command) => command.verb === verb).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
