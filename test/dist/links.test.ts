import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { builtPages, distFile, isForPeople, parentOf, type BuiltPage } from '../harness/dist.ts';

const pages = builtPages();
const byUrl = new Map(pages.map((page) => [page.url, page]));

const idsOf = (page: BuiltPage): Set<string> =>
  new Set(page.tags.flatMap(({ attributes }) => [attributes.id, attributes.name]).filter((id) => id !== undefined));

interface Link {
  from: string;
  to: URL;
}

const origin = 'http://site.test';
const links: Link[] = pages.flatMap(({ url, tags }) =>
  tags
    .flatMap(({ name, attributes }) => [attributes.href, attributes.src, name === 'form' ? attributes.action : undefined])
    .filter((target) => target !== undefined)
    .map((target) => ({ from: url, to: new URL(target, `${origin}${url}`) }))
    .filter(({ to }) => to.origin === origin),
);

// What the function answers is no file; the end-to-end tests go there.
const isDynamic = (path: string): boolean => path.startsWith('/api/');

test('every link inside the site leads to a page or a file', () => {
  const dead = links
    .filter(({ to }) => !isDynamic(to.pathname) && distFile(to.pathname) === undefined)
    .map(({ from, to }) => `${from} → ${to.pathname}`);
  expect([...new Set(dead)]).toEqual([]);
});

test('every link to a place on a page finds that place', () => {
  const ids = new Map(pages.map((page) => [page.url, idsOf(page)]));
  const lost = links
    .filter(({ to }) => to.hash.length > 1 && byUrl.has(to.pathname) && !ids.get(to.pathname)?.has(decodeURIComponent(to.hash.slice(1))))
    .map(({ from, to }) => `${from} → ${to.pathname}${to.hash}`);
  expect([...new Set(lost)]).toEqual([]);
});

test('every link to a page is written with its slash, so that nobody is redirected', () => {
  const bare = links
    .filter(({ to }) => !isDynamic(to.pathname) && !/\/$|\.\w+$/.test(to.pathname))
    .map(({ from, to }) => `${from} → ${to.pathname}`);
  expect([...new Set(bare)]).toEqual([]);
});

test('every page can be reached from the home page by links', () => {
  const reached = new Set(['/']);
  const queue = ['/'];
  for (let url = queue.pop(); url !== undefined; url = queue.pop()) {
    for (const { to } of links.filter(({ from }) => from === url)) {
      if (byUrl.has(to.pathname) && !reached.has(to.pathname)) {
        reached.add(to.pathname);
        queue.push(to.pathname);
      }
    }
  }
  expect(pages.filter((page) => isForPeople(page) && !reached.has(page.url)).map(({ url }) => url)).toEqual([]);
});

test('every page has a title of its own, one main heading and a description', () => {
  const titleOf = ({ html }: BuiltPage): string => /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '';
  // A tree may ask the same question on two branches: each node has one parent, so that its page can show the answers so far.
  const titled = pages.filter(({ template }) => template !== 'fix/[tree]/[node]');
  const twice = [...Map.groupBy(titled, titleOf)]
    .filter(([title, group]) => title === '' || group.length > 1)
    .map(([title, group]) => `${title}: ${group.map(({ url }) => url).join(' ')}`);
  expect(twice).toEqual([]);

  const headings = pages
    .filter((page) => page.url !== '/answer/' && page.tags.filter(({ name }) => name === 'h1').length !== 1)
    .map(({ url }) => url);
  expect(headings).toEqual([]);

  const silent = pages.filter(
    ({ tags }) =>
      !tags.some(({ name, attributes }) => name === 'meta' && attributes.name === 'description' && (attributes.content ?? '') !== ''),
  );
  expect(silent.map(({ url }) => url)).toEqual([]);
});

test('every page but the one for none names its own address as the canonical one', () => {
  const wrong = pages.filter(isForPeople).filter(({ url, tags }) => {
    const href = tags.find(({ name, attributes }) => name === 'link' && attributes.rel === 'canonical')?.attributes.href;
    return href === undefined || new URL(href).pathname !== url;
  });
  expect(wrong.map(({ url }) => url)).toEqual([]);
});

test('a page below another has a breadcrumb back to it', () => {
  const lost = pages
    .filter(({ url }) => url !== '/' && url !== '/404.html' && byUrl.has(parentOf(url)))
    .filter(({ url, tags }) => !tags.some(({ name, attributes }) => name === 'a' && attributes.href === parentOf(url)));
  expect(lost.map(({ url }) => url)).toEqual([]);
});

test('the sitemap names every page that a search engine may show, and no other', () => {
  const index = distFile('/sitemap-index.xml');
  expect(index).toBeDefined();
  const locations = (file: string): string[] =>
    [...readFileSync(file, 'utf8').matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => new URL(match[1] ?? '').pathname);
  const listed = locations(index ?? '').flatMap((path) => locations(distFile(path) ?? ''));

  const expected = pages.filter(isForPeople).map(({ url }) => url);
  expect(listed.toSorted()).toEqual(expected.toSorted());
});

test('what is not for people is shown to no search engine', () => {
  const shown = pages.filter(
    (page) =>
      !isForPeople(page) && !page.tags.some(({ attributes }) => attributes.name === 'robots' && /noindex/.test(attributes.content ?? '')),
  );
  expect(shown.map(({ url }) => url)).toEqual([]);
});

test('robots.txt names the sitemap', () => {
  expect(readFileSync(distFile('/robots.txt') ?? '', 'utf8')).toMatch(/^Sitemap: https?:\/\/\S+\/sitemap-index\.xml$/m);
});
