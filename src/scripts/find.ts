// The search box with script: pages as they are typed. Without it the form asks /api/find.
import type { Page } from '../knowledge/knowledge.ts';
import { searcher } from '../search/search.ts';
import { find as words } from '../words/en.ts';
import { el } from '../view/node.ts';
import { toDom } from './dom.ts';

function enhance(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>('input[name="q"]');
  if (!field) return;
  const list = document.createElement('ul');
  list.className = 'hits';
  list.setAttribute('aria-live', 'polite');
  form.after(list);
  let pages: Promise<Page[]> | undefined;
  const show = async () => {
    pages ??= fetch('/data/pages.json').then((response) => response.json() as Promise<Page[]>);
    const question = field.value.trim();
    const hits = question.length < 2 ? [] : searcher(await pages)(question).slice(0, 8);
    if (field.value.trim() !== question) return;
    list.replaceChildren(
      ...hits.map((hit) =>
        toDom(el('li', {}, el('a', { href: hit.url }, hit.title), ' ', el('span', { class: 'muted' }, words.kinds[hit.kind]))),
      ),
    );
  };
  // A failed download leaves the form as it is: pressing Enter still searches.
  field.addEventListener('input', () => void show().catch(() => undefined));
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-find]')) enhance(form);
