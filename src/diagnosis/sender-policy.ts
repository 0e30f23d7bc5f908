// What the sender's domain publishes, held against the provider that is to send for it. A fact beside the verdict: no check fails because of it.
import type { Provider } from '../knowledge/schemas/provider.ts';
import type { SenderPolicy } from '../smtp/events.ts';
import type { Advice } from './advice.ts';

/**
 * listed: the record leads to a name of the provider · not-listed: it does not · no-record · unclear: not told in time, a record that cannot be
 * read to its end, or a provider whose names are not known.
 */
export type Listing = { listing: 'listed' | 'not-listed'; include: string } | { listing: 'no-record' | 'unclear' };

/** Does the SPF record of the domain say that this provider may send for it (RFC 7208)? Addresses in the record are not looked at. */
export function listingOf({ spf }: SenderPolicy, provider: Pick<Provider, 'spf'> | undefined): Listing {
  if (spf.outcome === 'none') return { listing: 'no-record' };
  const [include] = provider?.spf ?? [];
  if (include === undefined) return { listing: 'unclear' };
  const found = spf.includes?.find((name) => provider?.spf?.includes(name));
  if (found !== undefined) return { listing: 'listed', include: found };
  return spf.outcome === 'ok' ? { listing: 'not-listed', include } : { listing: 'unclear' };
}

/** The same as advice. A provider's own domains are its own business. */
export function policyAdvice(policy: SenderPolicy, provider: Provider | undefined): Advice[] {
  const { dmarc, domain, spf } = policy;
  if (provider?.domains.includes(domain) === true) return [];
  const found = listingOf(policy, provider);
  const name = provider?.name ?? '';
  const advice: Advice[] = [];
  if (spf.outcome === 'broken') advice.push({ id: 'spf-broken', with: { domain } });
  if (found.listing === 'no-record') advice.push({ id: 'spf-none', with: { domain } });
  if (found.listing === 'not-listed') advice.push({ id: 'spf-lacks-provider', with: { domain, provider: name, include: found.include } });
  if (found.listing === 'listed') advice.push({ id: 'spf-lists-provider', with: { domain, provider: name } });
  if (dmarc.policy !== undefined) advice.push({ id: 'dmarc-policy', with: { domain, policy: dmarc.policy } });
  return advice;
}
