// The site is ended while a visitor waits: the page says so in the words of the server, in place of a result.
import { expect, test } from 'vitest';
import { stoppedLine } from '../../functions/stopping.ts';
import { form as words, refusals } from '../../src/words/en.ts';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';

const app = useApp();
const browser = useBrowser();

test('a look that was cut off by the end of the site is told as that, and can be taken again', async () => {
  const page = await newPage(browser);
  await page.goto(`${app.url}/check/`);
  const stage = { type: 'stage', stage: 'dns', outcome: 'ok', ms: 3, facts: { addresses: ['192.0.2.1'] } };
  await page.route('**/api/look', (route) =>
    route.fulfill({
      contentType: 'application/x-ndjson',
      body: [stage, stoppedLine()].map((line) => `${JSON.stringify(line)}\n`).join(''),
    }),
  );
  await page.getByLabel(words.host, { exact: true }).fill('mail.example.com');
  await page.getByRole('button', { name: words.look }).click();
  await page.locator('.notice', { hasText: refusals.stopped }).waitFor();
  await expect.poll(() => page.getByRole('button', { name: words.look }).isEnabled()).toBe(true);
  await page.context().close();
});
