// First aid for a password on the check page: found in the browser before anything is sent, offered, and never done by itself.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';
import { firstAid as words, form } from '../../src/words/en-form.ts';
import { expectAccessible } from './accessible.ts';

const app = useApp();
const browser = useBrowser();
let page: Page;
let sent: string[];
beforeEach(async () => {
  page = await newPage(browser, { viewport: { width: 390, height: 844 } });
  sent = [];
  await page.goto(`${app.url}/check/`);
});
afterEach(() => page.context().close());

const password = () => page.getByLabel(form.password);
const press = () => page.getByRole('button', { name: form.check }).click();
const finding = (id: string) => page.locator(`.first-aid [data-finding="${id}"]`);

/** A look whose answer has another provider and device: no server of theirs is reached. */
async function look(different: Record<string, string> = {}): Promise<void> {
  await page.route('**/api/look', async (route) => {
    const response = await route.fetch();
    const lines = (await response.text()).trim().split('\n');
    const last = { ...(JSON.parse(lines.at(-1) ?? '') as object), ...different };
    await route.fulfill({ response, body: [...lines.slice(0, -1), JSON.stringify(last), ''].join('\n') });
  });
  await page.getByLabel(form.host, { exact: true }).fill('works.practice.test');
  await page.getByRole('button', { name: form.look }).click();
  await page.locator('.verdict[data-verdict="works"]').waitFor();
  await page.getByLabel(form.username).fill('scanner@practice.test');
  page.on('request', (request) => {
    if (request.url().endsWith('/api/check')) sent.push((request.postDataJSON() as { password: string }).password);
  });
}

test.each([
  ['group-blanks', 'abcd efgh ijkl mnop', 'abcdefghijklmnop'],
  ['outer-blanks', ' Kopierer-17 ', 'Kopierer-17'],
  ['odd-blanks', 'two\u00a0words', 'two words'],
  ['inner-blanks', 'two words', 'twowords'],
  ['invisible', 'Kopierer\u200b-17', 'Kopierer-17'],
  ['smart-quotes', '“Kopierer”', '"Kopierer"'],
])('%s is found when the field is left, mended at a press, and sent as mended', async (id, typed, mended) => {
  await look();
  await password().fill(typed);
  await password().blur();
  await finding(id).waitFor();
  expect(await password().inputValue()).toBe(typed);
  await finding(id).getByRole('button').click();
  await expect.poll(() => password().inputValue()).toBe(mended);
  // A blank that is a plain one now may still be none of the password.
  await finding(id).waitFor({ state: 'detached' });
  await press();
  if (id === 'odd-blanks') {
    await page.getByText(words.held).waitFor();
    expect(sent).toEqual([]);
    await press();
  }
  await expect.poll(() => sent).toEqual([mended]);
});

test.each([
  ['non-ascii', 'Büro-17', {}],
  ['not-app-password', 'Kopierer-im-Flur-17', { provider: 'gmail' }],
])('%s is told before anything is sent, and goes as typed with the second press', async (id, typed, answer) => {
  await look(answer);
  await password().fill(typed);
  await page.keyboard.press('Enter');
  await finding(id).waitFor();
  await page.locator('.first-aid-title:focus').filter({ hasText: words.held }).waitFor();
  expect(sent).toEqual([]);
  await press();
  await expect.poll(() => sent).toEqual([typed]);
});

test('the link to make an app password stands where a normal one was typed, and nothing of that in the page', async () => {
  await look({ provider: 'gmail' });
  await password().fill('Kopierer-im-Flur-17');
  await password().blur();
  await finding('not-app-password').getByRole('link').waitFor();
  expect(await finding('not-app-password').getByRole('link').getAttribute('href')).toBe('https://myaccount.google.com/apppasswords');
  expect(await page.content()).not.toContain('Kopierer-im-Flur-17');
  await expectAccessible(page, 'first aid');
});

test('what is longer than the field of the chosen device is told', async () => {
  await page.route('**/data/check.json', async (route) => {
    const response = await route.fetch();
    const knowledge = (await response.json()) as { devices: Record<string, object> };
    const device = { id: 'small', name: 'Small Copier', fields: {}, choices: {}, passwordMax: 16, unsure: false };
    await route.fulfill({ response, json: { ...knowledge, devices: { ...knowledge.devices, small: device } } });
  });
  await look({ device: 'small' });
  await password().fill('abcdefghijklmnopq');
  await password().blur();
  await finding('too-long').filter({ hasText: 'Small Copier takes 16 characters' }).waitFor();
});

test('what was found goes with the password after five minutes, and with the next letter', async () => {
  await page.clock.install();
  await look();
  await password().fill('two words');
  await password().blur();
  await finding('inner-blanks').waitFor();
  await password().press('End');
  await page.keyboard.type('x');
  await finding('inner-blanks').waitFor({ state: 'detached' });
  await password().blur();
  await finding('inner-blanks').waitFor();
  await page.clock.fastForward('05:01');
  await finding('inner-blanks').waitFor({ state: 'detached' });
  expect(await password().inputValue()).toBe('');
  expect(sent).toEqual([]);
});

test('a password that looks right is sent at the first press', async () => {
  await look();
  await password().fill('abcdefghijklmnop');
  await press();
  await expect.poll(() => sent).toEqual(['abcdefghijklmnop']);
});
