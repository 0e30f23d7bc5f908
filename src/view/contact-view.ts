import type { CheckKnowledge } from '../knowledge/check-knowledge.ts';
import { report as words } from '../words/en.ts';
import { el, type View } from './node.ts';

/** The operator's contact under a verdict that is no success; nothing where none is given. */
export function contactView({ contact }: CheckKnowledge): View | undefined {
  if (contact.length === 0) return undefined;
  const rows = contact.flatMap(({ label, text, href }) => [
    el('dt', {}, label),
    el('dd', {}, href === undefined ? text : el('a', { href }, text)),
  ]);
  return el('section', { class: 'contact' }, el('h2', {}, words.contactTitle), el('dl', {}, rows));
}
