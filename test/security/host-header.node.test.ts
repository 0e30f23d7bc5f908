// DNS rebinding: a stranger's page whose name was turned to this machine still sends its own name, and gets nothing.
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { useApp } from '../harness/site.ts';

const app = useApp({ SITE_URL: 'https://check.example.org', PRACTICE: 'off', ALLOW_TARGETS: '127.0.0.0/8:2600' });

interface Answer {
  status: number;
  body: string;
  headers: Record<string, unknown>;
}

/** A request with this Host, whatever the connection is to. */
const ask = (host: string, { method = 'POST', path = '/api/look', accept = 'application/json' } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(app.url);
    const headers = { Host: host, Accept: accept, 'Content-Type': 'application/json' };
    const asking = request({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
      });
    });
    asking.on('error', reject);
    asking.end(method === 'POST' ? '{}' : undefined);
  });

/** The status line of a request that is written by hand. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve) => {
    const { port } = new URL(app.url);
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(answer.split('\r\n')[0] ?? '');
    });
  });

describe('a request by a name that is not ours', () => {
  test.each(['rebound.example', 'rebound.example:4321', 'check.example.org.rebound.example', '192.168.1.5:4321', '0.0.0.0'])(
    'gets 421 and a sentence, for %s',
    async (host) => {
      for (const path of ['/api/look', '/api/check', '/api/discover', '/api/nothing']) {
        const { status, body, headers } = await ask(host, { path });
        expect([path, status]).toEqual([path, 421]);
        expect(JSON.parse(body)).toMatchObject({
          error: 'wrong-host',
          message: expect.stringContaining('https://check.example.org') as unknown,
        });
        expect(headers['cache-control']).toBe('no-store');
        expect(body).not.toContain('rebound');
      }
      expect(await ask(host, { method: 'GET', path: '/api/health' })).toMatchObject({ status: 421 });
      expect((await ask(host, { accept: 'text/html' })).body).toMatch(/^This website answers at /);
    },
  );

  test('does not get in by the request line, by a second Host, or by none', async () => {
    const end = 'Connection: close\r\n\r\n';
    expect(await raw(`GET http://rebound.example/api/health HTTP/1.1\r\nHost: localhost\r\n${end}`)).toMatch(/ 421 /);
    expect(await raw(`GET http://localhost/api/health HTTP/1.1\r\nHost: rebound.example\r\n${end}`)).toMatch(/ 421 /);
    expect(await raw(`GET /api/health HTTP/1.1\r\nHost: localhost\r\nHost: rebound.example\r\n${end}`)).toMatch(/ 4\d\d /);
    expect(await raw(`GET /api/health HTTP/1.1\r\n${end}`)).toMatch(/ 4\d\d /);
    expect(await raw(`GET /api/health HTTP/1.1\r\nHost: rebound.example\r\nX-Forwarded-Host: localhost\r\n${end}`)).toMatch(/ 421 /);
  });
});

test.each(['localhost:1', '127.0.0.1', '[::1]:80', 'check.example.org', 'CHECK.example.org:443'])(
  '%s is one of our names',
  async (host) => {
    expect((await ask(host, { method: 'GET', path: '/api/health' })).status).toBe(200);
    expect((await ask(host)).status).toBe(400);
  },
);
