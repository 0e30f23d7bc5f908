// What was found out about a domain, as a page fragment.
import type { CheckKnowledge } from '../knowledge/check-knowledge.ts';
import { form as formWords } from '../words/en.ts';
import { discover as words } from '../words/en-discover.ts';
import { fill } from '../words/fill.ts';
import { errorSummary, textField, type FieldError } from './fields.ts';
import { el, type View } from './node.ts';
import { foundView, suggestionsView, type Found, type Source } from './suggested-view.ts';

/**
 * How a source ended. `says-none`: the domain says that it offers no such service · `not-needed`: a source before it had something ·
 * `not-here`: this runtime cannot ask it safely.
 */
export type SourceEnd = 'found' | 'nothing' | 'says-none' | 'could-not-tell' | 'not-needed' | 'not-here';

/** The answer of a search. */
export interface DiscoverAnswer {
  type: 'discover';
  v: 1;
  domain: string;
  /** Id of the provider, where one is known. */
  provider?: string;
  /** Best first. */
  found: Found[];
  sources: Record<Source, SourceEnd>;
}

/** The field for a domain; posts without a script. */
export function discoverForm(domain: string | undefined, errors: FieldError[]): View {
  const form = 'discover';
  return el(
    'form',
    { method: 'post', action: '/api/discover', id: 'discover-form', class: 'form', novalidate: true },
    errorSummary(formWords.errorSummary, errors, form),
    textField({
      form,
      name: 'domain',
      label: words.domain,
      hint: words.domainHint,
      value: domain,
      errors,
      inputmode: 'url',
      autocomplete: 'off',
      maxlength: 255,
    }),
    el('button', { type: 'submit', class: 'button' }, words.find),
  );
}

/** The answer: what is ours first, what is only suggested apart from it. */
export function discoverView({ domain, provider, found, sources }: DiscoverAnswer, knowledge: CheckKnowledge): View[] {
  const name = provider === undefined ? undefined : knowledge.providers[provider]?.name;
  const ours = found.filter(({ verified }) => verified);
  const ends = Object.values(sources);
  return [
    name !== undefined && el('p', {}, fill(found.length > 0 ? words.known : words.noServer, { domain, provider: name })),
    ours.length > 0 &&
      el(
        'section',
        { class: 'known' },
        el('h2', {}, words.ours),
        ours.map((one) => foundView(one)),
      ),
    suggestionsView({ domain, found }),
    found.length === 0 && name === undefined && el('p', {}, fill(sources.srv === 'says-none' ? words.saysNone : words.nothing, { domain })),
    found.length === 0 && ends.includes('could-not-tell') && el('p', {}, words.couldNotTell),
    found.length === 0 && ends.includes('not-here') && el('p', {}, words.notHere),
    found.length === 0 && el('p', {}, words.nothingThen, ' ', el('a', { href: '/check/' }, words.typeServer)),
    el('h2', {}, words.again),
    discoverForm(undefined, []),
  ].filter((view) => view !== undefined && view !== false);
}
