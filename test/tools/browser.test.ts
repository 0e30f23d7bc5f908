import { expect, test } from 'vitest';
import { launch, newPage } from '../harness/browser.ts';

test('the browser that the tests use shows a page', async () => {
  const browser = await launch();
  try {
    const page = await newPage(browser);
    await page.setContent('<!doctype html><title>It works</title><p>Words');
    expect(await page.title()).toBe('It works');
    expect((await page.locator('p').boundingBox())?.height).toBeGreaterThan(5);
  } finally {
    await browser.close();
  }
});
