// GET /api/find?q=: the search without a script, as a page of links.
import type { Context } from 'hono';
import { find as words } from '../../src/words/en.ts';
import { fill } from '../../src/words/fill.ts';
import { searcher } from '../../src/search/search.ts';
import { el } from '../../src/view/node.ts';
import { page, wantedForm } from '../answer.ts';
import type { Deps } from '../deps.ts';

/** Characters of a question that are looked at; the rest is passed over. */
const maxQuestion = 200;

/** Handles a search. It is never logged; a question that names nothing gets the list of doors. */
export async function find(c: Context, deps: Deps): Promise<Response> {
  const question = (c.req.query('q') ?? '').slice(0, maxQuestion).trim();
  const hits = question === '' ? [] : searcher(deps.knowledge.pages)(question);
  if (wantedForm(c) !== 'page') return c.json({ hits });
  const list = hits.map((hit) =>
    el('li', {}, el('a', { href: hit.url }, hit.title), ' ', el('span', { class: 'muted' }, words.kinds[hit.kind])),
  );
  return page(c, deps, words.title, [
    el('h1', {}, words.title),
    el(
      'form',
      { method: 'get', action: '/api/find', role: 'search', class: 'search' },
      el('label', { for: 'find-q' }, words.label),
      el('input', { id: 'find-q', name: 'q', type: 'search', value: question, maxlength: maxQuestion, autocomplete: 'off' }),
      el('button', { type: 'submit', class: 'button' }, words.button),
    ),
    hits.length > 0 ? el('ul', { class: 'hits' }, list) : el('p', {}, question === '' ? words.empty : fill(words.none, { question })),
  ]);
}
