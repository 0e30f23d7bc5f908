import { expect, test } from 'vitest';
import { mailSystems, siteOf } from '../../functions/guards/mail-system.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { knowledge } from '../diagnosis/known.ts';

const known = checkKnowledge(knowledge);
const systemOf = mailSystems(known);

test('every server and domain of a provider is one system, and so are providers that share one', () => {
  for (const { endpoints, domains } of Object.values(known.providers))
    expect(new Set([...endpoints.map(({ host }) => host), ...domains].map(systemOf)).size).toBeLessThanOrEqual(1);
  const hosts = Object.values(known.providers).flatMap(({ endpoints }) => endpoints.map(({ host }) => host));
  expect(hosts.map(systemOf)).not.toContain(undefined);
});

test('providers that only share a third are one too, in whatever order they stand', () => {
  const provider = (id: string, ...hosts: string[]) => ({
    ...(Object.values(known.providers)[0] as (typeof known.providers)[string]),
    id,
    domains: [],
    endpoints: hosts.map((host) => ({ id: host, host, port: 587, security: 'starttls' as const })),
  });
  const chain = [provider('a', 'one.example'), provider('b', 'two.example'), provider('c', 'one.example', 'two.example')];
  const joined = mailSystems({ ...known, providers: Object.fromEntries(chain.map((one) => [one.id, one])) });
  expect(joined('one.example')).toBe(joined('two.example'));
});

test('a host of no fact file is in no system', () => {
  expect(systemOf('mail.buero.example')).toBeUndefined();
  expect(systemOf('constructor')).toBeUndefined();
});

test.each([
  ['mail.example.com', 'example.com'],
  ['a.b.c.example.com', 'example.com'],
  ['smtp.firm.co.uk', 'firm.co.uk'],
  ['smtp.gmx.net', 'smtp.gmx.net'],
  ['localhost', 'localhost'],
])('%s is counted for its accounts as %s', (host, site) => {
  expect(siteOf(host)).toBe(site);
});
