// What no client of ours sends, as bytes, to the site in a process of its own: always 4xx and a sentence, never a word of what it sent, never the end.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badRequest, badRequestOf, familyNames } from '../../bench/load/bad-requests.ts';
import { exchange } from '../../bench/load/exchange.ts';
import { startSite, type SiteProcess } from './own-process.ts';

let site: SiteProcess;
beforeAll(async () => {
  site = await startSite();
});
afterAll(async () => {
  site.child.kill('SIGTERM');
  expect(await site.ended).toBe(0);
});

const isAnswer = ({ status, text }: { status: number; text: string }): boolean =>
  status >= 400 && status < 500 && !text.includes('    at ');

describe('each kind of nonsense is told to be one', () => {
  test.each(familyNames)('%s', async (family) => {
    await fc.assert(
      fc.asyncProperty(badRequestOf(family), async (bytes) => {
        expect(await exchange(site.port, bytes)).toSatisfy(isAnswer);
      }),
      { numRuns: 25 },
    );
  });
});

test('two thousand of them, many at once, and it still answers, has logged no fault of its own, and runs', async () => {
  const all = fc.sample(badRequest, 2_000).values();
  const worker = async (): Promise<void> => {
    for (const { bytes, family } of all) expect({ family, ...(await exchange(site.port, bytes)) }).toSatisfy(isAnswer);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  expect((await exchange(site.port, Buffer.from('GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n'))).text).toContain('"running":0');
  expect(site.said()).toBe('');
  expect(site.child.exitCode).toBe(null);
}, 60_000);

describe('a sentence stands in the answer to', () => {
  const head = 'POST /api/look HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  test.each([
    ['headers without end', `${head}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`, 400],
    ['chunks that are none', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['an extension of a chunk without end', `${head}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n`, 413],
    ['a wish for a proxy', 'CONNECT mail.example.com:25 HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
    ['an expectation', `${head}Expect: magic\r\nContent-Length: 0\r\n\r\n`, 417],
    ['a host that is none', 'POST /api/look HTTP/1.1\r\nHost: [::1\r\nContent-Length: 0\r\n\r\n', 400],
    ['no HTTP at all', 'EHLO me\r\n\r\n', 400],
    ['a body in another coding', `${head}Content-Length: 17\r\n\r\n{"host":"m\xe4il.x"}`, 400],
  ])('%s', async (_what, bytes, status) => {
    const answer = await exchange(site.port, Buffer.from(bytes, 'latin1'));
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/[a-z] [a-z]+.*\.("|$)/);
    expect(answer.text).toMatch(/x-content-type-options: nosniff/i);
    expect(answer.text).toMatch(/cache-control: no-store/i);
    expect(answer.text).not.toMatch(/access-control-/i);
  });
});

test('a request before a bad one on the same connection is answered first', async () => {
  const { text } = await exchange(
    site.port,
    Buffer.from(
      'GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\nPOST /api/look HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n',
    ),
    'end',
  );
  expect([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)).toEqual(['200', '400']);
});

test('what is asked for by name without a body is answered by HTTP/1.0 as well', async () => {
  expect((await exchange(site.port, Buffer.from('GET /api/health HTTP/1.0\r\n\r\n'))).status).toBe(200);
});

test('a question of another origin before the request (CORS) is answered with nothing that would let it', async () => {
  const asks = 'Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n';
  const { status, text } = await exchange(site.port, Buffer.from(`OPTIONS /api/check HTTP/1.1\r\nHost: localhost\r\n${asks}\r\n`));
  expect(status).toBe(403);
  expect(text).not.toMatch(/access-control-/i);
});
