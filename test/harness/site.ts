// What most suites start with: the whole thing running, and a browser where it is to be looked at. Ended with the suite.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { startApp, type App } from './app.ts';
import { launch } from './browser.ts';

/** Starts the app before the suite's first test. What it has is there from then on. */
export function useApp(env?: Record<string, string>, now?: () => number): Readonly<Pick<App, 'url' | 'practice'>> {
  let app: App;
  beforeAll(async () => {
    app = await startApp(env, now);
  });
  afterAll(() => app.close());
  return {
    get url() {
      return app.url;
    },
    get practice() {
      return app.practice;
    },
  };
}

/** Starts a browser before the suite's first test. */
export function useBrowser(): { readonly newContext: Browser['newContext'] } {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  return { newContext: (options) => browser.newContext(options) };
}
