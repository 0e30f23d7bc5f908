// The check page in a real browser where things go less well: pressed twice, stopped, broken off, gone back to.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';
import { form as words, report as reportWords } from '../../src/words/en.ts';

const works = 'works.practice.test';
const silent = 'no-greeting.practice.test';
const lookAnswer = '**/api/look';

const app = useApp();
const browser = useBrowser();
let page: Page;
beforeEach(async () => {
  page = await newPage(browser, { viewport: { width: 390, height: 844 } });
  await page.goto(`${app.url}/check/`);
});
afterEach(() => page.context().close());

const lookButton = () => page.getByRole('button', { name: words.look });
const password = () => page.getByLabel(words.password);

async function look(host: string): Promise<void> {
  await page.getByLabel(words.host, { exact: true }).fill(host);
  await lookButton().click();
}

async function signIn(text: string): Promise<void> {
  await page.getByLabel(words.username).fill('scanner@practice.test');
  await password().fill(text);
  await page.getByRole('button', { name: words.check }).click();
}

test('a result has the focus, stands at the top of the screen and in the title, and its region is quiet', async () => {
  await look(works);
  await page.locator('#verdict:focus').waitFor();
  expect(await page.title()).toMatch(/^Ready for a sign-in: works\.practice\.test/);
  const top = await page.locator('.verdict').evaluate((verdict) => verdict.getBoundingClientRect().top);
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThan(60);
  expect(await page.locator('[data-part="status"]').textContent()).toBe('');
  expect(await page.locator('[data-check] [aria-live]').count()).toBe(0);
});

test('while one runs, a second press starts nothing; Stop ends it and says so', async () => {
  const asked: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()));
  await look(silent);
  await page.getByRole('status').filter({ hasText: words.working }).waitFor();
  expect(await lookButton().getAttribute('aria-disabled')).toBe('true');
  await lookButton().click({ force: true });
  await page.getByRole('button', { name: words.stop }).click();
  await page.locator('.notice:focus').filter({ hasText: reportWords.stopped }).waitFor();
  expect(asked).toHaveLength(1);
  expect(await lookButton().getAttribute('aria-disabled')).toBe(null);
});

test('an answer that breaks off, none at all, and one that is no answer of ours each end in a sentence, and the next try works', async () => {
  await page.route(lookAnswer, (route) => route.fulfill({ contentType: 'application/x-ndjson', body: '' }));
  await look(works);
  await page.getByText(words.broken).waitFor();
  await page.unroute(lookAnswer);

  await page.route(lookAnswer, (route) => route.abort());
  await lookButton().click();
  await page.getByText(words.failed).waitFor();
  await page.unroute(lookAnswer);

  await page.route(lookAnswer, (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }));
  await lookButton().click();
  await page.getByText(words.failed).waitFor();
  await page.unroute(lookAnswer);

  await lookButton().click();
  await page.locator('.verdict[data-verdict="works"]').waitFor();
});

test('where the script does not arrive, the form goes as it would without one', async () => {
  await page.route(/\/check-page\.[^/]*\.js$/, (route) => route.abort());
  await look(works);
  await page.waitForURL('**/api/look');
  await page.locator('.verdict[data-verdict="works"]').waitFor();
});

test('a failed download of what the check knows is tried again', async () => {
  await page.route('**/data/check.json', (route) => route.abort());
  await look(works);
  await page.getByText(words.failed).waitFor();
  await page.unroute('**/data/check.json');
  await lookButton().click();
  await page.locator('.verdict[data-verdict="works"]').waitFor();
});

test('the faults of one attempt are gone with the next', async () => {
  await look('not a server');
  await page.locator('.error-summary:focus').waitFor();
  await look(works);
  await page.locator('.verdict').waitFor();
  expect(await page.locator('.error-summary, .error, .field-wrong, [aria-invalid]').count()).toBe(0);
  expect(await page.title()).not.toContain(words.errorPrefix);
});

test('a wrong port opens the folded part of the form', async () => {
  await page.getByText(words.more).click();
  await page.getByLabel(words.port, { exact: true }).fill('smtp');
  await look(works);
  await page.locator('.error-summary:focus').waitFor();
  expect(await page.locator('#look-port').isVisible()).toBe(true);
});

test('a password stays masked in its field after a failure, and is gone once the page was left or five minutes passed', async () => {
  await page.clock.install();
  await look(works);
  await signIn('Kopierer-im-Flur-17');
  await page.locator('.verdict[data-verdict="fails"]').waitFor();
  expect(await password().inputValue()).toBe('Kopierer-im-Flur-17');
  expect(await password().getAttribute('type')).toBe('password');
  expect(await page.locator('.kept').textContent()).toContain(reportWords.keptInField);
  await page.clock.fastForward('05:01');
  expect(await password().inputValue()).toBe('');

  await password().fill('typed and never sent');
  await page.clock.fastForward('05:01');
  expect(await password().inputValue()).toBe('');

  await password().fill('typed again');
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  expect(await password().inputValue()).toBe('');
});

test('back from a cause the server is still typed, and no password', async () => {
  await look('auth-wrong-password.practice.test');
  await signIn('Kopierer-im-Flur-17');
  await page.locator('.verdict a[href^="/causes/"]').click();
  await page.waitForURL(/\/causes\//);
  await page.goBack();
  await expect.poll(() => page.getByLabel(words.host, { exact: true }).inputValue()).toBe('auth-wrong-password.practice.test');
  expect(await page.content()).not.toContain('Kopierer-im-Flur-17');
  for (const field of await password().all()) expect(await field.inputValue()).toBe('');
});

test('where the chosen port is closed, the port to try stands under the verdict, and the others folded below it', async () => {
  await page.getByText(words.more).click();
  await page.getByLabel(words.port, { exact: true }).fill('2525');
  await look(works);
  await page.locator('.verdict[data-verdict="fails"] .next-step').filter({ hasText: 'Take port 465 with TLS from the start' }).waitFor();
  const ports = page.locator('details.doors');
  expect(await ports.locator('li').first().isVisible()).toBe(false);
  await ports.locator('summary').click();
  expect(await ports.locator('li').allTextContents()).toEqual([
    'Port 465, TLS from the start: would work',
    'Port 587, STARTTLS: would work',
  ]);
});
