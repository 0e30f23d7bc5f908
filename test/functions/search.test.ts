import { join } from 'node:path';
import { expect, test } from 'vitest';
import { load } from '../../src/knowledge/load.ts';
import { searcher } from '../../src/search/search.ts';

const { pages } = await load(join(import.meta.dirname, '../..'), '2026-11-25');
const first = (question: string): string | undefined => searcher(pages)(question)[0]?.url;

test.each([
  ['How do I get around multi factor authentication for xTConnect?', '/guides/xtuple-batch-manager/'],
  ['xtuple', '/devices/xtuple-connect/'],
  ['altalink c8070', '/devices/xerox-altalink/'],
  ['smtp.gmail.com', '/providers/gmail/'],
  ['535', '/causes/auth-wrong-password/'],
  ['gmial', '/providers/gmail/'],
  ['hotmail', '/providers/outlook-com/'],
  ['Application-specific password required', '/causes/auth-app-password-required/'],
  ['465 or 587', '/guides/ports-465-587-and-tls/'],
  ['certificate expired', '/causes/cert-expired/'],
])('the search finds for %j the page %s first', (question, url) => {
  expect(first(question)).toBe(url);
});

test('the search finds a page in spite of a slip of the pen', () => {
  expect(searcher(pages)('aplication pasword google').map((page) => page.kind)).toContain('guide');
});

test('the search finds nothing for what is not there', () => {
  expect(searcher(pages)('zzzzqqqq')).toEqual([]);
});
