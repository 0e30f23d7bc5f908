// The search box of the home page in a real browser.
import { expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';

const app = useApp();
const browser = useBrowser();

test('pages appear while one types; one short line is read out, also where nothing fits', async () => {
  const page = await newPage(browser);
  await page.goto(app.url);
  const field = page.getByRole('searchbox');
  const status = page.getByRole('main').getByRole('status');
  await field.fill('altlaink');
  await page.locator('.hits a[href="/devices/xerox-altalink/"]').waitFor();
  expect(await status.textContent()).toMatch(/^Best matches: \d$/);
  await field.fill('xtuple multi factor');
  await page.locator('.hits a[href="/guides/xtuple-batch-manager/"]').waitFor();
  await field.fill('qqqzzz');
  await status.filter({ hasText: 'Nothing here has “qqqzzz”' }).waitFor();
  expect(await page.locator('.hits li').count()).toBe(0);
  await field.fill('');
  await expect.poll(() => status.textContent()).toBe('');
  await page.context().close();
});

test('where the pages cannot be fetched, Enter still searches', async () => {
  const page = await newPage(browser);
  await page.route('**/data/pages.json', (route) => route.abort());
  await page.goto(app.url);
  await page.getByRole('searchbox').fill('535');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/api\/find\?q=535/);
  expect(await page.locator('.hits li').count()).toBeGreaterThan(0);
  await page.context().close();
});
