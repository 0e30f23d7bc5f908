// Mail servers that drip, hang and flood, in a process of their own. Ends when its parent does.
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { createAuthority } from '../../practice/certificates.ts';
import { stories, storyNames, type Held, type Hostile, type Manner, type Moment, type Story } from './shapes.ts';

const authority = createAuthority('Load bench CA');
const identity = authority.issue('good', ['localhost']);
const context = createSecureContext({ cert: identity.certificate, key: identity.key });

/** Milliseconds between two bytes or lines that drip, and until a late answer: below every clock of one reply, so that only the whole one ends it. */
const pace = { drip: 400, late: 7_500, lateGreeting: 16_000 } as const;
const block = Buffer.alloc(65_536, 'x');
const lines = Buffer.from('250-still here\r\n'.repeat(4_096));

/** Writes as fast as it is taken. */
function pour(socket: Socket, bytes: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
}

function say(socket: Socket, manner: Manner, reply: string, isGreeting: boolean): void {
  const every = (piece: string): void => {
    const timer = setInterval(() => socket.write(piece), pace.drip);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };
  switch (manner) {
    case 'say':
      socket.write(reply);
      return;
    case 'hang':
      return;
    case 'drip':
      socket.write(reply.slice(0, 3));
      every('-');
      return;
    case 'lines':
      every(`${reply.slice(0, 3)}-not yet\r\n`);
      return;
    case 'late': {
      const timer = setTimeout(() => socket.write(reply), isGreeting ? pace.lateGreeting : pace.late);
      socket.once('close', () => {
        clearTimeout(timer);
      });
      return;
    }
    case 'flood':
      pour(socket, block);
      return;
    case 'flood-lines':
      pour(socket, lines);
  }
}

function serve(tcp: Socket, story: Partial<Record<Moment, Manner>>): void {
  let socket = tcp;
  const mannerAt = (moment: Moment): Manner => story[moment] ?? 'say';
  const drop = (): void => {
    socket.destroy();
    tcp.destroy();
  };
  const secure = (): void => {
    tcp.removeAllListeners('data');
    if (mannerAt('handshake') !== 'say') {
      tcp.resume();
      say(tcp, mannerAt('handshake'), '', false);
      return;
    }
    const tls = new TLSSocket(tcp, { isServer: true, secureContext: context });
    socket = tls;
    tls.on('error', drop);
    tls.on('_tlsError', drop);
    tls.on('close', drop);
    listen();
  };
  const hear = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    const capabilities = socket === tcp ? 'STARTTLS' : 'AUTH PLAIN LOGIN';
    if (verb === 'EHLO') say(socket, mannerAt('ehlo'), `250-localhost\r\n250 ${capabilities}\r\n`, false);
    else if (verb === 'AUTH') say(socket, mannerAt('auth'), '235 2.7.0 Accepted\r\n', false);
    else if (verb === 'STAR') {
      tcp.pause();
      tcp.write('220 2.0.0 Go ahead\r\n', secure);
    } else socket.end('221 2.0.0 Bye\r\n');
  };
  const listen = (): void => {
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const parts = text.split('\r\n');
      text = parts.pop() ?? '';
      for (const part of parts) hear(part);
    });
  };
  tcp.on('error', drop);
  tcp.on('end', drop);
  tcp.setNoDelay(true);
  listen();
  say(tcp, mannerAt('greeting'), '220 localhost ESMTP\r\n', true);
}

let open = 0;
const ports = await Promise.all(
  storyNames.map(async (name): Promise<[Story, number]> => {
    const server = createServer((socket) => {
      open += 1;
      socket.once('close', () => (open -= 1));
      serve(socket, stories[name]);
    });
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 2_048 }, resolve));
    return [name, (server.address() as AddressInfo).port];
  }),
);
process.on('disconnect', () => process.exit(0));
process.on('message', () => process.send?.({ open } satisfies Held));
process.send?.({ ca: authority.ca, ports: Object.fromEntries(ports) as Hostile['ports'] } satisfies Hostile);
