// A page of somebody else in a real browser: it cannot make its visitor sign in through us, and cannot read what we answer.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { account, useLimited } from '../harness/own-server.ts';
import { useBrowser } from '../harness/site.ts';
import { refused as words } from '../../src/words/en-refused.ts';

const app = useLimited({ LIMITS: 'off' });
const browser = useBrowser();
let stranger: Server;
let page: Page;
let html = '';

beforeAll(async () => {
  stranger = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(html);
  });
  await new Promise<void>((resolve) => {
    stranger.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => stranger.close());
beforeEach(async () => {
  page = await newPage(browser);
});
afterEach(() => page.context().close());

/** By its number it is another site than localhost, by its name another origin of the same site. */
const strangerAt = (name: string): string => `http://${name}:${String((stranger.address() as AddressInfo).port)}/`;
const form = () => {
  const fields = Object.entries({ ...app.place, username: account.username, password: account.right });
  const inputs = fields.map(([name, value]) => `<input name="${name}" value="${value}">`).join('');
  return `<form method="post" action="${app.url}/api/check">${inputs}<button>Send</button></form>`;
};
const signIns = (): number => app.server.count('AUTH');

test.each([
  ['another site', '127.0.0.1'],
  ['another origin of the same site', 'localhost'],
])('a form of %s is refused in words, and nobody signs in', async (_story, name) => {
  const before = signIns();
  html = form();
  await page.goto(strangerAt(name));
  const answer = page.waitForResponse(/\/api\/check$/);
  await page.getByRole('button').click();
  expect((await answer).status()).toBe(403);
  await page.getByText(words.origin.slice(0, 40)).waitFor();
  expect(signIns()).toBe(before);
});

test('a frame in a sandbox, whose origin is null, is refused as well', async () => {
  const before = signIns();
  html = `<iframe sandbox="allow-forms allow-scripts" srcdoc="${form().replaceAll('"', '&quot;')}"></iframe>`;
  await page.goto(strangerAt('127.0.0.1'));
  const answer = page.waitForResponse(/\/api\/check$/);
  await page.frameLocator('iframe').getByRole('button').click();
  const response = await answer;
  expect(response.status()).toBe(403);
  expect((await response.request().allHeaders())['origin']).toBe('null');
  expect(signIns()).toBe(before);
});

test('a script of another site can neither ask as a program does nor read an answer', async () => {
  const before = signIns();
  html = '<p>Somebody else</p>';
  await page.goto(strangerAt('127.0.0.1'));
  const ended = await page.evaluate(
    async ([look, health]) => {
      const body = JSON.stringify({ host: 'works.practice.test' });
      const fetched = (url: string, options: RequestInit) =>
        fetch(url, options).then(
          ({ type, status }) => `${type} ${String(status)}`,
          () => 'blocked',
        );
      return [
        await fetched(look, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }),
        // What a browser sends without asking first; the answer stays closed to the page.
        await fetched(look, { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ host: 'works.practice.test' }) }),
        await fetched(health, {}),
      ];
    },
    [`${app.url}/api/look`, `${app.url}/api/health`] as const,
  );
  expect(ended).toEqual(['blocked', 'blocked', 'blocked']);
  expect(signIns()).toBe(before);
});

test('our own forms pass, with script and without', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const own = await newPage(browser, { javaScriptEnabled });
    await own.goto(`${app.url}/check/`);
    await own.locator('#look-host').fill('works.practice.test');
    await own.locator('#look-form button').click();
    await own.locator('.verdict[data-verdict="works"]').waitFor();
    await own.context().close();
  }
});

test('no answer carries a word that lets another page read it', async () => {
  for (const method of ['OPTIONS', 'POST', 'GET']) {
    const response = await fetch(`${app.url}/api/check`, {
      method,
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST', 'Content-Type': 'application/json' },
      ...(method === 'POST' && { body: '{}' }),
    });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(response.status).toBe(method === 'GET' ? 404 : 403);
    await response.body?.cancel();
  }
});
