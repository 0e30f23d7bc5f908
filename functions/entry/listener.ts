// Node's HTTP server under the app: how long and how large a request may be before the app hears of it, and what is said to what is none.
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { notHttp } from '../../src/words/en-http.ts';
import { apiHeaders } from '../headers.ts';
import { faultRecord, logLine } from '../record.ts';

type Status = keyof typeof notHttp;

/** All set on purpose: Node's own defaults let one who sends a byte a second hold a socket for five minutes. */
export const bounds = {
  /** Milliseconds for the head of a request, from the connection on: a browser sends it in one packet, a phone at the edge of its network in some. */
  headersTimeout: 10_000,
  /** Milliseconds for all of it: 16 kB of body at 1 kB a second, and the head. */
  requestTimeout: 30_000,
  /** Milliseconds between two looks for those that are late; by so much a clock may be exceeded. */
  connectionsCheckingInterval: 1_000,
  /** Bytes of the head. No cookie is ever set here, so what comes is a few hundred; a proxy in front adds some. */
  maxHeaderSize: 16_384,
  /** Milliseconds that a connection stays for a next request. Node's default: longer than a page takes, and shorter than anybody could profit from. */
  keepAliveTimeout: 5_000,
} as const;

/** Milliseconds in which one who was turned away may still send. Cut off at once, it would get a reset and not the answer (RFC 9112 §9.6). */
const lingerMs = 1_000;

export interface Listener {
  server: Server;
  /** Answers that are under way. */
  readonly answers: ReadonlySet<Answer>;
  /** Called whenever an answer has ended. */
  onAnswered: (() => void) | undefined;
  /** Destroys every connection there is. */
  destroyAll(): void;
}

export interface Answer {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

const statusOf: Record<string, Status> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

export interface ListenerOptions {
  /** The name of whoever asks for none (HTTP/1.0). */
  hostname: string;
  /** The site is reached by https. */
  secure: boolean;
  log: (line: string) => void;
  /** Other bounds than the usual ones. */
  bounds?: Partial<Record<keyof typeof bounds, number>>;
}

/**
 * Makes the server; it does not listen yet. `fetch` answers what is HTTP.
 * Errors: everything that is no request gets a status from 400 on with a sentence, and its connection ends; where an answer is already being
 * written on it, it only ends.
 */
export function makeListener(
  fetch: (request: Request, env: object) => Response | Promise<Response>,
  { hostname, secure, log, bounds: other = {} }: ListenerOptions,
): Listener {
  const always = { ...apiHeaders(secure), 'Content-Type': 'text/plain; charset=utf-8' };
  const answer = getRequestListener(fetch, {
    hostname,
    // What cannot be made a Request of (its address, its Host) is the sender's fault.
    errorHandler: (error) => {
      const status: Status = error instanceof Error && error.name === 'RequestError' ? 400 : 500;
      if (status === 500) log(logLine(faultRecord('request', error)));
      return new Response(notHttp[status], { status, headers: always });
    },
  });
  const server = createServer({ ...bounds, ...other, noDelay: true }, (incoming, outgoing) => void answer(incoming, outgoing));
  const answers = new Set<Answer>();
  const turnedAway = new Set<Duplex>();
  const listener: Listener = {
    server,
    answers,
    onAnswered: undefined,
    destroyAll() {
      server.closeAllConnections();
      for (const socket of turnedAway) socket.destroy();
    },
  };

  server.on('request', (incoming, outgoing) => {
    const one = { incoming, outgoing };
    answers.add(one);
    outgoing.once('close', () => {
      answers.delete(one);
      listener.onAnswered?.();
    });
  });

  function turnAway(socket: Duplex, status: Status): void {
    // The parser tells of each further packet.
    if (turnedAway.has(socket)) return;
    turnedAway.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => turnedAway.delete(socket));
    const say = (): void => {
      const timer = setTimeout(() => socket.destroy(), lingerMs);
      socket.once('close', () => {
        clearTimeout(timer);
      });
      socket.end(rawAnswer(status, always));
      socket.resume();
    };
    const before = [...answers].find(({ incoming }) => incoming.socket === socket);
    // What came whole before it on the same connection is answered first: each answer belongs to its own request.
    if (before?.incoming.complete === true) before.outgoing.once('finish', say);
    else if (before?.outgoing.headersSent === true || !socket.writable) socket.destroy();
    else say();
  }
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    turnAway(socket, statusOf[error.code ?? ''] ?? 400);
  });
  // Without a listener the connection would end without a word.
  server.on('connect', (_incoming, socket) => {
    turnAway(socket, 405);
  });
  server.on('checkExpectation', (_incoming, outgoing: ServerResponse) => {
    outgoing.writeHead(417, { ...always, ...lengthAndEnd(notHttp[417]) }).end(notHttp[417]);
  });
  return listener;
}

const lengthAndEnd = (text: string): Record<string, string> => ({ 'Content-Length': String(Buffer.byteLength(text)), Connection: 'close' });

function rawAnswer(status: Status, headers: Record<string, string>): string {
  const text = notHttp[status];
  const lines = Object.entries({ ...headers, ...lengthAndEnd(text) }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`;
}
