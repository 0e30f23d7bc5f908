// One SMTP session of the practice server: bytes in, replies out. No socket, no clock; server.ts brings both.
import { authenticate, type Exchange } from './sasl.ts';
import type { Behaviour, GreetingAnswer, ReplyLines } from './behaviours.ts';

/** A command that was understood, by its verb alone: what follows the verb is never kept. */
export interface Command {
  /** Upper case; `OTHER` for what is no command of ours. */
  verb: string;
  /** Whether TLS protected it. */
  secure: boolean;
}

export interface Output {
  /** To be sent, in this order, before anything else happens. */
  send: string;
  /** start-tls: once `send` is out; then call `secured` · end: close once `send` is out. */
  next: 'more' | 'start-tls' | 'end';
}

export interface Session {
  /** The first words, when the connection (and with implicit TLS the handshake) stands. */
  greet(): Output;
  receive(bytes: Uint8Array): Output;
  /** TLS stands now: everything said before is forgotten (RFC 3207 §4.2). */
  secured(): void;
}

export interface SessionOptions {
  /** The name that the server goes by. */
  host: string;
  behaviour: Behaviour;
  /** Implicit TLS: secure from the first byte. */
  secure: boolean;
  seen: (command: Command) => void;
}

const verbs = ['EHLO', 'HELO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'RSET', 'NOOP', 'VRFY', 'QUIT'];
const maxLineBytes = 4_096;
const maxMessageBytes = 10_485_760;
const lineFeed = 10;

const notImplemented: ReplyLines = ['502 5.5.1 Command not implemented'];
const authenticationRequired: ReplyLines = ['530 5.7.0 Authentication required'];
const isYes = (reply: ReplyLines): boolean => reply[0]?.startsWith('2') === true;

function fitsName(when: GreetingAnswer['when'], name: string): boolean {
  if (when === 'nothing') return name === '';
  if (when === 'no-name') return !/^[a-z0-9[\]:._-]*$/i.test(name);
  return /^[a-z0-9_-]+$/i.test(name);
}

/**
 * Starts a session.
 *
 * Shape: feed the client's bytes in any split; the replies are the same for every split.
 * Bounds: 4,096 bytes a line, 10 MB a message; what is longer gets 500 or 552 and the end.
 * Source: RFC 5321 §4 (commands), RFC 3207 (STARTTLS), RFC 4954 (AUTH).
 */
export function startSession({ host, behaviour, secure: secureAtFirst, seen }: SessionOptions): Session {
  let secure = secureAtFirst;
  let state: 'commands' | 'data' | 'waits-for-tls' | 'ended' = behaviour.greeting.length === 0 ? 'ended' : 'commands';
  let kept: number[] = [];
  let exchange: Exchange | undefined;
  let signedIn = false;
  /** How far the envelope is (RFC 5321 §3.3). The addresses in it are judged at once and kept by nobody. */
  let envelope: 'none' | 'sender' | 'recipient' = 'none';
  let messageBytes = 0;

  const words = (lines: ReplyLines): string => lines.map((line) => `${line.replaceAll('{host}', host)}\r\n`).join('');

  function ehlo(name: string): ReplyLines {
    const refused = behaviour.ehlo.find(({ when }) => fitsName(when, name.trim()));
    if (refused) return refused.reply;
    envelope = 'none';
    const offersAuth = secure && behaviour.mechanisms.length > 0;
    const lines = [
      host,
      ...behaviour.keywords,
      ...(behaviour.starttls.offered && !secure ? ['STARTTLS'] : []),
      ...(offersAuth ? [`AUTH ${behaviour.mechanisms.join(' ')}`] : []),
    ];
    return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}`);
  }

  function startTls(): ReplyLines {
    if (secure || !behaviour.starttls.offered) return notImplemented;
    state = 'waits-for-tls';
    return behaviour.starttls.reply;
  }

  function auth(parameters: string): ReplyLines {
    if (behaviour.mechanisms.length === 0) return notImplemented;
    if (!secure) {
      return behaviour.starttls.offered
        ? ['530 5.7.0 Must issue a STARTTLS command first']
        : ['538 5.7.11 Encryption required for requested authentication mechanism'];
    }
    if (signedIn) return ['503 5.5.1 Already signed in'];
    return goOn(authenticate(parameters, behaviour));
  }

  function goOn(step: { reply: ReplyLines; goOn?: Exchange }): ReplyLines {
    exchange = step.goOn;
    if (step.reply[0]?.startsWith('235')) signedIn = true;
    return step.reply;
  }

  function mail(parameters: string): ReplyLines {
    if (!signedIn) return authenticationRequired;
    if (envelope !== 'none') return ['503 5.5.1 Error: nested MAIL command'];
    const [, address] = /^FROM: ?<([^<>]*)>( |$)/i.exec(parameters) ?? [];
    if (address === undefined) return ['501 5.5.4 Syntax: MAIL FROM:<address>'];
    const isOwn = address.toLowerCase() === behaviour.account.username.toLowerCase();
    const reply = behaviour.mailFrom.find(({ when }) => when === 'anything' || isOwn)?.reply ?? notImplemented;
    if (isYes(reply)) envelope = 'sender';
    return reply;
  }

  function rcpt(parameters: string): ReplyLines {
    if (!signedIn) return authenticationRequired;
    if (envelope === 'none') return ['503 5.5.1 Error: need MAIL command'];
    if (!/^TO: ?<[^<>]+>( |$)/i.test(parameters)) return ['501 5.5.4 Syntax: RCPT TO:<address>'];
    if (isYes(behaviour.rcptTo)) envelope = 'recipient';
    return behaviour.rcptTo;
  }

  function data(): ReplyLines {
    if (!signedIn) return authenticationRequired;
    if (envelope !== 'recipient') return ['503 5.5.1 Error: need RCPT command'];
    envelope = 'none';
    state = 'data';
    messageBytes = 0;
    return ['354 Go ahead'];
  }

  function answer(line: string): ReplyLines {
    if (exchange) return goOn(exchange(line));
    const [, typed = '', parameters = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? [];
    const verb = verbs.includes(typed.toUpperCase()) ? typed.toUpperCase() : 'OTHER';
    seen({ verb, secure });
    switch (verb) {
      case 'EHLO':
        return ehlo(parameters);
      case 'HELO':
        return [`250 ${host}`];
      case 'STARTTLS':
        return startTls();
      case 'AUTH':
        return auth(parameters);
      case 'MAIL':
        return mail(parameters);
      case 'RCPT':
        return rcpt(parameters);
      case 'DATA':
        return data();
      case 'RSET':
        envelope = 'none';
        return ['250 2.0.0 OK'];
      case 'NOOP':
        return ['250 2.0.0 OK'];
      case 'QUIT':
        state = 'ended';
        return ['221 2.0.0 Bye'];
      default:
        return notImplemented;
    }
  }

  function dataLine(line: string): ReplyLines {
    messageBytes += line.length;
    if (messageBytes > maxMessageBytes) {
      state = 'ended';
      return ['552 5.3.4 Message too big'];
    }
    if (line !== '.') return [];
    state = 'commands';
    return behaviour.data;
  }

  function receive(bytes: Uint8Array): Output {
    let send = '';
    for (const byte of bytes) {
      if (state !== 'commands' && state !== 'data') break;
      if (byte === lineFeed) {
        const line = new TextDecoder().decode(Uint8Array.from(kept)).replace(/\r$/, '');
        kept = [];
        send += words(state === 'data' ? dataLine(line) : answer(line));
      } else if (kept.push(byte) > maxLineBytes) {
        kept = [];
        state = 'ended';
        send += '500 5.5.2 Line too long\r\n';
      }
    }
    if (state === 'waits-for-tls' && send !== '') return { send: send + (behaviour.starttls.injected ?? ''), next: 'start-tls' };
    return { send, next: state === 'ended' && send !== '' ? 'end' : 'more' };
  }

  return {
    greet: () => ({ send: words(behaviour.greeting), next: 'more' }),
    receive,
    secured() {
      secure = true;
      signedIn = false;
      envelope = 'none';
      exchange = undefined;
      kept = [];
      state = 'commands';
    },
  };
}
