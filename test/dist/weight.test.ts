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

/** What a script imports: what comes with it, and what it brings when it needs it. */
const imports = {
  static: /(?:^|[;}])import(?:[^;("']*?from)?["'`]([^"'`]+)["'`]/g,
  dynamic: /\bimport\(["'`]([^"'`]+)["'`]\)/g,
};

/** Packed bytes of the scripts that a page loads: those it names and what these import, by itself or (`later`) when it is needed. */
function scriptWeight(url: string, later?: (href: string) => boolean): number {
  const page = builtPages().find((built) => built.url === url);
  const found = new Set<string>();
  const follow = (href: string): void => {
    if (found.has(href)) return;
    found.add(href);
    const text = readFileSync(distFile(href) ?? '', 'utf8');
    const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, next = '']) => new URL(next, `http://dist${href}`).pathname);
    for (const next of all(imports.static)) follow(next);
    if (later) for (const next of all(imports.dynamic).filter(later)) follow(next);
  };
  for (const { name, attributes } of page?.tags ?? []) if (name === 'script' && attributes.src !== undefined) follow(attributes.src);
  return [...found].reduce((sum, href) => sum + packed(readFileSync(distFile(href) ?? '')), 0);
}

const data = (path: string): number => packed(readFileSync(distFile(path) ?? ''));
const isProof = (href: string): boolean => /\/proof\.[^/]*\.js$/.test(href);

test('the check page brings at most 15 kB of script, at most 45 kB with all that comes on first focus, and the solver only when it is due', () => {
  const first = scriptWeight('/check/');
  const onFocus = scriptWeight('/check/', (href) => !isProof(href));
  const all = scriptWeight('/check/', () => true);
  expect(first).toBeGreaterThan(100);
  expect(first).toBeLessThanOrEqual(15_000);
  expect(onFocus).toBeGreaterThan(first + 5_000);
  expect(onFocus + data('/data/check.json')).toBeLessThanOrEqual(45_000);
  expect(all - onFocus).toBeGreaterThan(500);
  expect(all - onFocus).toBeLessThanOrEqual(3_000);
});

test('the search of the home page weighs at most 10 kB before the first key', () => {
  expect(scriptWeight('/')).toBeGreaterThan(1000);
  expect(scriptWeight('/')).toBeLessThanOrEqual(10_000);
});
