// Someone whose device signs in and still sends nothing: the From address is another one. With script, and the same without.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';
import { form as words } from '../../src/words/en.ts';
import { expectAccessible } from './accessible.ts';

const host = 'sender-not-allowed.practice.test';
const username = 'scanner@practice.test';
const password = 'abcdefghijklmnop';

const app = useApp();
const browser = useBrowser();

describe.each([
  ['with script', true],
  ['without script', false],
])('%s', (_name, javaScriptEnabled) => {
  let page: Page;
  beforeEach(async () => {
    page = await newPage(browser, { javaScriptEnabled });
    await page.goto(`${app.url}/check/`);
  });
  afterEach(() => page.context().close());

  const verdict = (is: string) => page.locator(`.verdict[data-verdict="${is}"]`).waitFor();
  const field = (label: string) => page.getByLabel(label, { exact: true });
  async function look(name: string): Promise<void> {
    await field(words.host).fill(name);
    await page.getByRole('button', { name: words.look }).click();
    await verdict('works');
  }
  async function signIn(): Promise<void> {
    await field(words.username).fill(username);
    await field(words.password).fill(password);
    await page.getByRole('button', { name: words.check }).click();
  }
  // axe itself needs script in the page.
  const expectAxe = async (step: string): Promise<void> => {
    if (javaScriptEnabled) await expectAccessible(page, step);
  };

  test('a From that is refused → what to type instead → it works, with a test message', async () => {
    await look(host);
    expect(await field(words.from).isVisible()).toBe(false);
    await page.getByText(words.moreSignIn).click();
    await field(words.from).fill('office@practice.test');
    await field(words.send).check();
    await expectAxe('the unfolded part of the sign-in');
    await signIn();
    await verdict('fails');
    await page.getByText('Put the user name itself as From address into the device').waitFor();
    expect(await page.locator('.verdict').innerText()).toContain('User name and password were taken.');
    await expectAxe('a From that was refused');

    // What was typed is still there, and unfolded; the password only where the script keeps it in its field.
    expect(await field(words.from).inputValue()).toBe('office@practice.test');
    expect(await field(words.send).isChecked()).toBe(true);
    await field(words.from).fill('');
    await signIn();
    await verdict('works');
    await page.getByText(`took a test message to ${username}`).waitFor();
    await page.getByText('That does not prove that it arrives').waitFor();
    expect(await page.locator('.verdict').innerText()).toContain('number for the message: 4PRACT1CE0');
    await page.locator('.seen summary').click();
    await expectAxe('a test message that was taken');
    expect(await page.content()).not.toContain(password);
  });

  test('a fault in the folded part opens it and is named', async () => {
    await look(host);
    await page.getByText(words.moreSignIn).click();
    await field(words.from).fill('the office');
    await field(words.ehlo).fill('Copier 2');
    await field(words.nameless).check();
    await signIn();
    await page.locator('.error-summary:focus a[href="#check-from"]').waitFor();
    expect(await page.locator('.error-summary a').allTextContents()).toHaveLength(2);
    expect(await field(words.from).isVisible()).toBe(true);
    expect(await field(words.ehlo).inputValue()).toBe('Copier 2');
    expect(await field(words.nameless).isChecked()).toBe(true);
    await expectAxe('a fault in the folded part');
  });

  test('what the device would greet with is tried', async () => {
    await look('ehlo-name-rejected.practice.test');
    await page.getByText(words.moreSignIn).click();
    await field(words.nameless).check();
    await signIn();
    await verdict('fails');
    await page.locator('.verdict a[href="/causes/ehlo-name-rejected/"]').waitFor();
  });

  test('old devices are told about where somebody asks', async () => {
    await page.getByText(words.more).click();
    await field(words.oldDevices).check();
    await look('works.practice.test');
    await page.locator('.peeks').getByText('A device of about 2009').waitFor();
    await expectAxe('old devices');
  });
});
