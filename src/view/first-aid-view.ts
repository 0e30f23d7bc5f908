// What the first look at a password found, under its field. Only the browser has it; nothing of the password stands in it.
import type { CheckDevice, CheckProvider } from '../knowledge/check-knowledge.ts';
import type { Finding } from '../password/first-aid.ts';
import { firstAid as words } from '../words/en-form.ts';
import { fill } from '../words/fill.ts';
import { el, type View } from './node.ts';

/** For whom the findings are told. */
export interface Around {
  provider: CheckProvider | undefined;
  device: CheckDevice | undefined;
}

/** A finding with what is offered: a button with its place in the list as its value; what it would do is with whoever has the password. */
function findingView({ id, mended }: Finding, at: number, { provider, device }: Around): View {
  const app = provider?.appPassword;
  const values = { provider: provider?.name ?? '', called: app?.called ?? '', device: device?.name ?? '', max: device?.passwordMax ?? 0 };
  const offer = (words.offers as Partial<Record<string, string>>)[id];
  return el(
    'li',
    { 'data-finding': id },
    el('p', {}, fill(words.findings[id], values)),
    id === 'not-app-password' && app && el('p', {}, el('a', { href: app.page, rel: 'noopener' }, fill(words.make, values))),
    mended !== undefined && offer !== undefined && el('button', { type: 'button', class: 'button button-quiet', 'data-mend': at }, offer),
  );
}

/** The findings; `held`: the sign-in was stopped for them, and goes as typed with the next press. */
export function firstAidView(findings: Finding[], around: Around, held: boolean): View[] {
  if (findings.length === 0) return [];
  return [
    el('p', { class: 'first-aid-title', tabindex: -1 }, el('strong', {}, held ? words.held : words.title)),
    el(
      'ul',
      {},
      findings.map((finding, at) => findingView(finding, at, around)),
    ),
    el('p', { class: 'hint' }, words.private),
  ];
}
