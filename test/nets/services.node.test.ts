// Services of a domain, asked of a resolver and over HTTPS.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dohServices } from '../../functions/nets/doh.ts';
import { nodeServices } from '../../functions/nets/node-dns.ts';
import type { ResolveServices } from '../../functions/nets/srv.ts';
import { fakeNames, startFakeDns } from './fake-dns.ts';

const { mail, missing, broken } = fakeNames;
const two = [
  { priority: 10, weight: 60, port: 465, target: 'first.example.com' },
  { priority: 20, weight: 0, port: 465, target: 'second.example.com' },
];
const dot = [{ priority: 0, weight: 0, port: 0, target: '' }];

const stories = (resolve: () => ResolveServices): void => {
  test('gives every record with its numbers, in any order', async () => {
    const found = await resolve()(`_submissions._tcp.${mail}`);
    expect(found.outcome).toBe('ok');
    expect('records' in found && found.records).toEqual(expect.arrayContaining(two));
  });
  test('gives the target `.` as none, for the asker to see that it was said', async () => {
    expect(await resolve()(`_submission._tcp.${mail}`)).toEqual({ outcome: 'ok', records: dot });
  });
  test('tells what is not there from what did not work', async () => {
    expect(await resolve()(missing)).toEqual({ outcome: 'none' });
    expect(await resolve()(broken)).toEqual({ outcome: 'failed' });
  });
};

describe('nodeServices', () => {
  let dns: Awaited<ReturnType<typeof startFakeDns>>;
  beforeAll(async () => {
    dns = await startFakeDns();
  });
  afterAll(() => dns.close());
  stories(() => nodeServices(dns.address));
});

describe('dohServices', () => {
  const answers: Record<string, object> = {
    [`_submissions._tcp.${mail}`]: {
      Status: 0,
      Answer: [
        { type: 5, data: 'alias.example.' },
        { type: 33, data: '20 0 465 second.example.com.' },
        { type: 33, data: '10 60 465 first.example.com.' },
        { type: 33, data: 'no service' },
      ],
    },
    [`_submission._tcp.${mail}`]: { Status: 0, Answer: [{ type: 33, data: '0 0 0 .' }] },
    [broken]: { Status: 2 },
  };
  const fetch = (url: string): Promise<Response> => {
    const query = new URL(url).searchParams;
    expect(query.get('type')).toBe('SRV');
    return Promise.resolve(Response.json(answers[query.get('name') ?? ''] ?? { Status: 3 }));
  };
  stories(() => dohServices(fetch, 'https://doh.example/dns-query'));
});
