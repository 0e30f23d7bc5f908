// The walk of someone whose copier stopped sending: from the home page to a sign-in that works. With script, and the same without.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';
import { root } from '../harness/dist.ts';
import { expectAccessible } from './accessible.ts';

const host = 'auth-app-password-required.practice.test';
const username = 'scanner@practice.test';
const ownPassword = 'Kopierer-im-Flur-17';
const appPassword = 'abcdefghijklmnop';

const app = useApp();
const browser = useBrowser();

/** Nothing typed as a password is anywhere a person or a program could find it later. */
async function expectNoTrace(page: Page): Promise<void> {
  const html = await page.content();
  for (const secret of [ownPassword, appPassword]) {
    expect(html).not.toContain(secret);
    expect(html).not.toContain(btoa(secret));
    expect(page.url()).not.toContain(secret);
  }
  expect(html).not.toContain(btoa(`\0${username}\0${ownPassword}`));
  expect(html).not.toContain(btoa(`\0${username}\0${appPassword}`));
}

async function fillSignIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password or app password').fill(password);
}

async function look(page: Page): Promise<void> {
  await page.getByLabel('Mail server').fill(host);
  await page.getByRole('button', { name: 'Look, no password needed' }).click();
  await page.locator('.verdict[data-verdict="works"]').waitFor();
  expect(await page.getByText('The server is ready').count()).toBe(1);
}

async function signIn(page: Page, password: string): Promise<void> {
  await fillSignIn(page, password);
  await page.getByRole('button', { name: 'Sign in and check' }).click();
}

/** Follows a link of the page's main part and waits until it is there. */
async function follow(page: Page, link: string, to: RegExp): Promise<void> {
  await page.getByRole('main').locator(link).first().click();
  await page.waitForURL((url) => to.test(url.pathname));
}

describe.each([
  ['with script', true],
  ['without script', false],
])('%s', (_name, javaScriptEnabled) => {
  test('home → fix it → tree → guide → look → the own password fails → cause → look → the app password works', async () => {
    const page = await newPage(browser, { javaScriptEnabled });
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));

    await page.goto(app.url);
    await follow(page, 'a[href="/fix/"]', /^\/fix\/$/);
    await follow(page, 'a[href="/fix/app-password/"]', /^\/fix\/app-password\/$/);
    await follow(page, '.answers a:has-text("At Google")', /^\/fix\/app-password\/[^/]+\/$/);
    await follow(page, '.answers a:has-text("I have not looked yet")', /^\/fix\/app-password\/[^/]+\/$/);
    expect(await page.locator('.so-far li').count()).toBe(2);
    await follow(page, 'a[href^="/guides/"]', /^\/guides\/[^/]+\/$/);
    await follow(page, 'a[href^="/check/"]', /^\/check\/$/);
    // The link fills the form in and opens a part of it: who presses before that presses beside the button that moves.
    if (javaScriptEnabled) await expect.poll(() => page.getByLabel('Mail server').inputValue()).not.toBe('');

    await look(page);
    await signIn(page, ownPassword);
    await page.locator('.verdict[data-verdict="fails"]').waitFor();
    await expectNoTrace(page);
    await follow(page, '.verdict a[href^="/causes/"]', /^\/causes\/auth-app-password-required\/$/);

    await page.goto(`${app.url}/check/`);
    await look(page);
    await signIn(page, appPassword);
    await page.getByText('The sign-in works').waitFor();
    expect(await page.locator('.verdict').getAttribute('data-verdict')).toBe('works');
    await expectNoTrace(page);
    expect(await page.getByLabel('Password or app password').inputValue()).toBe('');

    // Nothing went anywhere else, and nothing typed went into an address.
    expect(addresses.filter((address) => !address.startsWith(app.url))).toEqual([]);
    expect(addresses.filter((address) => /scanner|practice|Kopierer|abcdefgh/.test(address))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a field that is wrong is named at the top and in the title, and what was typed is kept', async () => {
    const page = await newPage(browser, { javaScriptEnabled });
    await page.goto(`${app.url}/check/`);
    await page.getByLabel('Mail server').fill('not a server');
    await page.getByRole('button', { name: 'Look, no password needed' }).click();
    await page.getByText('There is a problem').waitFor();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.getByLabel('Mail server').inputValue()).toBe('not a server');
    expect(await page.locator('.error-summary a[href="#look-host"]').count()).toBe(1);
    // The browser gives autofocus its turn after the page is drawn, so this waits for it.
    await page.locator('.error-summary:focus').waitFor();
    await page.context().close();
  });
});

/** Sends a form as a browser without script would. */
async function postForm(page: Page, form: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.locator(form).evaluate((element: HTMLFormElement) => element.submit())]);
}

test('every step of the check has nothing that axe finds, whether the script shows it or the function answers it', async () => {
  const page = await newPage(browser);
  const open = async (): Promise<void> => {
    await page.goto(`${app.url}/check/`);
    await page.getByLabel('Mail server').fill(host);
  };

  await open();
  await look(page);
  await expectAccessible(page, 'look, by script');
  await signIn(page, ownPassword);
  await page.locator('.verdict[data-verdict="fails"]').waitFor();
  await expectAccessible(page, 'check, by script');

  await page.goto(`${app.url}/check/`);
  await page.getByLabel('Mail server').fill('cert-expired.practice.test');
  await page.getByRole('button', { name: 'Look, no password needed' }).click();
  await page.locator('.verdict[data-verdict="fails"]').waitFor();
  expect(await page.locator('.more').count()).toBe(2);
  for (const folded of await page.locator('.more summary').all()) await folded.click();
  await expectAccessible(page, 'look after a failed handshake, by script');

  await open();
  await postForm(page, '#look-form');
  await page.getByText('More: From address').click();
  await expectAccessible(page, 'look, as a page');
  await fillSignIn(page, '');
  await postForm(page, '#check-form');
  await expectAccessible(page, 'a field is missing, as a page');
  await fillSignIn(page, ownPassword);
  await postForm(page, '#check-form');
  await expectAccessible(page, 'check, as a page');
  await page.context().close();
});

test('a link fills in a provider or a host that a fact file has, and never another host', async () => {
  const page = await newPage(browser);
  const hostOf = async (query: string): Promise<string> => {
    await page.goto(`${app.url}/check/${query}`, { waitUntil: 'networkidle' });
    return page.getByLabel('Mail server').inputValue();
  };
  expect(await hostOf('?provider=gmail')).toBe('smtp.gmail.com');
  expect(await hostOf('?host=smtp.gmail.com')).toBe('smtp.gmail.com');
  expect(await hostOf('?host=smtp.gmail.com&port=465')).toBe('smtp.gmail.com');
  expect(await page.locator('#look-port').inputValue()).toBe('465');
  expect(await hostOf('?host=smtp.gmail.com&port=25')).toBe('');
  expect(await hostOf('?host=mail.stranger.example')).toBe('');
  expect(await hostOf('?host=smtp.gmail.com.stranger.example')).toBe('');
  await page.context().close();
});

// Not a test: pictures for people to look at, in .cache/screenshots.
if (process.env.SCREENSHOTS === '1') {
  const views = ['/', '/fix/', '/fix/app-password/', '/fix/app-password/map/', '/guides/', '/providers/gmail/', '/devices/xerox-altalink/'];
  views.push('/causes/auth-app-password-required/', '/changes/', '/check/', '/about/');

  test('pictures at 390 and 1280 px, light and dark', { timeout: 300_000 }, async () => {
    const folder = join(root, '.cache/screenshots');
    mkdirSync(folder, { recursive: true });
    for (const [width, colorScheme] of [
      [390, 'light'],
      [390, 'dark'],
      [1280, 'light'],
      [1280, 'dark'],
    ] as const) {
      const page = await newPage(browser, { colorScheme, viewport: { width, height: 900 } });
      const shoot = (name: string): Promise<unknown> =>
        page.screenshot({ path: join(folder, `${name}-${String(width)}-${colorScheme}.png`), fullPage: true });
      for (const url of views) {
        await page.goto(`${app.url}${url}`);
        await shoot(url === '/' ? 'home' : url.slice(1, -1).replaceAll('/', '_'));
      }
      await page.goto(`${app.url}/check/`);
      await look(page);
      await shoot('check-look');
      await signIn(page, ownPassword);
      await page.locator('.verdict[data-verdict="fails"]').waitFor();
      await shoot('check-fails');
      await signIn(page, appPassword);
      await page.getByText('The sign-in works').waitFor();
      await shoot('check-works');
      await page.context().close();
    }
  });
}
