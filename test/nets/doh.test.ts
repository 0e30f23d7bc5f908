import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dohResolve } from '../../functions/nets/doh.ts';
import type { RecordType } from '../../src/smtp/net.ts';

const asked: string[] = [];
const answers: Record<string, { status?: number; body: string }> = {
  'ok.example A': {
    body: JSON.stringify({
      Status: 0,
      Answer: [
        { type: 5, data: 'alias.example.' },
        { type: 1, data: '192.0.2.7' },
        { type: 1, data: '192.0.2.8' },
      ],
    }),
  },
  'ok.example AAAA': { body: JSON.stringify({ Status: 0, Answer: [{ type: 5, data: 'alias.example.' }] }) },
  'ok.example MX': {
    body: JSON.stringify({
      Status: 0,
      Answer: [
        { type: 15, data: '20 b.example.' },
        { type: 15, data: '5 a.example.' },
      ],
    }),
  },
  'ok.example TXT': {
    body: JSON.stringify({
      Status: 0,
      Answer: [
        { type: 5, data: 'alias.example.' },
        { type: 16, data: '"v=spf1 include:a.example" " ~all"' },
        { type: 16, data: 'without quotes' },
        { type: 16, data: '"a \\"quoted\\" word, \\\\ and \\065"' },
        { type: 16, data: '""' },
        { type: 16, data: `"${'x'.repeat(4_097)}"` },
      ],
    }),
  },
  'many.example TXT': {
    body: JSON.stringify({ Status: 0, Answer: Array.from({ length: 70 }, (_, at) => ({ type: 16, data: `"${String(at)}"` })) }),
  },
  'no-mail.example MX': { body: JSON.stringify({ Status: 0, Answer: [{ type: 15, data: '0 .' }] }) },
  'empty.example A': { body: JSON.stringify({ Status: 0 }) },
  'missing.example A': { body: JSON.stringify({ Status: 3 }) },
  'broken.example A': { body: JSON.stringify({ Status: 2 }) },
  'refused.example A': { body: JSON.stringify({ Status: 5 }) },
  'html.example A': { body: '<html>' },
  'other.example A': { body: '{"answer": 42}' },
  'down.example A': { status: 503, body: '{"Status": 0}' },
};

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://localhost');
  const question = `${url.searchParams.get('name') ?? ''} ${url.searchParams.get('type') ?? ''}`;
  asked.push(`${request.headers.accept ?? ''} ${question}`);
  const { status = 200, body } = answers[question] ?? { status: 404, body: '' };
  response.writeHead(status, { 'content-type': 'application/dns-json' }).end(body);
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/dns-query`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const resolve = (name: string, type: RecordType) => dohResolve((to, init) => fetch(to, init), url)(name, type);

test('asks with the name, the type and the JSON form', async () => {
  asked.length = 0;
  await resolve('ok.example', 'A');
  expect(asked).toEqual(['application/dns-json ok.example A']);
});

test.each<[string, RecordType, unknown]>([
  ['ok.example', 'A', { outcome: 'ok', records: ['192.0.2.7', '192.0.2.8'] }],
  ['ok.example', 'AAAA', { outcome: 'none' }],
  ['ok.example', 'MX', { outcome: 'ok', records: ['a.example', 'b.example'] }],
  ['ok.example', 'TXT', { outcome: 'ok', records: ['v=spf1 include:a.example ~all', 'without quotes', 'a "quoted" word, \\ and A', ''] }],
  ['many.example', 'TXT', { outcome: 'ok', records: Array.from({ length: 50 }, (_, at) => String(at)) }],
  ['no-mail.example', 'MX', { outcome: 'none' }],
  ['empty.example', 'A', { outcome: 'none' }],
  ['missing.example', 'A', { outcome: 'none' }],
  ['broken.example', 'A', { outcome: 'failed' }],
  ['refused.example', 'A', { outcome: 'failed' }],
  ['html.example', 'A', { outcome: 'failed' }],
  ['other.example', 'A', { outcome: 'failed' }],
  ['down.example', 'A', { outcome: 'failed' }],
])('%s %s', async (name, type, expected) => {
  expect(await resolve(name, type)).toEqual(expected);
});

test('a resolver that cannot be reached is a look-up that failed', async () => {
  const broken = dohResolve(() => Promise.reject(new TypeError('fetch failed')), url);
  expect(await broken('ok.example', 'A')).toEqual({ outcome: 'failed' });
});

test('localhost is loopback and is never asked for', async () => {
  asked.length = 0;
  expect(await resolve('localhost', 'A')).toEqual({ outcome: 'ok', records: ['127.0.0.1'] });
  expect(await resolve('localhost', 'TXT')).toEqual({ outcome: 'none' });
  expect(asked).toEqual([]);
});
