// The page that explains a pasted text, in a real browser: what it shows, and that nothing of the text goes anywhere or stays.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';
import { cleaner, explain as words } from '../../src/words/en-explain.ts';
import { expectAccessible } from './accessible.ts';

const secret = 'Kopierer!im?Flur#17';
const log = [
  'SERVER -> CLIENT: 220 smtp.gmail.com ESMTP',
  'CLIENT -> SERVER: EHLO scanner',
  'CLIENT -> SERVER: AUTH LOGIN',
  'SERVER -> CLIENT: 334 VXNlcm5hbWU6',
  'CLIENT -> SERVER: c2Nhbm5lckBleGFtcGxlLmNvbQ==',
  'SERVER -> CLIENT: 334 UGFzc3dvcmQ6',
  `CLIENT -> SERVER: ${btoa(secret)}`,
  `SERVER -> CLIENT: 534-5.7.9 Application-specific password required. (${secret})`,
  '534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp',
].join('\n');

const app = useApp();
const browser = useBrowser();
let page: Page;

const field = () => page.getByLabel(words.label);
const result = () => page.locator('[data-part="result"]');
const cleaned = () => page.locator('#cleaned-text');

describe('with script', () => {
  beforeEach(async () => {
    page = await newPage(browser, { viewport: { width: 390, height: 844 } });
    await page.goto(`${app.url}/explain/`);
  });
  afterEach(() => page.context().close());

  test('a pasted log is explained as one types: cause, evidence, next step, the marked line, and the way on', async () => {
    await field().fill(log);
    await page.locator('[data-cause="auth-app-password-required"]').first().waitFor();
    expect(await result().locator('ol.causes > li').first().getAttribute('data-cause')).toBe('auth-app-password-required');
    expect(await result().locator('mark').first().textContent()).toContain('Application-specific password required');
    expect(await result().textContent()).toContain('534 5.7.9');
    expect(await result().getByRole('link', { name: 'Check smtp.gmail.com now' }).getAttribute('href')).toBe(
      '/check/?host=smtp.gmail.com&port=587',
    );
    await expectAccessible(page, 'explained');
  });

  test('no secret of the text is shown, and the cleaned text is copied', async () => {
    await field().fill(log);
    await cleaned().waitFor();
    const shown = await page
      .locator('[data-part="result"], [data-part="clean"]')
      .evaluateAll((parts) =>
        parts.map((part) => `${part.textContent} ${[...part.querySelectorAll('textarea')].map(({ value }) => value).join(' ')}`).join(' '),
      );
    expect(shown).toContain('534-5.7.9 Application-specific password required. ([masked])');
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(btoa(secret));
    expect(shown).toContain(cleaner.revoke);
    expect(shown).not.toMatch(/\bsafe\b/i);
    await page.getByRole('button', { name: cleaner.copy }).click();
    await page.getByText(cleaner.copied).or(page.getByText(cleaner.selected)).waitFor();
    const expected = await cleaned().inputValue();
    await field().fill('');
    await field().press('ControlOrMeta+v');
    await expect.poll(() => field().inputValue()).toBe(expected);
  });

  test('a server that no fact file has is never in a link', async () => {
    await field().fill('Connected to mail.evil.example:587\n535 5.7.8 Error: authentication failed');
    await result().locator('.causes').waitFor();
    const links = await page.locator('[data-explain] a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((href) => href.includes('evil') || href.startsWith('/check/'))).toEqual([]);
  });

  test('markup in the text stays text', async () => {
    await field().fill('550 5.7.1 <img src=x onerror=alert(1)><script>alert(2)</script> relay denied');
    await result().locator('mark').waitFor();
    expect(await page.locator('[data-explain] img, [data-explain] script').count()).toBe(0);
  });

  test('foreign text, no text, and far too much text each get their sentence', async () => {
    await page.getByRole('button', { name: words.button }).click();
    await page.getByText(words.empty).waitFor();
    await field().fill('Dear Sir or Madam, the weather was fine.');
    await page.getByText(words.nothing).waitFor();
    await field().evaluate(
      (element, text) => {
        (element as HTMLTextAreaElement).value = text;
        element.dispatchEvent(new Event('input', { bubbles: true }));
      },
      `${'nothing to see here\n'.repeat(250_000)}535 5.7.8 Error: authentication failed\n`,
    );
    await page.getByText(words.cut).waitFor();
    await page.locator('[data-cause="auth-wrong-password"]').waitFor();
  });

  test('nothing leaves the browser once the page is there, and nothing of the text is kept', async () => {
    await field().focus();
    await expect
      .poll(() => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/explain/knowledge.js'))))
      .toBe(true);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('websocket', (socket) => asked.push(socket.url()));
    const before = await page.evaluate(() => history.length);
    await field().fill(log);
    await cleaned().waitFor();
    await page.getByRole('button', { name: words.button }).click();
    await page.getByRole('button', { name: cleaner.copy }).click();
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')));
    expect(asked).toEqual([]);
    expect(new URL(page.url()).href).toBe(`${app.url}/explain/`);
    const kept = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      cookies: document.cookie,
      databases: (await indexedDB.databases()).length,
      caches: 'caches' in window ? (await caches.keys()).length : 0,
      state: JSON.stringify(history.state),
      title: document.title,
    }));
    expect(kept).toEqual({
      local: 0,
      session: 0,
      cookies: '',
      databases: 0,
      caches: 0,
      state: 'null',
      title: expect.not.stringContaining(secret) as string,
    });
    expect(await page.evaluate(() => history.length)).toBe(before);
    expect(await page.context().cookies()).toEqual([]);
    await page.goto(`${app.url}/`);
    await page.goBack();
    await field().waitFor();
    expect(await field().inputValue()).toBe('');
  });

  test('the browser itself is told to send nothing from this page', async () => {
    const refused = await page.evaluate(() =>
      fetch('/data/check.json').then(
        () => 'sent',
        () => 'refused',
      ),
    );
    expect(refused).toBe('refused');
    const policy = (await page.request.get(`${app.url}/explain/`)).headers()['content-security-policy'] ?? '';
    expect(policy).not.toContain('connect-src');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'none'");
  });

  test('what does not arrive is asked for again', async () => {
    await page.route('**/explain/knowledge.js', (route) => route.abort());
    await field().fill(log);
    await page.getByText(words.failed).waitFor();
  });
});

test('without script the page says why it needs one, and shows what it knows by heart', async () => {
  page = await newPage(browser, { javaScriptEnabled: false });
  await page.goto(`${app.url}/explain/`);
  await page.getByText(words.noScript).waitFor();
  expect(await page.locator('textarea').isVisible()).toBe(false);
  await page.getByText(words.tables.codes).click();
  expect(await page.locator('#tells-codes tr').filter({ hasText: '5.7.9' }).first().locator('a').first().getAttribute('href')).toMatch(
    /^\/causes\//,
  );
  await page.getByText(words.tables.numbers).click();
  expect(await page.locator('#tells-numbers').textContent()).toContain('0x800CCC0E');
  await page.context().close();
});
