// The security headers in a real browser: what it does under them, and what it does not let happen. Nothing of ours may be in their way.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { switchedOff } from '../../functions/headers.ts';
import { newPage } from '../harness/browser.ts';
import { builtPages, isForPeople } from '../harness/dist.ts';
import { useApp, useBrowser } from '../harness/site.ts';

const host = 'works.practice.test';
const app = useApp();
const browser = useBrowser();

/** Collects what the browser complains about: refused by a policy, thrown by a script, or not known to it in a header. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'log' && message.type() !== 'info') complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return complaints;
}

/** Violations as the page itself is told of them, also those that the console does not show. */
async function countViolations(page: Page, complaints: string[]): Promise<void> {
  await page.exposeFunction('tellViolation', (text: string) => void complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      (window as unknown as { tellViolation(text: string): void }).tellViolation(`${violatedDirective} ${blockedURI} ${sourceFile}`);
    });
  });
}

async function lookAndSignIn(page: Page): Promise<void> {
  await page.goto(`${app.url}/check/`);
  await page.getByLabel('Mail server').fill(host);
  await page.getByRole('button', { name: 'Look, no password needed' }).click();
  await page.locator('.verdict[data-verdict="works"]').waitFor();
  await page.getByLabel('User name').fill('scanner@practice.test');
  await page.getByLabel('Password or app password').fill('abcdefghijklmnop');
  await page.getByRole('button', { name: 'Sign in and check' }).click();
  await page.getByText(`The sign-in works: ${host}`).waitFor();
}

describe('under the headers', () => {
  test('the real form is posted without script, from look to sign-in, and nothing is refused', async () => {
    const page = await newPage(browser, { javaScriptEnabled: false });
    const complaints = complaintsOf(page);
    await lookAndSignIn(page);
    expect(new URL(page.url()).pathname).toBe('/api/check');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('the same with script on one page, and nothing is refused', async () => {
    const page = await newPage(browser);
    const complaints = complaintsOf(page);
    await countViolations(page, complaints);
    await lookAndSignIn(page);
    expect(new URL(page.url()).pathname).toBe('/check/');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('the receipt shows what the server keeps', async () => {
    const page = await newPage(browser);
    await lookAndSignIn(page);
    const [time, ...rest] = await page.locator('.record dd').allTextContents();
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(rest).toEqual(['127.0.0.0/24', 'none of our list', 'auth', 'works', expect.stringMatching(/^\d+$/)]);
    await page.context().close();
  });

  test('one page of each kind is shown without a complaint, on screen and for print; the search finds', async () => {
    const page = await newPage(browser);
    const complaints = complaintsOf(page);
    await countViolations(page, complaints);
    const kinds = [...Map.groupBy(builtPages().filter(isForPeople), ({ template }) => template).values()].flatMap(
      ([first]) => first?.url ?? [],
    );
    expect(kinds.length).toBeGreaterThan(15);
    for (const path of kinds) {
      await page.goto(`${app.url}${path}`);
      await page.emulateMedia({ media: 'print' });
      await page.emulateMedia({ media: 'screen' });
    }
    await page.goto(app.url);
    await page.getByRole('searchbox').fill('altalink');
    await page.locator('.hits a').first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a page in place of a missing one is told as missing, and that is all there is to complain of', async () => {
    const page = await newPage(browser);
    const complaints = complaintsOf(page);
    await page.goto(`${app.url}/no-such-page/`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(complaints).toEqual([expect.stringContaining('404 (Not Found)')]);
    await page.context().close();
  });
});

describe('what got in could do nothing:', () => {
  test('no text becomes markup or code, no script runs inline or from elsewhere, no other site gets a form', async () => {
    const page = await newPage(browser);
    await page.goto(`${app.url}/check/`);
    const tried = await page.evaluate(() => {
      const own = window as unknown as { refused: string[]; trustedTypes: { createPolicy(name: string, rules: object): void } };
      own.refused = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => own.refused.push(effectiveDirective));
      const attempt = (what: () => void): string => {
        try {
          what();
          return 'done';
        } catch (error) {
          return error instanceof TypeError ? 'TypeError' : 'EvalError';
        }
      };
      const image = document.createElement('img');
      image.src = 'https://evil.example/x.png';
      document.body.append(image);
      void fetch('https://evil.example/').catch(() => undefined);
      const form = document.createElement('form');
      form.action = 'https://evil.example/';
      form.method = 'post';
      document.body.append(form);
      form.submit();
      return [
        attempt(() => (document.createElement('p').innerHTML = '<b>x</b>')),
        attempt(() => (document.createElement('script').text = 'window.got = true')),
        attempt(() => new Worker('/_astro/x.js')),
        attempt(() => {
          own.trustedTypes.createPolicy('x', {});
        }),
      ];
    });
    expect(tried).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError']);
    await expect
      .poll(() => page.evaluate(() => [...new Set((window as unknown as { refused: string[] }).refused)].sort()))
      .toEqual(['connect-src', 'form-action', 'img-src', 'require-trusted-types-for', 'trusted-types']);
    expect(page.url()).toBe(`${app.url}/check/`);
    await page.context().close();
  });

  test('no page elsewhere can frame it', async () => {
    const page = await newPage(browser);
    await page.setContent(`<iframe src="${app.url}/check/"></iframe>`);
    await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');
    await page.context().close();
  });

  test('every power that this browser knows is switched off, but those that give none', async () => {
    const page = await newPage(browser);
    await page.goto(`${app.url}/check/`);
    const { known, allowed } = await page.evaluate(() => {
      const policy = (document as unknown as { featurePolicy: { features(): string[]; allowedFeatures(): string[] } }).featurePolicy;
      return { known: policy.features(), allowed: policy.allowedFeatures() };
    });
    const harmless = (name: string): boolean => name.startsWith('ch-') || name === 'cross-origin-isolated' || name === 'aria-notify';
    expect(allowed.filter((name) => !harmless(name))).toEqual([]);
    // A name that no browser knows would only be a complaint in its console.
    if (known.includes('local-network')) expect(switchedOff.filter((name) => !known.includes(name))).toEqual([]);
    await page.context().close();
  });
});
