// The same sign-in, three ways: our check, and nodemailer's verify() with one secure context for all and with its defaults.
import { createSecureContext } from 'node:tls';
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

/** `ca` must be among the roots of this process as well (NODE_EXTRA_CA_CERTS): defaults know no other. */
export function subject(name: SubjectName, ca: string): SignIn {
  switch (name) {
    case 'ours':
      return ours(ca);
    case 'nodemailer, shared':
      return nodemailer({ secureContext: createSecureContext() });
    case 'nodemailer, defaults':
      return nodemailer({});
  }
}
