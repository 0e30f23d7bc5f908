// As much of `cloudflare:sockets` as workers.ts uses. Source: developers.cloudflare.com/workers/runtime-apis/tcp-sockets.
declare module 'cloudflare:sockets' {
  export interface WorkerSocket {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array>;
    /** Resolves when the connection stands, with `secureTransport: 'on'` when its handshake is done too. */
    readonly opened: Promise<unknown>;
    readonly closed: Promise<unknown>;
    startTls(options?: { expectedServerHostname?: string }): WorkerSocket;
    close(): Promise<void>;
  }
  export function connect(
    address: { hostname: string; port: number },
    options: { secureTransport: 'off' | 'on' | 'starttls'; allowHalfOpen: boolean },
  ): WorkerSocket;
}
