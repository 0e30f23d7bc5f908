import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { newPage } from '../harness/browser.ts';
import { useApp, useBrowser } from '../harness/site.ts';
import { isForPeople, samplePages } from '../harness/dist.ts';

const app = useApp();
const browser = useBrowser();

async function findings(builder: AxeBuilder): Promise<string[]> {
  // The usual mode opens a page of its own for frames in pages; here are none.
  const { violations } = await builder.setLegacyMode().analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What is wider than the page while no scroll box holds it. */
const wideParts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isHeld = (element: Element | null): boolean =>
      element !== null &&
      element !== document.body &&
      (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || isHeld(element.parentElement));
    const isWide = (element: Element): boolean => element.getBoundingClientRect().right > clientWidth + 1 && !isHeld(element.parentElement);
    return [...document.body.querySelectorAll('*')]
      .filter((element) => isWide(element) && ![...element.children].some(isWide))
      .map(
        (element) =>
          `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${element.textContent.trim().slice(0, 60)}`,
      );
  });

describe('in a real browser', () => {
  const urls = samplePages()
    .filter(isForPeople)
    .map(({ url }) => url);

  test.each(urls)('%s has nothing that axe finds, in light and in dark, and fits 320 px', async (url) => {
    const page = await newPage(browser, { colorScheme: 'light', viewport: { width: 1280, height: 800 } });
    try {
      await page.goto(`${app.url}${url}`);
      expect(await findings(new AxeBuilder({ page }).withTags(rules)), 'in light').toEqual([]);
      // Only colours differ in the dark.
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await findings(new AxeBuilder({ page }).withRules(['color-contrast'])), 'in dark').toEqual([]);
      // 320 px is 400 % of a usual screen (WCAG 2.2, 1.4.10).
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await wideParts(page), 'wider than 320 px').toEqual([]);
    } finally {
      await page.context().close();
    }
  });
});
