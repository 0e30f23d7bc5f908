// Finds pages by words, device, provider, host or code. The same in the browser and for the form without a script.
import MiniSearch from 'minisearch';
import type { Page } from '../knowledge/knowledge.ts';

const known = new WeakMap<Page[], (question: string) => Page[]>();

/** Words as they are compared: lower case, accents off; hosts and codes stay whole beside their parts. */
export function tokens(text: string): string[] {
  const folded = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '');
  const whole = folded.split(/[\s,;()"“”?!/]+/).filter(Boolean);
  return [
    ...new Set(whole.flatMap((word) => [word.replace(/^[.#:]+|[.:]+$/g, ''), ...word.split(/[^\p{Letter}\p{Number}]+/u)]).filter(Boolean)),
  ];
}

/**
 * Makes a search over these pages; the index is built once for each list.
 * Shape: a question in, at most 20 pages out, best first. Guides and trees come before causes where the words fit alike.
 */
export function searcher(pages: Page[]): (question: string) => Page[] {
  const made = known.get(pages);
  if (made) return made;
  const index = new MiniSearch<Page & { id: string; all: string }>({
    fields: ['title', 'all'],
    tokenize: tokens,
    processTerm: (term) => term,
    searchOptions: {
      boost: { title: 3 },
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      combineWith: 'AND',
    },
  });
  const byUrl = new Map(pages.map((page) => [page.url, page]));
  index.addAll(pages.map((page) => ({ ...page, id: page.url, all: page.words.join(' ') })));
  // Who types a code and nothing else met a fault, so its causes come first.
  const isCode = (question: string): boolean => /^[#\d. -]+$/.test(question);
  const rank = { guide: 1.5, tree: 1.3, device: 1.2, provider: 1.2, change: 1, cause: 1, page: 1 };
  const search = (question: string): Page[] => {
    const boostDocument = (url: string) => {
      const kind = byUrl.get(url)?.kind ?? 'page';
      return kind === 'cause' && isCode(question) ? 4 : rank[kind];
    };
    const urls = index.search(question, { boostDocument }).map((hit) => String(hit.id));
    // A question in whole sentences rarely has all its words on one page: pages with some of them follow.
    if (urls.length < 3) urls.push(...index.search(question, { combineWith: 'OR', boostDocument }).map((hit) => String(hit.id)));
    // Two slips, for example swapped letters, only where nothing else was found: it finds too much.
    if (urls.length === 0)
      urls.push(...index.search(question, { combineWith: 'OR', fuzzy: 0.4, boostDocument }).map((hit) => String(hit.id)));
    return [...new Set(urls)].slice(0, 20).flatMap((url) => byUrl.get(url) ?? []);
  };
  known.set(pages, search);
  return search;
}
