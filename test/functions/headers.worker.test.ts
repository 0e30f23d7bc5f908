// Every kind of answer, asked of the Node server and of workerd, as they run behind https://check.example: the same status and the same headers.
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestHarness } from 'wrangler';
import { headersFor, pathsWithScript } from '../../functions/headers.ts';
import { dist, root } from '../harness/dist.ts';
import { startApp, type App } from '../harness/app.ts';
import { newPage } from '../harness/browser.ts';
import { useBrowser } from '../harness/site.ts';

const settings = { SITE_URL: 'https://check.example', LIMITS: 'off' };

interface Told {
  status: number;
  headers: Record<string, string>;
}

interface Ask {
  /** Exactly as it goes into the request line. */
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

const browser = useBrowser();
let app: App;
let harness: TestHarness;
let workerUrl: URL;

beforeAll(async () => {
  app = await startApp(settings);
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  harness = createTestHarness({ root, workers: [{ configPath: join(root, 'wrangler.jsonc'), vars: settings }] });
  workerUrl = (await harness.listen()).url;
});
afterAll(async () => {
  await harness.close();
  await app.close();
});

/** By hand: fetch would tidy the path, and that is what is to be tried. */
function ask(url: URL | string, { path, method = 'GET', headers = {}, body }: Ask): Promise<Told> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ hostname, port, path, method, headers: { 'Accept-Encoding': 'identity', ...headers } }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        const told = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(told) });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** What belongs to the connection or to the store of files, and says nothing of us. */
const ofTheRuntime = [
  ...['connection', 'date', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding', 'etag'],
  ...['cf-cache-status', 'mf-content-encoding'],
];

function ours({ status, headers }: Told): Told {
  const kept = Object.entries(headers).filter(([name]) => !ofTheRuntime.includes(name));
  return { status, headers: Object.fromEntries(kept.sort()) };
}

const json = { 'Content-Type': 'application/json', Accept: 'application/json' };
const page = { Accept: 'text/html', 'Content-Type': 'application/x-www-form-urlencoded' };
const hashed = `/_astro/${readdirSync(join(dist, '_astro')).find((name) => name.endsWith('.js')) ?? ''}`;
const look = (host: string): string => JSON.stringify({ host, port: 587 });

const kinds: [string, Ask, number][] = [
  ['the home page', { path: '/' }, 200],
  ['a guide', { path: '/guides/what-an-app-password-is/' }, 200],
  ['the check', { path: '/check/' }, 200],
  ['a page with a query', { path: '/check/?provider=gmail' }, 200],
  ['a page, its head only', { path: '/check/', method: 'HEAD' }, 200],
  ['a file with its hash in the name', { path: hashed }, 200],
  ['a file of data', { path: '/data/check.json' }, 200],
  ['a download', { path: '/download/will-it-send.js' }, 200],
  ['the icon', { path: '/favicon.svg' }, 200],
  ['a text file', { path: '/robots.txt' }, 200],
  ['a list of pages', { path: '/sitemap-0.xml' }, 200],
  ['nothing', { path: '/no-such-page/' }, 404],
  ['nothing among the well-known', { path: '/.well-known/nothing' }, 404],
  ['the file of headers itself', { path: '/_headers' }, 404],
  ['a page without its slash', { path: '/check' }, 307],
  ['a page by the name of its file', { path: '/check/index.html?x=1' }, 307],
  ['health', { path: '/api/health' }, 200],
  ['a search, as a page', { path: '/api/find?q=gmail', headers: { Accept: 'text/html' } }, 200],
  ['a search, as JSON', { path: '/api/find?q=gmail', headers: { Accept: 'application/json' } }, 200],
  ['nothing of the API', { path: '/api/nothing' }, 404],
  ['nothing of the API, as a page', { path: '/api/nothing', headers: { Accept: 'text/html' } }, 404],
  ['a look with a fault, as JSON', { path: '/api/look', method: 'POST', headers: json, body: look('192.0.2.1') }, 400],
  ['a look with a fault, as a page', { path: '/api/look', method: 'POST', headers: page, body: 'host=192.0.2.1' }, 400],
  ['a check with a fault', { path: '/api/check', method: 'POST', headers: json, body: look('mail.example.com') }, 400],
  ['a body that is none', { path: '/api/check', method: 'POST', headers: json, body: '{' }, 400],
  ['a body that is too large', { path: '/api/check', method: 'POST', headers: json, body: 'x'.repeat(20_000) }, 413],
  ['a page of a stranger', { path: '/api/look', method: 'POST', headers: { ...json, Origin: 'https://evil.example' }, body: '{}' }, 403],
  ['another name', { path: '/api/health', headers: { Host: 'evil.example' } }, 421],
];

describe('the headers are the same from Node and from workerd:', () => {
  test.each(kinds)('%s', async (_name, asked, status) => {
    const [node, worker] = await Promise.all([ask(app.url, asked), ask(workerUrl, asked)]);
    expect(ours(node).status).toBe(status);
    const { vary, ...rest } = ours(node).headers;
    // Who packs the answer says so: here the server itself, there the edge in front of it.
    const own = vary === undefined || vary === 'Accept-Encoding' ? rest : { ...rest, vary };
    expect(ours(worker)).toEqual({ status, headers: own });
  });

  test('an answer to a method that pages do not have; only Node can name those that they have', async () => {
    const asked = { path: '/check/', method: 'POST', body: 'x' };
    const [node, worker] = await Promise.all([ask(app.url, asked), ask(workerUrl, asked)]);
    const { allow, ...rest } = ours(node).headers;
    expect([ours(node).status, allow]).toEqual([405, 'GET, HEAD']);
    expect(ours(worker)).toEqual({ status: 405, headers: rest });
  });

  test('all of them carry the whole set, no cookie, and no name of a program', async () => {
    for (const url of [app.url, workerUrl]) {
      for (const [name, asked] of kinds) {
        const { headers } = await ask(url, asked);
        const path = asked.path.replace(/\?.*$/, '');
        const expected = Object.entries(headersFor(path, true)).map(([header, value]) => [header.toLowerCase(), value]);
        expect(headers, name).toMatchObject(Object.fromEntries(expected));
        expect(
          Object.keys(headers).filter((header) => /cookie|powered|server|access-control|^link$|^refresh$|report-to|nel/.test(header)),
          name,
        ).toEqual([]);
        if (path.startsWith('/api/')) expect([name, headers['cache-control']]).toEqual([name, 'no-store']);
      }
    }
  });
});

describe('in a browser without script the real form is posted, and its answer shown with styles,', () => {
  test.each(['from Node', 'from workerd'])('%s', async (from) => {
    const complaints: string[] = [];
    const page = await newPage(browser, { javaScriptEnabled: false });
    // 400 is the answer that this form gets, and the one thing to be said of it.
    page.on('console', (message) => !message.text().includes('400 (Bad Request)') && complaints.push(message.text()));
    const url = from === 'from Node' ? app.url : workerUrl.origin;
    await page.goto(`${url}/check/`);
    await page.getByLabel('Mail server').fill('printer.local');
    await page.getByRole('button', { name: 'Look, no password needed' }).click();
    await page.locator('.error-summary').waitFor();
    expect(page.url()).toBe(`${url}/api/look`);
    expect(await page.locator('body').evaluate((body) => getComputedStyle(body).marginTop)).toBe('0px');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('a redirect leads to a key of our own and nowhere else:', () => {
  test.each([
    ['//evil.example'],
    ['//evil.example/'],
    ['/\\evil.example'],
    ['/%5Cevil.example'],
    ['/%2F%2Fevil.example'],
    ['//evil.example/check'],
    ['//evil.example/..;/check'],
    ['/check//evil.example'],
    ['/https:/evil.example'],
    ['/.//evil.example'],
    ['//evil.example/%2e%2e'],
    ['/check%0d%0aLocation:%20https://evil.example'],
    ['//evil.example/index.html'],
  ])('%s', async (path) => {
    for (const url of [app.url, workerUrl]) {
      const { status, headers } = await ask(url, { path });
      if (headers.location === undefined) expect(status).not.toBe(307);
      // A browser reads it from where it is: it must stay there.
      else expect([path, new URL(headers.location, 'https://check.example/').origin]).toEqual([path, 'https://check.example']);
    }
  });

  test('an absolute address in the request line is answered as its path', async () => {
    const { status, headers } = await ask(app.url, { path: 'http://evil.example/check', headers: { Host: 'localhost' } });
    expect([status, headers.location]).toEqual([307, '/check/']);
  });
});

test('without TLS nothing is said of it, and everything else stays', async () => {
  const { 'Strict-Transport-Security': _, ...rest } = headersFor('/check/', true);
  expect(headersFor('/check/', false)).toEqual(rest);
});

test('scripts may run where there are some, and there only', () => {
  const policy = (path: string): string => headersFor(path, true)['Content-Security-Policy'] ?? '';
  for (const path of pathsWithScript) expect(policy(path)).toContain("script-src 'self'");
  for (const path of ['/guides/', '/api/check', '/check/x', '/_astro/x.js', '/index.html'])
    expect(policy(path)).toContain("script-src 'none'");
  for (const path of ['/', '/guides/', '/_astro/x.js']) {
    expect(policy(path)).toMatch(/^default-src 'none'; /);
    expect(policy(path)).not.toMatch(/unsafe|'sha|'nonce|http|\*/);
  }
});
