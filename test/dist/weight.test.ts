import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { builtPages, distFile, type BuiltPage } from '../harness/dist.ts';

const guides = builtPages().filter(({ url }) => /^\/guides\/[^/]+\/$/.test(url));

const packed = (bytes: Buffer | string): number => gzipSync(bytes, { level: 9 }).length;
const stylesOf = ({ tags }: BuiltPage): string[] =>
  tags.filter(({ name, attributes }) => name === 'link' && attributes.rel === 'stylesheet').map(({ attributes }) => attributes.href ?? '');

test('a guide weighs at most 9 kB: packed HTML and styles', () => {
  const weights = guides.map((page) => ({
    url: page.url,
    bytes: packed(page.html) + stylesOf(page).reduce((sum, href) => sum + packed(readFileSync(distFile(href) ?? '')), 0),
  }));
  expect(weights.length).toBeGreaterThan(0);
  expect(weights.filter(({ bytes }) => bytes > 9000)).toEqual([]);
});

test('a guide needs no script to be read, and brings none', () => {
  const scripted = guides.filter(({ tags }) =>
    tags.some(({ name, attributes }) => name === 'script' && attributes.type !== 'application/ld+json'),
  );
  expect(scripted.map(({ url }) => url)).toEqual([]);
});
