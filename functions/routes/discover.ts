// POST /api/discover: which servers take the mail of a domain. Asked with the domain alone, answered with where each setting comes from.
import type { Context } from 'hono';
import { discover as words, discoverErrors, type DiscoverError } from '../../src/words/en-discover.ts';
import { fill } from '../../src/words/fill.ts';
import { discoverForm, discoverView } from '../../src/view/discover-view.ts';
import type { FieldError } from '../../src/view/fields.ts';
import { el } from '../../src/view/node.ts';
import { json, page, refuseFields, sentences, wantedForm } from '../answer.ts';
import type { Deps } from '../deps.ts';
import { readDomain } from '../discover/domain.ts';
import { search } from '../discover/search.ts';
import { readFields } from '../guards/body.ts';
import { refuseOptedOut } from '../guards/opt-out.ts';
import { refuseLimits } from '../refuse.ts';

/** Handles a search. It counts as a look. Errors: 400 with {field, message}, and the refusals of a look. */
export async function discover(c: Context, deps: Deps): Promise<Response> {
  const fields = await readFields(c);
  if (typeof fields === 'string') return refuse(c, deps, fields);
  const read = readDomain(fields.domain);
  if ('error' in read) return refuse(c, deps, read.error, fields.domain);
  const { domain } = read;
  const optedOut = refuseOptedOut(domain, deps.knowledge.optOut);
  if (optedOut) return refuseWith(c, deps, sentences([{ ...optedOut, field: 'domain' }]), domain);
  const answer = await search(c, deps, domain);
  if ('admitted' in answer) return refuseLimits(c, deps, answer, [discoverForm(domain, [])]);
  if (wantedForm(c) !== 'page') return json(c, answer);
  const title = fill(words.foundTitle, { domain });
  return page(c, deps, title, [el('h1', {}, title), ...discoverView(answer, deps.checkKnowledge)]);
}

/** What was typed is shown again, unless it holds the part of an address that is none of our business. */
const refuse = (c: Context, deps: Deps, code: DiscoverError, typed = ''): Promise<Response> =>
  refuseWith(c, deps, [{ field: 'domain', message: discoverErrors[code] }], code === 'domain-address' ? '' : typed);

const refuseWith = (c: Context, deps: Deps, errors: FieldError[], typed: string): Promise<Response> =>
  refuseFields(c, deps, errors, words.title, [el('h1', {}, words.title), el('p', {}, words.lead), discoverForm(typed, errors)]);
