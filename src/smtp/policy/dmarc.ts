// What a domain wants done with mail that only claims to be from it (RFC 9989, which replaces RFC 7489).
import type { SenderPolicy } from '../events.ts';
import type { ReadTxt } from './txt.ts';

type Dmarc = SenderPolicy['dmarc'];
type Policy = NonNullable<Dmarc['policy']>;

/** Labels of the highest name that is asked for above a long one, so that no walk takes more than eight look-ups (RFC 9989 §4.10). */
const mostLabels = 7;

/**
 * Reads the policy that holds for `domain`: its own, else the one of its organisational domain, found by walking up the tree, else the one of the
 * public suffix above that. No list of suffixes is needed.
 * Errors: `none`: nowhere a record; `unclear`: a look-up that matters failed; `broken`: two records where one may be, or no policy in it.
 */
export async function readDmarc(domain: string, txt: ReadTxt): Promise<Dmarc> {
  const own = await recordOf(domain, txt);
  if (own === 'failed') return { outcome: 'unclear' };
  if (typeof own === 'object') return policyOf(own, domain);
  const parents = await Promise.all(namesAbove(domain).map((name) => recordOf(name, txt)));
  // A record that could not be read may be the one that holds.
  if (parents.includes('failed')) return { outcome: 'unclear' };
  const found = decisive(parents.filter((record) => typeof record === 'object'));
  if (found) return policyOf(found, domain);
  return { outcome: own === 'several' || parents.includes('several') ? 'broken' : 'none' };
}

interface DmarcRecord {
  domain: string;
  text: string;
  tags: Map<string, string>;
}

/** The one record of a name; several are none (RFC 9989 §4.10). */
async function recordOf(domain: string, txt: ReadTxt): Promise<DmarcRecord | 'none' | 'several' | 'failed'> {
  const answer = await txt(`_dmarc.${domain}`);
  if (typeof answer === 'string') return answer;
  const records = answer.filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));
  const [text] = records;
  if (text === undefined) return 'none';
  return records.length > 1 ? 'several' : { domain, text, tags: tagsOf(text) };
}

function tagsOf(text: string): Map<string, string> {
  const pairs = text.split(';').map((tag) => tag.split('='));
  return new Map(pairs.map(([name = '', ...value]) => [name.trim().toLowerCase(), value.join('=').trim()]));
}

/** The names above a domain that are asked for, the longest first. */
function namesAbove(domain: string): string[] {
  const labels = domain.split('.');
  const most = Math.min(labels.length - 1, mostLabels);
  return Array.from({ length: most }, (_, at) => labels.slice(labels.length - most + at).join('.'));
}

/** Of the records above the domain the one that holds for it (RFC 9989 §4.10.1, §4.10.2). */
function decisive(found: DmarcRecord[]): DmarcRecord | undefined {
  const end = found.findIndex(({ tags }) => tags.get('psd') === 'y' || tags.get('psd') === 'n');
  const last = found[end];
  if (!last) return found.at(-1);
  const below = found[end - 1];
  // The organisational domain is the one right below a public suffix; where it has no record, the suffix speaks.
  const isOrganisation = below !== undefined && below.domain.split('.').length === last.domain.split('.').length + 1;
  return last.tags.get('psd') === 'y' && isOrganisation ? below : last;
}

function policyOf({ domain, text, tags }: DmarcRecord, asked: string): Dmarc {
  const told = { record: text, domain };
  const p = tags.get('p');
  const sp = tags.get('sp');
  const isWhole = isPolicy(p) && (sp === undefined || isPolicy(sp));
  // A record that asks for reports and says no policy that can be read counts as `none`; one that asks for nothing counts for nothing.
  if (!isWhole) return /mailto:/i.test(tags.get('rua') ?? '') ? { outcome: 'ok', ...told, policy: 'none' } : { outcome: 'broken', ...told };
  return { outcome: 'ok', ...told, policy: ((domain === asked ? undefined : sp) ?? p).toLowerCase() as Policy };
}

const isPolicy = (text: string | undefined): text is string => text !== undefined && /^(?:none|quarantine|reject)$/i.test(text);
