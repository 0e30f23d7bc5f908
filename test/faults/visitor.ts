import { request, type IncomingMessage } from 'node:http';

export interface Visit {
  /** The whole answer, when it has ended; an empty text where none came. */
  answer: Promise<{ status: number; text: string }>;
  /** Goes away without a word. */
  leave(): void;
}

/** Sends a look or a check of this mail server, each on a connection of its own. */
export function visit(port: number, path: '/api/look' | '/api/check', mailPort: number, accept = 'application/x-ndjson'): Visit {
  const fields = {
    host: 'localhost',
    port: mailPort,
    security: 'starttls',
    username: 'scanner@practice.test',
    password: 'abcdefghijklmnop',
  };
  const body = JSON.stringify(fields);
  const headers = { Host: 'localhost', 'Content-Type': 'application/json', Accept: accept, 'Content-Length': Buffer.byteLength(body) };
  const sent = request({ port, host: '127.0.0.1', method: 'POST', path, agent: false, headers });
  const answer = new Promise<{ status: number; text: string }>((resolve) => {
    let text = '';
    sent.on('error', () => {
      resolve({ status: 0, text });
    });
    sent.on('response', (response: IncomingMessage) => {
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', () => undefined);
      response.on('close', () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
  });
  sent.end(body);
  return {
    answer,
    leave: () => {
      sent.destroy();
    },
  };
}

/** The last event of a stream. */
export const lastOf = (text: string): Record<string, unknown> =>
  JSON.parse(text.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
