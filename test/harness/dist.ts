// The built site as its tests see it: every page with its text, its tags, and the template (file in src/pages) it was made from.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const dist = join(root, 'dist');

export interface Tag {
  name: string;
  attributes: Record<string, string>;
}

export interface BuiltPage {
  /** As in the address bar: with slashes at both ends; `/404.html` for the page that stands for none. */
  url: string;
  html: string;
  tags: Tag[];
  /** Route file under src/pages without its ending, such as `guides/[id]`. */
  template: string;
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#38;': '&',
  '&#34;': '"',
};
const decode = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39|#38|#34);/g, (entity) => entities[entity] ?? entity);

/** The start tags of a page, in order. Comments and the inside of scripts and styles hold none. */
export function tagsOf(html: string): Tag[] {
  const visible = html.replace(/<!--[\s\S]*?-->/g, '').replace(/(<(script|style)\b[^>]*>)[\s\S]*?<\/\2>/gi, '$1');
  return [...visible.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*\/?>/gi)].map(
    ([, name = '', text = '']) => ({
      name: name.toLowerCase(),
      attributes: Object.fromEntries(
        [...text.matchAll(/([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g)].map(([, key = '', double, single, bare]) => [
          key.toLowerCase(),
          decode(double ?? single ?? bare ?? ''),
        ]),
      ),
    }),
  );
}

interface Route {
  template: string;
  pattern: RegExp;
}

/** The route files, the fixed ones before those with a parameter: as Astro itself prefers them. */
function routes(): Route[] {
  const folder = join(root, 'src/pages');
  const templates = filesUnder(folder)
    .filter((file) => /\.(?:astro|mdx?)$/.test(file))
    .map((file) =>
      relative(folder, file)
        .split(sep)
        .join('/')
        .replace(/\.\w+$/, ''),
    );
  const route = (template: string): Route => {
    const path = template
      .replace(/(?:^|\/)index$/, '')
      .replace(/\[\.\.\.\w+\]/g, '.+')
      .replace(/\[\w+\]/g, '[^/]+');
    return { template, pattern: template === '404' ? /^\/404\.html$/ : new RegExp(`^/${path === '' ? '' : `${path}/`}$`) };
  };
  return templates
    .map(route)
    .sort((a, b) => a.template.split('[').length - b.template.split('[').length || a.template.localeCompare(b.template));
}

let cache: BuiltPage[] | undefined;

/** Every page of dist. Throws where nothing is built. */
export function builtPages(): BuiltPage[] {
  if (!existsSync(join(dist, 'index.html'))) throw new Error('dist holds no site; run `npm run build` first.');
  const known = routes();
  cache ??= filesUnder(dist)
    .filter((file) => file.endsWith('.html'))
    .map((file) => {
      const path = `/${relative(dist, file).split(sep).join('/')}`;
      const url = path.endsWith('/index.html') ? path.slice(0, -'index.html'.length) : path;
      const html = readFileSync(file, 'utf8');
      return { url, html, tags: tagsOf(html), template: known.find(({ pattern }) => pattern.test(url))?.template ?? 'unknown' };
    });
  return cache;
}

/** Whether people come here by a link: not the page that stands for none, and not the frame that the function puts its answers into. */
export const isForPeople = ({ url }: BuiltPage): boolean => url !== '/404.html' && url !== '/answer/';

/** Two pages of each template, the longest and the shortest: what is on one kind of page only tends to be on one of them. All with TEST_ALL=1. */
export function samplePages(): BuiltPage[] {
  const pages = builtPages();
  if (process.env.TEST_ALL === '1') return pages;
  const kinds = Map.groupBy(pages, (page) => page.template);
  const samples = [...kinds.values()].flatMap((kind) => {
    const sorted = kind.toSorted((a, b) => b.html.length - a.html.length);
    return [sorted[0], sorted.length > 1 ? sorted.at(-1) : undefined];
  });
  return samples.filter((page) => page !== undefined);
}

/** A file of dist by its address on the site; undefined where there is none. Query and fragment are not part of it. */
export function distFile(url: string): string | undefined {
  const path = decodeURIComponent(url.replace(/[?#].*$/, ''));
  const file = join(dist, path.endsWith('/') ? `${path}index.html` : path);
  return existsSync(file) && file.startsWith(dist) ? file : undefined;
}

/** Source files under a folder of the project, with their text. */
export function sources(folder: string, endings: RegExp): { file: string; text: string }[] {
  return filesUnder(join(root, folder))
    .filter((file) => endings.test(file))
    .map((file) => ({ file: relative(root, file), text: readFileSync(file, 'utf8') }));
}

/** The parent of a page's address: `/guides/x/` gives `/guides/`. */
export const parentOf = (url: string): string => `${dirname(url)}/`.replace('//', '/');
