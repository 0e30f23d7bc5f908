// The search box with script: pages as they are typed. Without it the form asks /api/find.
import type { Page } from '../knowledge/knowledge.ts';
import { find as words } from '../words/en.ts';
import { el } from '../view/node.ts';
import { fill } from '../words/fill.ts';
import { toDom } from './dom.ts';

/** Hits shown below the box; Enter shows the rest. */
const shown = 8;

async function load() {
  const pages = fetch('/data/pages.json').then((response) => response.json() as Promise<Page[]>);
  const { searcher } = await import('../search/search.ts');
  return searcher(await pages);
}

function enhance(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>('input[name="q"]');
  if (!field) return;
  // What is read out while one types is one short line, not the list.
  const status = document.createElement('p');
  status.className = 'small';
  status.setAttribute('role', 'status');
  const list = document.createElement('ul');
  list.className = 'hits';
  form.after(status, list);

  let search: ReturnType<typeof load> | undefined;
  const ready = () =>
    (search ??= load().catch((error: unknown) => {
      search = undefined;
      throw error;
    }));
  const show = async () => {
    const find = await ready();
    const question = field.value.trim();
    const asked = question.length > 1;
    const hits = asked ? find(question).slice(0, shown) : [];
    status.textContent = !asked ? '' : hits.length === 0 ? fill(words.none, { question }) : fill(words.best, { count: hits.length });
    list.replaceChildren(
      ...hits.map((hit) =>
        toDom(el('li', {}, el('a', { href: hit.url }, hit.title), ' ', el('span', { class: 'muted' }, words.kinds[hit.kind]))),
      ),
    );
  };
  // A failed download leaves the form as it is: pressing Enter still searches.
  field.addEventListener('focus', () => void ready().catch(() => undefined), { once: true });
  field.addEventListener('input', () => void show().catch(() => undefined));
  // The browser may bring back what was typed here before: then its answer comes back too.
  if (field.value !== '') void show().catch(() => undefined);
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-find]')) enhance(form);
