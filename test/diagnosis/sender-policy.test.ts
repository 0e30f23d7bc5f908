import { expect, test } from 'vitest';
import { listingOf, policyAdvice } from '../../src/diagnosis/sender-policy.ts';
import type { Provider } from '../../src/knowledge/schemas/provider.ts';
import type { SenderPolicy } from '../../src/smtp/events.ts';
import { knowledge } from './known.ts';

const provider = {
  ...(Object.values(knowledge.providers)[0] as Provider),
  name: 'Provider',
  domains: ['provider.test'],
  spf: ['_spf.provider.test'],
};
const policy = (spf: SenderPolicy['spf'], dmarc: SenderPolicy['dmarc'] = { outcome: 'none' }): SenderPolicy => ({
  domain: 'example.test',
  spf,
  dmarc,
});

test.each<[SenderPolicy['spf'], string]>([
  [{ outcome: 'ok', includes: ['a.test', '_spf.provider.test'] }, 'listed'],
  // What stands before the fault is read all the same.
  [{ outcome: 'broken', includes: ['_spf.provider.test'] }, 'listed'],
  [{ outcome: 'unclear', includes: ['_spf.provider.test'] }, 'listed'],
  [{ outcome: 'ok', includes: ['a.test'] }, 'not-listed'],
  [{ outcome: 'ok', includes: [] }, 'not-listed'],
  [{ outcome: 'broken', includes: ['a.test'] }, 'unclear'],
  [{ outcome: 'unclear' }, 'unclear'],
  [{ outcome: 'none' }, 'no-record'],
])('%j is %s', (spf, listing) => {
  expect(listingOf(policy(spf), provider).listing).toBe(listing);
});

test('a provider whose names are not known lists nobody and lacks nobody', () => {
  expect(listingOf(policy({ outcome: 'ok', includes: [] }), { spf: undefined })).toEqual({ listing: 'unclear' });
  expect(listingOf(policy({ outcome: 'none' }), undefined)).toEqual({ listing: 'no-record' });
  expect(policyAdvice(policy({ outcome: 'ok', includes: [] }), undefined)).toEqual([]);
});

test('advice names the domain, the provider and what is to be added', () => {
  const domain = 'example.test';
  expect(policyAdvice(policy({ outcome: 'ok', includes: [] }, { outcome: 'ok', policy: 'reject' }), provider)).toEqual([
    { id: 'spf-lacks-provider', with: { domain, provider: 'Provider', include: '_spf.provider.test' } },
    { id: 'dmarc-policy', with: { domain, policy: 'reject' } },
  ]);
  expect(policyAdvice(policy({ outcome: 'ok', includes: ['_spf.provider.test'] }), provider)).toEqual([
    { id: 'spf-lists-provider', with: { domain, provider: 'Provider' } },
  ]);
  expect(policyAdvice(policy({ outcome: 'none' }), provider)).toEqual([{ id: 'spf-none', with: { domain } }]);
  expect(policyAdvice(policy({ outcome: 'broken', includes: [] }), provider)).toEqual([{ id: 'spf-broken', with: { domain } }]);
  expect(policyAdvice(policy({ outcome: 'unclear' }, { outcome: 'unclear' }), provider)).toEqual([]);
});

test('a provider’s own domains are its own business', () => {
  expect(policyAdvice({ ...policy({ outcome: 'none' }), domain: 'provider.test' }, provider)).toEqual([]);
});

test('the names of Google and Microsoft are those of their own pages', () => {
  const pages = ['gmail', 'google-workspace', 'microsoft-365', 'outlook-com'];
  expect(pages.map((id) => [id, ...(knowledge.providers[id]?.spf ?? [])])).toEqual([
    ['gmail', '_spf.google.com'],
    ['google-workspace', '_spf.google.com'],
    ['microsoft-365', 'spf.protection.outlook.com'],
    ['outlook-com'],
  ]);
});
