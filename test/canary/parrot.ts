// A mail server that knows the secret from elsewhere and says it wherever it can: in greeting, EHLO, challenges, replies, queue ids and its certificate.
// It plays the ending that the name of its guest asks for, so that one server does for all of them.
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { works, type Behaviour } from '../../practice/behaviours.ts';
import type { Authority, CertificateKind } from '../../practice/certificates.ts';
import { authenticate, type Exchange } from '../../practice/sasl.ts';
import { formsOf, type Form } from './forms.ts';
import { username, type Secret } from './secrets.ts';

/** How it ends, told by the first word of EHLO's argument. `at-…`: that reply is a no. */
export const endings = [
  'takes-all',
  'refuses',
  'is-busy',
  'closes-in-the-middle',
  'closes-at-once',
  'splits-it',
  'asks-with-it',
  'overlong',
  'no-smtp',
  'at-mail',
  'at-rcpt',
  'at-data',
  'at-message',
  'at-ehlo',
  'hangs',
] as const;
export type Ending = (typeof endings)[number];

const isEnding = (text: string): text is Ending => (endings as readonly string[]).includes(text);

/** Where in the dialogue it says something. */
export type Place = 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'after';

export interface ParrotOptions {
  secret: Secret;
  authority: Authority;
  security: 'starttls' | 'implicit-tls';
  certificate?: CertificateKind;
  /** Its greeting is a no. */
  isFull?: boolean;
}

export interface Parrot {
  port: number;
  /** Forms, by name, that it has said somewhere. */
  said: (place: Place) => ReadonlySet<string>;
  /** What it says where it is asked to sign in, by name. */
  all: readonly string[];
  /** Sign-ins that wait for an answer that does not come. */
  hanging: () => number;
  /** What came in for the sign-ins, as it stood on the wire. */
  wires: readonly string[];
  close: () => Promise<void>;
}

/** Bytes of one reply, and of one line in it: the engine takes 4 kB a line and 64 kB in all. Most of it is for the answer to a sign-in. */
const replyBytes: Record<Place, number> = { greeting: 2_400, ehlo: 2_400, starttls: 2_400, auth: 20_000, after: 2_400 };
const lineBytes = 3_900;

/** A digest or a rare form is its own invention, and a part of a password that it was not sent yet would be a guess (src/smtp/redact.ts). */
const sayable = (secret: Secret, place: Place): Form[] => {
  const early = place === 'greeting' || place === 'ehlo' || place === 'starttls';
  if (early && secret.text.length < 6) return [];
  const seen = new Set<string>();
  return formsOf(secret.text, username).filter(({ kind, bytes }) => {
    const key = Buffer.from(bytes).toString('latin1');
    if (kind === 'digest' || kind === 'rare' || (early && kind === 'part') || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

/** Starts one on loopback. The caller closes it. */
export async function startParrot({ secret, authority, security, certificate = 'good', isFull = false }: ParrotOptions): Promise<Parrot> {
  const plain = secret.text;
  // A short one is only hidden in answers to a sign-in: before that it would be found in too many innocent words.
  const early = plain.length < 6 ? 'you' : plain;
  const names =
    plain.length < 6
      ? ['localhost']
      : [plain, 'localhost', `${Buffer.from(plain).toString('base64')}.example`, `${encodeURIComponent(plain)}.example`];
  const identity = authority.issue(certificate, names);
  const context = createSecureContext({ cert: identity.certificate, key: identity.key });
  const behaviour: Behaviour = {
    ...works,
    mechanisms: ['PLAIN', 'LOGIN', 'SCRAM-SHA-256', 'CRAM-MD5', 'XOAUTH2'],
    account: { username, appPassword: plain.normalize('NFKC').replaceAll(' ', ''), token: plain },
  };
  const said = new Map<Place, Set<string>>();
  const forms = new Map<Place, Form[]>();
  const turns = new Map<Place, number>();
  const wires: string[] = [];
  const hanging = new Set<Socket>();
  const sockets = new Set<Socket>();

  /** The next forms for this place, as lines behind a code. */
  function lines(place: Place, code: string, last: string): Buffer {
    const own = forms.get(place) ?? sayable(secret, place);
    forms.set(place, own);
    const parts: Buffer[] = [];
    let size = 0;
    for (let count = 0; count < own.length && size < replyBytes[place]; count += 1) {
      const turn = turns.get(place) ?? 0;
      const form = own[turn % own.length];
      if (!form || (size > 0 && size + form.bytes.length > replyBytes[place])) break;
      turns.set(place, turn + 1);
      said.set(place, (said.get(place) ?? new Set()).add(form.name));
      const line = Buffer.concat([Buffer.from(`${code}-`), Buffer.from(form.bytes).subarray(0, lineBytes), Buffer.from('\r\n')]);
      parts.push(line);
      size += line.length;
    }
    return Buffer.concat([...parts, Buffer.from(`${code} ${last}\r\n`)]);
  }

  const server = createServer((tcp) => {
    sockets.add(tcp);
    tcp.on('close', () => {
      sockets.delete(tcp);
      hanging.delete(tcp);
    });
    tcp.on('error', () => tcp.destroy());
    tcp.setNoDelay(true);
    let socket: Socket = tcp;
    let secure = false;
    let ending: Ending = 'takes-all';
    let exchange: Exchange | undefined;
    let isMessage = false;
    let held = '';
    const say = (bytes: Buffer | string): void => void socket.write(bytes);
    const greet = (): void => {
      say(isFull ? lines('greeting', '554', `no service for ${early}`) : lines('greeting', '220', 'parrot.example ESMTP'));
    };

    function encrypt(then: () => void): void {
      const tls = new TLSSocket(tcp, { isServer: true, secureContext: context });
      socket = tls;
      for (const event of ['error', '_tlsError', 'close']) tls.on(event, () => tcp.destroy());
      tls.once('secure', () => {
        secure = true;
        held = '';
        tls.on('data', receive);
        then();
      });
    }

    /** The end of a sign-in, or what stands for it. */
    function verdict(): void {
      const half = Math.ceil(plain.length / 2);
      switch (ending) {
        case 'refuses':
          return say(lines('auth', '535', '5.7.8 authentication failed'));
        case 'is-busy':
          return say(lines('auth', '454', '4.7.0 try again later'));
        case 'closes-in-the-middle':
          say(`535-5.7.8 not ${plain}\r\n535 5.7.8 not ${plain.slice(0, half)}`);
          return void socket.end();
        case 'closes-at-once':
          return void socket.destroy();
        case 'splits-it': {
          const cut = Buffer.from(plain).length >> 1;
          const whole = Buffer.from(
            `535-5.7.8 ${plain.slice(0, half)}\r\n535-5.7.8 ${plain.slice(half)}\r\n535 5.7.8 got ${plain} here\r\n`,
          );
          const at = whole.length - 7 - cut;
          say(whole.subarray(0, at));
          return void setImmediate(() => {
            say(whole.subarray(at));
          });
        }
        case 'overlong':
          return say(`535 5.7.8 ${plain} ${plain.slice(0, 100).repeat(60)}\r\n`);
        case 'no-smtp':
          return say(`HTTP/1.1 401 no such password: ${plain}\r\n`);
        case 'hangs':
          return void hanging.add(tcp);
        default:
          return say(lines('auth', '235', '2.7.0 accepted'));
      }
    }

    function signIn(step: ReturnType<typeof authenticate>): void {
      exchange = step.goOn;
      const [reply = ''] = step.reply;
      if (!reply.startsWith('334')) return verdict();
      say(ending === 'asks-with-it' ? `334 ${Buffer.from(plain).toString('base64').slice(0, 3_900)}\r\n` : `${reply}\r\n`);
    }

    const answer = (no: Ending, code: string): void => {
      if (ending === no) say(lines('after', '550', `5.7.1 ${plain}`.slice(0, 3_900)));
      else say(lines('after', code, '2.0.0 Ok'));
    };

    function command(line: string): void {
      const [, verb = '', rest = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? [];
      switch (verb.toUpperCase()) {
        case 'EHLO': {
          const [first = ''] = rest.split(/[\s.]/, 1);
          if (isEnding(first)) ending = first;
          if (ending === 'at-ehlo' && secure) return say(lines('ehlo', '550', `5.7.1 ${early}`.slice(0, 3_900)));
          const offers = secure
            ? ['AUTH PLAIN LOGIN SCRAM-SHA-256 CRAM-MD5 XOAUTH2', 'SMTPUTF8']
            : security === 'starttls'
              ? ['STARTTLS']
              : [];
          return say(
            Buffer.concat([
              Buffer.from(['parrot.example', ...offers].map((offer) => `250-${offer}\r\n`).join('')),
              lines('ehlo', '250', 'SIZE 1000000'),
            ]),
          );
        }
        case 'STARTTLS':
          tcp.removeAllListeners('data').pause();
          return void tcp.write(lines('starttls', '220', '2.0.0 go ahead'), () => {
            encrypt(() => undefined);
          });
        case 'AUTH': {
          const [, initial = ''] = rest.split(' ');
          if (initial.length > 1) wires.push(initial);
          return signIn(authenticate(rest, behaviour));
        }
        case 'MAIL':
          return answer('at-mail', '250');
        case 'RCPT':
          return answer('at-rcpt', '250');
        case 'DATA':
          isMessage = ending !== 'at-data';
          return isMessage ? say(lines('after', '354', 'go ahead')) : answer('at-data', '354');
        case 'QUIT':
          say(lines('after', '221', `2.0.0 bye ${plain}`.slice(0, 3_900)));
          return void socket.end();
        default:
          return say(lines('after', '502', '5.5.1 what'));
      }
    }

    function receive(bytes: Buffer): void {
      held += bytes.toString('latin1');
      for (let end = held.indexOf('\r\n'); end !== -1; end = held.indexOf('\r\n')) {
        const line = Buffer.from(held.slice(0, end), 'latin1').toString('utf8');
        held = held.slice(end + 2);
        if (isMessage) {
          if (line !== '.') continue;
          isMessage = false;
          if (ending === 'at-message') say(lines('after', '550', `5.7.1 ${plain}`.slice(0, 3_900)));
          else say(`250 2.0.0 Ok: queued as ${plain.replace(/[^\w.-]/g, '').slice(0, 80)}\r\n`);
        } else if (exchange) {
          wires.push(line);
          signIn(exchange(line));
        } else command(line);
      }
    }

    if (security === 'implicit-tls') encrypt(greet);
    else {
      greet();
      tcp.on('data', receive);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    said: (place) => said.get(place) ?? new Set(),
    all: sayable(secret, 'auth').map(({ name }) => name),
    hanging: () => hanging.size,
    wires,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
