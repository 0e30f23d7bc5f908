// What a domain says about who may send in its name (RFC 7208). Read, not evaluated: no address of a sender is at hand, so no mechanism is
// matched and no macro expanded.
import type { SenderPolicy } from '../events.ts';
import { isFollowable, type ReadTxt } from './txt.ts';

type Spf = SenderPolicy['spf'];
type All = NonNullable<Spf['all']>;

/** Terms that cost a look-up, in all records together (RFC 7208 §4.6.4). */
const mostLookUps = 10;

interface Terms {
  /** `include:` and `redirect=`, as written but in lower case. */
  includes: string[];
  redirect?: string;
  all?: All;
  /** How many of the terms cost a look-up. */
  lookUps: number;
}

/**
 * Reads the record of `domain` and everything that it leads to.
 * Errors: `none`: no record; `unclear`: a look-up failed; `broken`: two records, a term that is none, more than ten look-ups, or a domain that
 * is included and has no record (RFC 7208 §4.5, §4.6, §5.2). What was read until then is told all the same.
 */
export async function readSpf(domain: string, txt: ReadTxt): Promise<Spf> {
  const records = await recordsOf(domain, txt);
  if (records === 'failed') return { outcome: 'unclear' };
  const [record, second] = records;
  if (record === undefined) return { outcome: 'none' };
  if (second !== undefined) return { outcome: 'broken', record };
  const { outcome, includes, all } = await follow(record, txt, { left: mostLookUps });
  return { outcome, record, includes: [...new Set(includes)], ...(all && { all }) };
}

/** RFC 7208 §4.5: a record begins with the version and nothing else behind it than a blank. */
async function recordsOf(domain: string, txt: ReadTxt): Promise<string[] | 'failed'> {
  const answer = await txt(domain);
  if (answer === 'failed') return answer;
  return answer === 'none' ? [] : answer.filter((text) => /^v=spf1(?: |$)/i.test(text));
}

interface Followed {
  outcome: 'ok' | 'unclear' | 'broken';
  includes: string[];
  all?: All;
}

async function follow(record: string, txt: ReadTxt, budget: { left: number }): Promise<Followed> {
  const terms = termsOf(record);
  if (!terms) return { outcome: 'broken', includes: [] };
  budget.left -= terms.lookUps;
  const next = [...terms.includes, ...(terms.redirect === undefined ? [] : [terms.redirect])];
  // Counted before anything is asked for: a record of a thousand includes costs nobody a thousand look-ups.
  if (budget.left < 0) return { outcome: 'broken', includes: next };
  const below = await Promise.all(next.map((name) => followName(name, txt, budget)));
  const outcomes = below.map(({ outcome }) => outcome);
  const outcome = outcomes.includes('broken') ? 'broken' : outcomes.includes('unclear') ? 'unclear' : 'ok';
  const all = terms.all ?? (terms.redirect === undefined ? undefined : below.at(-1)?.all);
  return { outcome, includes: next.flatMap((name, at) => [name, ...(below[at]?.includes ?? [])]), ...(all && { all }) };
}

async function followName(name: string, txt: ReadTxt, budget: { left: number }): Promise<Followed> {
  // A macro stands for something of the message: nobody knows it here.
  if (name.includes('%')) return { outcome: 'ok', includes: [] };
  if (!isFollowable(name)) return { outcome: 'broken', includes: [] };
  const records = await recordsOf(name, txt);
  if (records === 'failed') return { outcome: 'unclear', includes: [] };
  const [record, second] = records;
  return record === undefined || second !== undefined ? { outcome: 'broken', includes: [] } : follow(record, txt, budget);
}

/** The terms of one record; undefined where one of them is none (RFC 7208 §4.6.1, §5, §6). */
function termsOf(record: string): Terms | undefined {
  const terms: Terms = { includes: [], lookUps: 0 };
  for (const term of record.split(' ').slice(1)) {
    if (term === '') continue;
    const [, sign = '+', mechanism, argument] = /^([+~?-])?(all|include|a|mx|ptr|ip4|ip6|exists)(?:([:/].*))?$/i.exec(term) ?? [];
    const [, modifier, value = ''] = /^([a-z][a-z0-9_.-]*)=(.*)$/i.exec(term) ?? [];
    switch ((mechanism ?? modifier)?.toLowerCase()) {
      case undefined:
        return undefined;
      case 'all':
        // What stands behind `all` is never reached (RFC 7208 §5.1).
        return argument === undefined ? { ...withoutRedirect(terms), all: sign as All } : undefined;
      case 'include':
        if (argument?.startsWith(':') !== true) return undefined;
        terms.includes.push(nameOf(argument.slice(1)));
        terms.lookUps += 1;
        break;
      case 'redirect':
        if (terms.redirect !== undefined || value === '') return undefined;
        terms.redirect = nameOf(value);
        terms.lookUps += 1;
        break;
      case 'a':
      case 'mx':
      case 'ptr':
      case 'exists':
        terms.lookUps += 1;
    }
  }
  return terms;
}

/** Where there is an `all`, nobody is redirected (RFC 7208 §6.1). */
function withoutRedirect({ redirect, ...terms }: Terms): Terms {
  return redirect === undefined ? terms : { ...terms, lookUps: terms.lookUps - 1 };
}

const nameOf = (text: string): string => text.toLowerCase().replace(/\.$/, '');
