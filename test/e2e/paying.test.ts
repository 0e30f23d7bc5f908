// Somebody who signs in again and again, at a site with its limits on: with script the browser computes, without it the form opens later. An account
// that is refused is warned, then left alone, and taken again after its time.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { account, useLimited } from '../harness/own-server.ts';
import { useBrowser } from '../harness/site.ts';
import { advice, form as words, report as reportWords } from '../../src/words/en.ts';
import { price as priceWords, refused as refusedWords } from '../../src/words/en-refused.ts';
import { expectAccessible } from './accessible.ts';

const app = useLimited();
const browser = useBrowser();
let page: Page;
afterEach(() => page.context().close());

let isScripted: boolean;
const open = async (javaScriptEnabled: boolean): Promise<void> => {
  isScripted = javaScriptEnabled;
  page = await newPage(browser, { javaScriptEnabled, viewport: { width: 390, height: 844 } });
};
const field = (label: string) => page.getByLabel(label, { exact: true });
const verdict = (is: string) => page.locator(`.verdict[data-verdict="${is}"]`);
const checkButton = () => page.getByRole('button', { name: words.check });

async function look(): Promise<void> {
  await page.goto(`${app.url}/check/`);
  await page.getByText(words.more).click();
  await field(words.host).fill(app.place.host);
  await field(words.port).fill(app.place.port);
  await page.getByRole('button', { name: words.look }).click();
  await verdict('works').waitFor();
  await field(words.username).fill(account.username);
}

/** Presses the button and waits until the answer with this status is there; one that is changed for another on the way is not the end. */
async function signIn(password: string, status = 200): Promise<void> {
  await field(words.password).fill(password);
  const answer = page.waitForResponse((response) => response.url().endsWith('/api/check') && response.status() === status);
  // Without script each answer is a page of its own.
  const shown = isScripted ? undefined : page.waitForEvent('domcontentloaded');
  await checkButton().click();
  await answer;
  await shown;
}

/** The report of the sign-in, and not of the look before it. */
const signedIn = (is: string) => verdict(is).filter({ hasText: is === 'works' ? 'The sign-in works' : '' });

describe('with script', () => {
  beforeEach(() => open(true));

  test('the first is free, the second is paid by the browser, which loads what it needs for that only then', async () => {
    const proofs: (string | undefined)[] = [];
    const scripts: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api/check')) proofs.push((request.postDataJSON() as { proof?: string }).proof);
      if (/\/proof\.[^/]*\.js$/.test(request.url())) scripts.push(request.url());
    });
    await look();
    await signIn(account.right);
    await signedIn('works').waitFor();
    expect([proofs, scripts.length]).toEqual([[undefined], 0]);

    await signIn(account.right);
    await signedIn('works').waitFor();
    expect(proofs[1]).toMatch(/^[0-9a-f]{64}$/);
    expect(scripts).toHaveLength(1);
    expect(app.server.count('AUTH')).toBeGreaterThanOrEqual(2);
  });

  test('while it computes that is said, with how far it is, and can be stopped before anything is sent', async () => {
    await look();
    await signIn(account.right);
    await signedIn('works').waitFor();
    const before = app.server.count('AUTH');
    // The solver does not arrive: the browser is held where it would compute.
    await page.route(/\/proof\.[^/]*\.js$/, () => undefined);
    await field(words.password).fill(account.right);
    await checkButton().click();
    await page.getByRole('status').filter({ hasText: priceWords.proving }).waitFor();
    await page.getByRole('progressbar', { name: priceWords.progress }).waitFor();
    await expectAccessible(page, 'computing');
    await page.getByRole('button', { name: words.stop }).click();
    await page.locator('.notice:focus').filter({ hasText: reportWords.stopped }).waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
    expect(await field(words.password).inputValue()).toBe(account.right);
    expect(app.server.count('AUTH')).toBe(before);
  });

  test('where the browser cannot compute, the waiting time holds: when is said, the password stays, and later it is taken', async () => {
    await page.route(/\/proof\.[^/]*\.js$/, (route) => route.abort());
    await look();
    await signIn(account.right);
    await signedIn('works').waitFor();
    await signIn(account.right, 429);
    await page.locator('.error-summary:focus').filter({ hasText: '14:00:20 UTC on, in 20 seconds' }).waitFor();
    expect(await field(words.password).inputValue()).toBe(account.right);
    app.pass(20);
    await signIn(account.right);
    await signedIn('works').waitFor();
  });

  test('a ticket that is no longer the right one is changed in the same press', async () => {
    await look();
    app.pass(31 * 60);
    await signIn(account.right);
    await signedIn('works').waitFor();

    // Another window of the same office takes the next turn.
    const other = await fetch(`${app.url}/api/look`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(app.place),
    });
    const { ticket } = (await other.json()) as { ticket: string };
    app.pass(20);
    const taken = await fetch(`${app.url}/api/check`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ ...app.place, username: account.username, password: account.right, ticket }),
    });
    expect(taken.status).toBe(200);
    const answers: number[] = [];
    page.on('response', (response) => response.url().endsWith('/api/check') && answers.push(response.status()));
    await signIn(account.right);
    await signedIn('works').waitFor();
    expect(answers).toEqual([429, 200]);
  });

  test('a ticket of another network is changed by another look in the same press', async () => {
    await look();
    await page.locator('input[name="ticket"]').evaluate((input: HTMLInputElement) => {
      input.value = `1.0.${'0'.repeat(32)}.${'0'.repeat(32)}`;
    });
    await signIn(account.right);
    await signedIn('works').waitFor();
  });

  test('two refusals warn above the password, the fourth is not tried and says why, and after its time it is', async () => {
    const warning = page.locator('#check-form .lock-out').filter({ hasText: advice['lock-out-near'] });
    await look();
    await signIn(account.wrong);
    await signedIn('fails').waitFor();
    expect(await warning.count()).toBe(0);

    await signIn(account.wrong);
    await warning.waitFor();
    await page.locator('.verdict').filter({ hasText: advice['lock-out-near'] }).waitFor();
    expect(await warning.evaluate((note) => note.nextElementSibling?.querySelector('input')?.name)).toBe('password');
    await expectAccessible(page, 'the warning');

    app.pass(61);
    await signIn(account.wrong);
    await signedIn('fails').waitFor();
    const before = app.server.count('AUTH');
    app.pass(61);
    await signIn(account.right, 429);
    await page.locator('.notice:focus').filter({ hasText: refusedWords.reasons.account }).waitFor();
    await page.locator('.meanwhile a[href="/fix/"]').waitFor();
    await expectAccessible(page, 'an account that is left alone');
    expect(await field(words.password).inputValue()).toBe(account.right);
    expect(app.server.count('AUTH')).toBe(before);

    app.pass(900);
    await signIn(account.right);
    await signedIn('works').waitFor();
  });
});

test('the pages of those without script, axe in them: the waiting form, the early one, and what is refused for the network or the account', async () => {
  // axe needs script, so the forms are sent past the one of the page.
  await open(true);
  const send = async (form: string, password?: string): Promise<void> => {
    if (password !== undefined) await field(words.password).fill(password);
    const shown = page.waitForEvent('domcontentloaded');
    await page.locator(form).evaluate((element: HTMLFormElement) => {
      element.submit();
    });
    await shown;
  };
  await look();
  await send('#check-form', account.wrong);
  await page.locator('.opens').waitFor();
  await expectAccessible(page, 'the form that opens later');
  await send('#check-form', account.wrong);
  await page.locator('.error-summary').waitFor();
  await expectAccessible(page, 'the form that was sent too early');
  for (const wait of [20, 60]) {
    app.pass(wait);
    await send('#check-form', account.wrong);
    await page.locator('.lock-out').waitFor();
  }
  await expectAccessible(page, 'the warning');
  app.pass(60);
  await send('#check-form', account.wrong);
  await page.getByText(refusedWords.reasons.account).waitFor();
  await expectAccessible(page, 'an account that is left alone');
  for (let time = 0; time < 10; time += 1)
    await fetch(`${app.url}/api/look`, { method: 'POST', body: new URLSearchParams({ host: app.place.host, port: app.place.port }) });
  await page.goto(`${app.url}/check/`);
  await field(words.host).fill(app.place.host);
  await page.locator('#look-port').evaluate((input: HTMLInputElement, port) => {
    input.value = port;
  }, app.place.port);
  await send('#look-form');
  await page.getByText(refusedWords.reasons.client).waitFor();
  await expectAccessible(page, 'a network that has had its share');
});

describe('without script', () => {
  beforeEach(() => open(false));

  test('the second form says from when on it can be sent, is refused before and taken then; only the password is typed again', async () => {
    await look();
    expect(await page.locator('.opens').count()).toBe(0);
    await signIn(account.right);
    await signedIn('works').waitFor();
    await page.locator('.opens').filter({ hasText: '14:00:20 UTC' }).waitFor();

    app.pass(5);
    await signIn(account.right, 429);
    const fault = page.locator('.error-summary').filter({ hasText: '14:00:20 UTC on, in 15 seconds' });
    await fault.waitFor();
    expect(await fault.innerText()).toContain(priceWords.kept);
    expect(await field(words.username).inputValue()).toBe(account.username);
    expect(await field(words.password).inputValue()).toBe('');

    app.pass(15);
    await signIn(account.right);
    await signedIn('works').waitFor();
    await page.locator('.opens').filter({ hasText: '60 seconds after this page was made' }).waitFor();
  });

  test('two refusals warn above the password, the fourth is refused as a page with the form, which is taken after its time', async () => {
    const warning = page.locator('#check-form .lock-out').filter({ hasText: advice['lock-out-near'] });
    await look();
    for (const wait of [0, 20]) {
      app.pass(wait);
      expect(await warning.count()).toBe(0);
      await signIn(account.wrong);
      await signedIn('fails').waitFor();
    }
    await warning.waitFor();
    app.pass(60);
    await signIn(account.wrong);
    await page.locator('.opens').filter({ hasText: '60 seconds' }).waitFor();
    app.pass(60);
    await signIn(account.right, 429);
    await page.getByRole('heading', { name: refusedWords.title }).waitFor();
    await page.getByText(refusedWords.reasons.account).waitFor();
    expect(await field(words.username).inputValue()).toBe(account.username);
    app.pass(900);
    await signIn(account.right);
    await signedIn('works').waitFor();
  });
});
