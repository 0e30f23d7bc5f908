// A DNS-over-HTTPS resolver for tests, on loopback and without TLS, with the names of fake-dns.ts.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fakeNames } from './fake-dns.ts';

const { known, mail, broken } = fakeNames;
const answers: Record<string, object> = {
  [`${known} A`]: { Status: 0, Answer: [{ type: 1, data: '192.0.2.7' }] },
  [`${known} AAAA`]: { Status: 0 },
  [`${mail} MX`]: {
    Status: 0,
    Answer: [
      { type: 15, data: '20 second.example.com.' },
      { type: 15, data: '10 first.example.com.' },
    ],
  },
  [`${mail} TXT`]: {
    Status: 0,
    Answer: [
      { type: 16, data: '"v=spf1 include:a.example" " ~all"' },
      { type: 16, data: '"another one"' },
    ],
  },
  [`${known} TXT`]: { Status: 0 },
  [`${broken} A`]: { Status: 2 },
};

export async function startFakeDoh(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://localhost').searchParams;
    const answer = answers[`${query.get('name') ?? ''} ${query.get('type') ?? ''}`] ?? { Status: 3 };
    response.writeHead(200, { 'content-type': 'application/dns-json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/dns-query`, close };
}
