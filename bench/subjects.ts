// The same sign-in, four ways: our check, nodemailer's verify() with one secure context for all and with its defaults, and a bare connection.
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { createTransport } from 'nodemailer';
import { nodeNet } from '../functions/nets/node.ts';
import { practiceAccount } from '../practice/behaviours.ts';
import { check } from '../src/smtp/check.ts';
import type { Net } from '../src/smtp/net.ts';
import type { Security, SubjectName } from './shapes.ts';

/** Signs in once and resolves when it is over; rejects when it was not signed in. Never resolves at a server that does not answer. */
export type SignIn = (security: Security, port: number) => Promise<void>;

const { username, appPassword } = practiceAccount;
/** Longer than any measure takes: connections are held until the process ends. */
const holdMs = 600_000;

function ours(ca: string): SignIn {
  const node = nodeNet({ ca: [ca] });
  // One address, as the others get one.
  const net: Net = {
    ...node,
    resolve: async (_, type) => (type === 'A' ? { outcome: 'ok', records: ['127.0.0.1'] } : { outcome: 'none' }),
  };
  return async (security, port) => {
    const request = { host: 'localhost', port, security, ehlo: 'client.example', credentials: { username, password: appPassword } };
    const running = check(request, net, { limits: { authMs: holdMs, wholeMs: holdMs } });
    for (;;) {
      const next = await running.next();
      if (next.done !== true) continue;
      const signedIn = next.value.stages.find(({ stage }) => stage === 'auth')?.outcome === 'ok';
      if (!signedIn) throw new Error('our check did not sign in');
      return;
    }
  };
}

function nodemailer(tls: object): SignIn {
  return async (security, port) => {
    const transport = createTransport({
      host: '127.0.0.1',
      port,
      secure: security === 'implicit-tls',
      requireTLS: security === 'starttls',
      name: 'client.example',
      auth: { user: username, pass: appPassword },
      tls: { servername: 'localhost', ...tls },
    });
    await transport.verify();
    transport.close();
  };
}

/** Writes a line for each whole reply; after the reply to the last one, `then`. Nobody reads what a reply says. */
function say(socket: Socket, lines: readonly string[], then: () => void): void {
  const left = lines.values();
  let text = '';
  const hear = (bytes: Buffer): void => {
    text += bytes.toString('latin1');
    if (!/^\d{3} .*\r\n$/m.test(text)) return;
    text = '';
    const { value } = left.next();
    if (value !== undefined) socket.write(`${value}\r\n`);
    else {
      socket.off('data', hear);
      then();
    }
  };
  socket.on('data', hear);
}

function bare(): SignIn {
  const secureContext = createSecureContext();
  const greeting = 'EHLO client.example';
  const auth = `AUTH PLAIN ${Buffer.from(`\0${username}\0${appPassword}`).toString('base64')}`;
  return (security, port) =>
    new Promise((resolve, reject) => {
      const tcp = connectTcp({ host: '127.0.0.1', port, noDelay: true });
      tcp.on('error', reject);
      const secure = (): Socket => connectTls({ socket: tcp, secureContext, servername: 'localhost' }).on('error', reject);
      const signIn = (socket: Socket, lines: readonly string[]): void => {
        say(socket, lines, () => {
          socket.write('QUIT\r\n');
          socket.destroy();
          resolve();
        });
      };
      if (security === 'implicit-tls') signIn(secure(), [greeting, auth]);
      else
        say(tcp, [greeting, 'STARTTLS'], () => {
          const socket = secure();
          socket.once('secureConnect', () => socket.write(`${greeting}\r\n`));
          signIn(socket, [auth]);
        });
    });
}

/** `ca` must be among the roots of this process as well (NODE_EXTRA_CA_CERTS): defaults know no other. */
export function subject(name: SubjectName, ca: string): SignIn {
  switch (name) {
    case 'ours':
      return ours(ca);
    case 'nodemailer, shared':
      return nodemailer({ secureContext: createSecureContext() });
    case 'nodemailer, defaults':
      return nodemailer({});
    case 'bare connection':
      return bare();
  }
}
