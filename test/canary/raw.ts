// HTTP as bytes on a socket: what was sent is exactly what the test wrote, and every byte of the answer is there, head included.
import { connect } from 'node:net';

export interface Wish {
  method?: string;
  /** With its query. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Says that more comes than does, and goes away. */
  cutOff?: true;
  /** Goes away when this resolves. */
  leaves?: Promise<void>;
}

/** The bytes of a request. */
export function requestBytes({ method = 'POST', path, headers = {}, body = '', cutOff = undefined }: Wish): Buffer {
  const bytes = Buffer.from(body);
  const length = bytes.length + (cutOff ? 1_000 : 0);
  const lines = {
    Host: 'localhost',
    Connection: 'close',
    ...(method === 'GET' || 'Transfer-Encoding' in headers ? {} : { 'Content-Length': String(length) }),
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`), bytes]);
}

/** Sends it and resolves with everything that came, also where the connection broke. */
export function exchange(port: number, wish: Wish): Promise<Buffer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(Buffer.concat(parts));
    });
    socket.on('data', (part) => {
      parts.push(part);
    });
    void wish.leaves?.then(() => socket.destroy());
    socket.on('connect', () => {
      socket.write(requestBytes(wish), () => {
        if (wish.cutOff) socket.destroySoon();
      });
    });
  });
}

export type Coding = 'json' | 'form' | 'multipart';

/** Fields as a body, with the header that says so. */
export function bodyOf(fields: Record<string, string>, coding: Coding): Required<Pick<Wish, 'headers' | 'body'>> {
  switch (coding) {
    case 'json':
      return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(fields) };
    case 'form':
      return { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() };
    case 'multipart': {
      const parts = Object.entries(fields).map(
        ([name, value]) => `--seam\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, escape)}"\r\n\r\n${value}\r\n`,
      );
      return { headers: { 'Content-Type': 'multipart/form-data; boundary=seam' }, body: `${parts.join('')}--seam--\r\n` };
    }
  }
}

export const accepts = ['application/json', 'application/x-ndjson', 'text/html'] as const;

/** The status of an answer; 0 where none came. */
export const statusOf = (answer: Buffer): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1', 0, 20))?.[1] ?? 0);
