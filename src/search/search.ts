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

/** Numbers that a device may show; what a mail server replies with is no such number. */
const numbersIn = (question: string): string[] => tokens(question).filter((token) => /\d/.test(token) && !/^[2-5]\d\d$|\./.test(token));

/** Who types the name of a brand alone wants its list of codes, not one of them. */
const isNamed = (question: string, { url, title }: Page): boolean =>
  /^\/codes\/[^/]+\/$/.test(url) && tokens(question).every((token) => tokens(title).includes(token));

/** Where codes fit alike, those that are confirmed come before the lists of the others, wherever the words would put them. */
function confirmedFirst(question: string, urls: string[], pages: Map<string, Page>): string[] {
  const isOf = (kind: Page['kind']) => (url: string) => {
    const page = pages.get(url);
    return page?.kind === kind && !isNamed(question, page);
  };
  const inOrder = [...urls.filter(isOf('code')), ...urls.filter(isOf('codes'))];
  return urls.map((url) => (isOf('code')(url) || isOf('codes')(url) ? (inOrder.shift() ?? url) : url));
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
  const rank = { guide: 1.5, tree: 1.3, device: 1.2, provider: 1.2, change: 1, cause: 1, page: 1, code: 0.5, codes: 0.5 };
  const search = (question: string): Page[] => {
    const boostDocument = (url: string) => {
      const page = byUrl.get(url);
      const kind = page?.kind ?? 'page';
      if (page && isNamed(question, page)) return 0.8;
      if (page && kind === 'code' && numbersIn(question).some((number) => tokens(page.title).includes(number))) return 4;
      // A cause with the bare number among its words is what it mostly means.
      return kind === 'cause' && isCode(question) ? (page?.words.includes(question) ? 8 : 4) : rank[kind];
    };
    const urls = confirmedFirst(
      question,
      index.search(question, { boostDocument }).map((hit) => String(hit.id)),
      byUrl,
    );
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
