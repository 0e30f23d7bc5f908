// An address of a provider that the files know is recognised in the browser, before anything is sent.
import { expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';

const app = useApp();
const browser = useBrowser();

test('server, user name and the way to the app password stand under the address, and nothing that was typed is sent', async () => {
  const page = await newPage(browser);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.goto(`${app.url}/check/`);
  const address = page.locator('#look-address');
  const line = page.locator('[data-known]');
  await address.fill('office@gmail.com');
  await address.press('Tab');
  await line.filter({ hasText: 'smtp.gmail.com, port' }).waitFor();
  await line.filter({ hasText: 'app password' }).waitFor();
  await line.locator('a[href="https://myaccount.google.com/apppasswords"]').waitFor();

  await address.fill('office@nobody-knows.example');
  await address.press('Tab');
  await expect.poll(() => line.textContent()).toBe('');

  await address.fill('office@hotmail.com');
  await address.press('Tab');
  await line.filter({ hasText: 'Outlook.com' }).waitFor();
  expect(asked.filter((one) => one.startsWith('POST') || one.includes('office'))).toEqual([]);
  await page.context().close();
});
