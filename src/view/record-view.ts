import type { RunRecord } from '../diagnosis/record.ts';
import { report as words } from '../words/en.ts';
import { el, type View } from './node.ts';

/** The receipt: the very line that our server keeps of a run, field by field. Folded, for it stands between a result and the next form. */
export function recordView(record: RunRecord): View {
  const rows = Object.entries(words.record).flatMap(([name, label]) => [
    el('dt', {}, label),
    el('dd', {}, el('code', {}, String(record[name as keyof RunRecord] ?? words.recordNone))),
  ]);
  return el(
    'details',
    { class: 'record' },
    el('summary', {}, words.keptTitle),
    el('dl', {}, rows),
    el('p', {}, el('a', { href: '/privacy/#what-is-kept' }, words.keptMore)),
  );
}
