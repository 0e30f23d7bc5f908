// The codes of devices that a text holds, as a page fragment.
import type { KnownCode } from '../explain/codes.ts';
import type { CheckCause } from '../knowledge/check-knowledge.ts';
import { explain as words } from '../words/en-explain.ts';
import { el, type View } from './node.ts';
import { prose } from './prose.ts';

/** Says what each means, whose code it is and how sure that is. Shape: undefined where there is none. */
export function codesView(codes: KnownCode[], causes: Record<string, Pick<CheckCause, 'id' | 'title'>>): View | undefined {
  if (codes.length === 0) return undefined;
  const { title, marks, behind } = words.deviceCodes;
  const links = (ids: string[]) =>
    ids.flatMap((id, at) => {
      const cause = causes[id];
      return cause ? [at > 0 ? ' · ' : '', el('a', { href: `/causes/${cause.id}/` }, cause.title)] : [];
    });
  return el(
    'section',
    { class: 'explained' },
    el('h2', {}, codes.length === 1 ? title.one : title.many),
    el(
      'ul',
      { class: 'causes' },
      codes.map((one) =>
        el(
          'li',
          { class: 'sheet', 'data-code': one.url },
          el('h3', {}, el('a', { href: one.url }, one.label)),
          el('p', {}, prose(one.means)),
          one.basis !== 'stated' && el('p', { class: 'muted' }, marks[one.basis]),
          one.try !== undefined && el('p', { class: 'next-step' }, el('strong', {}, `${words.next}: `), prose(one.try)),
          one.causes.length > 0 && el('p', {}, `${behind} `, links(one.causes)),
        ),
      ),
    ),
  );
}
