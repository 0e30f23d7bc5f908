// An address of a domain that no fact file names, in a real browser: suggested, compared, confirmed, and only then a password.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { form as words } from '../../src/words/en.ts';
import { suggested } from '../../src/words/en-discover.ts';
import { fill } from '../../src/words/fill.ts';
import { startApp, type App } from '../harness/app.ts';
import { newPage } from '../harness/browser.ts';
import { useBrowser } from '../harness/site.ts';
import { expectAccessible } from './accessible.ts';
import { startFakeDns } from '../nets/fake-dns.ts';

const domain = 'kopierer-ag.ch';
const host = `mail.${domain}`;
const account = { username: `scanner@${domain}`, password: 'abcdefghijklmnop' };
const browser = useBrowser();
let folder: string;
let mail: MailServer;
let dns: Awaited<ReturnType<typeof startFakeDns>>;
let app: App;

beforeAll(async () => {
  mail = await startMailServer({ host });
  dns = await startFakeDns({
    addresses: { [host]: [127, 0, 0, 1] },
    services: { [`_submission._tcp.${domain}`]: [[0, 0, mail.port, host]] },
  });
  folder = await mkdtemp(join(tmpdir(), 'suggested-'));
  await writeFile(join(folder, 'ca.pem'), mail.ca);
  app = await startApp({
    PRACTICE: 'off',
    LIMITS: 'off',
    DNS_SERVER: dns.address,
    ALLOW_TARGETS: `${host}:${String(mail.port)}`,
    EXTRA_CA: join(folder, 'ca.pem'),
  });
});
afterAll(async () => {
  await app.close();
  await dns.close();
  await mail.close();
  await rm(folder, { recursive: true });
});

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('the server is suggested, marked, and asked for by a button; the password comes after the look', async () => {
    const page: Page = await newPage(browser, { javaScriptEnabled, viewport: { width: 390, height: 844 } });
    const before = mail.count('EHLO');
    await page.goto(`${app.url}/check/`);
    await page.getByLabel(words.address).fill(account.username);
    await page.getByRole('button', { name: words.look }).click();
    await page.getByRole('heading', { name: suggested.title }).waitFor();
    await page.getByText(fill(suggested.why, { domain })).waitFor();
    if (javaScriptEnabled) await expectAccessible(page, 'the suggestion');
    // Nobody has gone there yet, and there is no link to it.
    expect(mail.count('EHLO')).toBe(before);
    expect(await page.locator(`a[href*="${host}"], input[type="password"]:visible`).count()).toBe(0);

    await page.getByRole('button', { name: fill(suggested.confirm, { host }) }).click();
    await page.getByLabel(words.password).waitFor();
    expect(await page.getByLabel(words.username).inputValue()).toBe(account.username);
    expect(mail.count('AUTH')).toBe(0);
    if (javaScriptEnabled) await expect.poll(() => page.getByLabel(words.host, { exact: true }).inputValue()).toBe(host);
    await page.context().close();
  });
});

test('everything that was asked of name servers is the domain and what it named', () => {
  const names = [...new Set(dns.asked)].sort();
  expect(names).toEqual([`_submission._tcp.${domain}`, `_submissions._tcp.${domain}`, domain, host].sort());
});
