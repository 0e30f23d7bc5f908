import type { Stream, TlsFacts, TlsOptions } from '../../src/smtp/net.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The server's end of a scripted connection. Each `write` is one `read` of the client, so a script decides how its bytes are split. */
export interface Peer {
  /** The client's next bytes; null after its end. */
  read(): Promise<Uint8Array | null>;
  /** The client's next line without CR and LF; null after its end. */
  line(): Promise<string | null>;
  /** Text goes out as UTF-8. */
  write(data: string | Uint8Array): void;
  /** The server's part of a handshake: waits for the client's, then both have these facts. null: the client left, or sent something else. */
  startTls(facts: TlsFacts): Promise<TlsOptions | null>;
  /** Waits in virtual time. */
  wait(ms: number): Promise<void>;
  /** Resolves when the client has closed. */
  readonly left: Promise<void>;
  close(): void;
}

/** Chunks on their way in one direction, with at most one reader. */
class Lane {
  #chunks: Uint8Array[] = [];
  #reader: ((chunk: Uint8Array | null) => void) | undefined;
  #ended = false;
  #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  push(chunk: Uint8Array): void {
    this.#clock.stir();
    if (this.#ended || chunk.length === 0) return;
    if (this.#reader) this.#settle(chunk);
    else this.#chunks.push(chunk.slice());
  }

  /** Nothing more will come; what has come may still be read. */
  end(): void {
    this.#clock.stir();
    this.#ended = true;
    if (this.#reader) this.#settle(null);
  }

  /** Forgets what has come. */
  drop(): void {
    this.#chunks = [];
    this.end();
  }

  read(): Promise<Uint8Array | null> {
    this.#clock.stir();
    const chunk = this.#chunks.shift();
    if (chunk) return Promise.resolve(chunk);
    if (this.#ended) return Promise.resolve(null);
    this.#clock.waits += 1;
    return new Promise((resolve) => (this.#reader = resolve));
  }

  #settle(chunk: Uint8Array | null): void {
    this.#clock.waits -= 1;
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(chunk);
  }
}

/** One connection: the client's `stream`, the server's `peer`, and a handshake that is done when both ends have asked for it. */
export class Pipe {
  received = '';
  writes = 0;
  clientClosed = false;
  #clock: VirtualClock;
  #toClient: Lane;
  #toServer: Lane;
  #client: { options: TlsOptions; settle: (facts: TlsFacts) => void } | undefined;
  #server: { facts: TlsFacts; settle: (options: TlsOptions | null) => void } | undefined;
  #left = Promise.withResolvers<void>();
  #serverClosed = false;
  #rest = '';

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.#toClient = new Lane(clock);
    this.#toServer = new Lane(clock);
  }

  readonly stream: Stream = {
    read: () => this.#toClient.read(),
    write: async (bytes) => {
      this.#clock.stir();
      if (this.clientClosed || this.#serverClosed) return false;
      this.received += new TextDecoder('utf-8').decode(bytes);
      this.writes += 1;
      if (this.#server) {
        // A server that waits for a handshake and gets a command gives up.
        this.#server.settle(null);
        this.peer.close();
        return true;
      }
      this.#toServer.push(bytes);
      return true;
    },
    startTls: (options) => this.#clientHandshake(options),
    close: () => {
      if (this.clientClosed) return;
      this.clientClosed = true;
      this.#toClient.drop();
      this.#toServer.end();
      this.#server?.settle(null);
      this.#refuseHandshake('closed');
      this.#left.resolve();
    },
  };

  readonly peer: Peer = {
    read: () => this.#toServer.read(),
    line: () => this.#line(),
    write: (data) => {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
      // Plain bytes where the client expects a handshake.
      if (this.#client) {
        this.#refuseHandshake('not-tls');
        this.stream.close();
      } else this.#toClient.push(bytes);
    },
    startTls: async (facts) => {
      this.#clock.stir();
      if (this.clientClosed || this.#serverClosed || !this.#toServer.isEmpty) return null;
      const { promise, resolve } = Promise.withResolvers<TlsOptions | null>();
      this.#server = { facts, settle: resolve };
      this.#shake();
      return promise;
    },
    wait: (ms) => this.#clock.after(ms).done,
    left: this.#left.promise,
    close: () => {
      this.#serverClosed = true;
      this.#toClient.end();
      this.#toServer.drop();
      this.#refuseHandshake('closed');
    },
  };

  async #line(): Promise<string | null> {
    while (!this.#rest.includes('\n')) {
      const bytes = await this.#toServer.read();
      if (bytes === null) return null;
      this.#rest += new TextDecoder('utf-8').decode(bytes);
    }
    const end = this.#rest.indexOf('\n');
    const line = this.#rest.slice(0, end).replace(/\r$/, '');
    this.#rest = this.#rest.slice(end + 1);
    return line;
  }

  async #clientHandshake(options: TlsOptions): Promise<TlsFacts> {
    this.#clock.stir();
    if (this.clientClosed) return { trusted: false, reasons: ['closed'] };
    if (!this.#toClient.isEmpty) {
      this.stream.close();
      return { trusted: false, reasons: ['not-tls'] };
    }
    if (this.#serverClosed) return { trusted: false, reasons: ['closed'] };
    const { promise, resolve } = Promise.withResolvers<TlsFacts>();
    this.#client = { options, settle: resolve };
    this.#clock.waits += 1;
    this.#shake();
    return promise;
  }

  #shake(): void {
    const client = this.#client;
    const server = this.#server;
    if (!client || !server) return;
    this.#client = undefined;
    this.#server = undefined;
    this.#clock.waits -= 1;
    this.#rest = '';
    server.settle(client.options);
    client.settle(server.facts);
    if (!server.facts.trusted) this.stream.close();
  }

  #refuseHandshake(reason: 'closed' | 'not-tls'): void {
    const client = this.#client;
    if (!client) return;
    this.#client = undefined;
    this.#clock.waits -= 1;
    client.settle({ trusted: false, reasons: [reason] });
  }
}
