// From the code on a device's screen to its page, by the search box and by a pasted text.
import { expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';

const app = useApp();
const browser = useBrowser();

test('the search box leads from the code alone to its page', async () => {
  const page = await newPage(browser);
  await page.goto(app.url);
  await page.getByRole('searchbox').fill('#839');
  await page.locator('.hits li:first-child a[href="/codes/canon/839/"]').click();
  await page.getByRole('heading', { level: 1, name: 'Canon #839' }).waitFor();
  await page.context().close();
});

test('a pasted code is explained, and one that nobody confirms says so', async () => {
  const page = await newPage(browser);
  await page.goto(`${app.url}/explain/`);
  const field = page.locator('#explain-text');
  await field.fill('Canon #839');
  await page.locator('[data-code="/codes/canon/839/"]').waitFor();
  await field.fill('Epson 312');
  await page.locator('[data-code="/codes/epson/#code-312"]').filter({ hasText: 'Not confirmed by the maker' }).waitFor();
  await page.locator('[data-code] h3 a').click();
  await page.locator('#code-312').filter({ hasText: 'not confirmed by the maker' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/codes/epson/');
  await page.context().close();
});
