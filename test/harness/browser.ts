// A real Chromium for the tests, by playwright-core.
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { chromium } from './chromium.ts';

// Loopback pages of our own only, so the sandbox (which root and containers cannot have) protects nothing; the rest keeps it off the network.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Starts Chromium. The caller closes it. */
export async function launch(): Promise<Browser> {
  const { executablePath, env } = await chromium();
  return playwright.launch({ executablePath, args: flags, env: { ...(process.env as Record<string, string>), ...env } });
}

/** A page in a context of its own, so that no test sees what another left behind. Closing the browser closes it. */
export async function newPage(browser: Pick<Browser, 'newContext'>, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options });
  return context.newPage();
}
