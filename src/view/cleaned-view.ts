// What the log cleaner found and masked, as a page fragment.
import type { Cleaned } from '../explain/clean.ts';
import { cleaner as words } from '../words/en-explain.ts';
import { fill } from '../words/fill.ts';
import { el, type View } from './node.ts';

/** So many line numbers are named for a kind. */
const named = 8;

/** What was found, one sentence a kind, without any of it. */
export function foundSentences({ found }: Cleaned): string[] {
  return [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, all]) => {
    const numbers = [...new Set(all.map(({ line }) => line))];
    const shown = numbers.slice(0, named).join(', ');
    const lines = fill(numbers.length === 1 ? words.line : words.linesMany, { line: shown, lines: shown });
    const rest = numbers.length - named;
    return fill(words.item, { kind: words.kinds[kind], lines: rest > 0 ? fill(words.andMore, { lines, count: rest }) : lines });
  });
}

/** Never says that the text is safe. */
export function cleanedView(cleaned: Cleaned): View {
  const count = cleaned.found.length;
  return el(
    'section',
    { class: 'cleaned', 'aria-labelledby': 'cleaned' },
    el('h2', { id: 'cleaned' }, words.title),
    count === 0
      ? el('p', {}, words.none)
      : [
          el('p', {}, words.lead),
          el('p', {}, count === 1 ? words.found.one : fill(words.found.many, { count })),
          el(
            'ul',
            { class: 'found' },
            foundSentences(cleaned).map((sentence) => el('li', {}, sentence)),
          ),
          el('p', { class: 'notice' }, words.revoke),
          el('p', {}, words.read),
        ],
    el('label', { for: 'cleaned-text' }, count === 0 ? words.textNone : words.text),
    el(
      'textarea',
      { id: 'cleaned-text', rows: 8, readonly: true, spellcheck: 'false', autocomplete: 'off', translate: 'no' },
      cleaned.text,
    ),
    el(
      'p',
      { class: 'buttons' },
      el('button', { type: 'button', class: 'button button-quiet' }, words.copy),
      ' ',
      el('span', { role: 'status' }),
    ),
  );
}
