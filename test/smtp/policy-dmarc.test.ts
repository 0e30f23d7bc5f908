// DMARC records, found by walking up the tree as RFC 9989 says it (§4.10).
import { expect, test } from 'vitest';
import { readDmarc } from '../../src/smtp/policy/dmarc.ts';
import type { ReadTxt } from '../../src/smtp/policy/txt.ts';

type Zone = Record<string, string[] | 'failed'>;
function dmarc(domain: string, names: Zone, asked: string[] = []) {
  const txt: ReadTxt = (name) => {
    asked.push(name);
    return Promise.resolve(names[name] ?? 'none');
  };
  return readDmarc(domain, txt);
}
const reject = 'v=DMARC1; p=reject; rua=mailto:d@example.test';

test('the record of the domain itself is the one that holds', async () => {
  const asked: string[] = [];
  expect(await dmarc('mail.example.test', { '_dmarc.mail.example.test': ['other', reject] }, asked)).toEqual({
    outcome: 'ok',
    record: reject,
    domain: 'mail.example.test',
    policy: 'reject',
  });
  expect(asked).toEqual(['_dmarc.mail.example.test']);
});

test('without one the organisation’s holds, with its word on subdomains', async () => {
  const names = { '_dmarc.example.test': ['v=DMARC1; p=reject; sp=quarantine'] };
  expect(await dmarc('a.mail.example.test', names)).toMatchObject({ outcome: 'ok', domain: 'example.test', policy: 'quarantine' });
  expect(await dmarc('a.mail.example.test', { '_dmarc.example.test': [reject] })).toMatchObject({ policy: 'reject' });
});

test('of several above it the one with the fewest labels is the organisation’s', async () => {
  const names = { '_dmarc.mail.example.test': ['v=DMARC1; p=none'], '_dmarc.example.test': [reject] };
  expect(await dmarc('a.mail.example.test', names)).toMatchObject({ domain: 'example.test' });
});

test('psd=n ends the walk, and psd=y leaves it to the domain below', async () => {
  const mail = 'v=DMARC1; p=none; psd=n';
  expect(await dmarc('a.mail.example.test', { '_dmarc.mail.example.test': [mail], '_dmarc.example.test': [reject] })).toMatchObject({
    domain: 'mail.example.test',
    policy: 'none',
  });
  const suffix = { '_dmarc.test': ['v=DMARC1; p=quarantine; psd=y'] };
  expect(await dmarc('a.mail.example.test', { ...suffix, '_dmarc.example.test': [reject] })).toMatchObject({ domain: 'example.test' });
  expect(await dmarc('a.mail.example.test', suffix)).toMatchObject({ domain: 'test', policy: 'quarantine' });
  expect(await dmarc('a.mail.example.test', { ...suffix, '_dmarc.mail.example.test': [reject] })).toMatchObject({ domain: 'test' });
});

test('a long name costs eight look-ups', async () => {
  const asked: string[] = [];
  expect(await dmarc('a.b.c.d.e.f.g.h.i.j.mail.example.test', {}, asked)).toEqual({ outcome: 'none' });
  // The example of RFC 9989.
  expect(asked).toEqual([
    '_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.test',
    '_dmarc.g.h.i.j.mail.example.test',
    '_dmarc.h.i.j.mail.example.test',
    '_dmarc.i.j.mail.example.test',
    '_dmarc.j.mail.example.test',
    '_dmarc.mail.example.test',
    '_dmarc.example.test',
    '_dmarc.test',
  ]);
});

test('a look-up that failed is never none', async () => {
  expect(await dmarc('example.test', { '_dmarc.example.test': 'failed' })).toEqual({ outcome: 'unclear' });
  expect(await dmarc('mail.example.test', { '_dmarc.test': 'failed', '_dmarc.example.test': [reject] })).toEqual({ outcome: 'unclear' });
});

test('two records are none, and where nothing else is found that is what is wrong', async () => {
  const two = ['v=DMARC1; p=none', reject];
  expect(await dmarc('example.test', { '_dmarc.example.test': two })).toEqual({ outcome: 'broken' });
  expect(await dmarc('a.example.test', { '_dmarc.a.example.test': two, '_dmarc.example.test': [reject] })).toMatchObject({ outcome: 'ok' });
});

test.each<[string, object]>([
  ['v=DMARC1;p=Reject', { outcome: 'ok', policy: 'reject' }],
  ['v = DMARC1 ; p = none ; x=y;', { outcome: 'ok', policy: 'none' }],
  ['v=DMARC1; rua=mailto:d@example.test', { outcome: 'ok', policy: 'none' }],
  ['v=DMARC1; p=no; rua=mailto:d@example.test', { outcome: 'ok', policy: 'none' }],
  ['v=DMARC1', { outcome: 'broken' }],
  ['v=DMARC1; p=no', { outcome: 'broken' }],
  ['v=DMARC1; p=reject; sp=perhaps', { outcome: 'broken' }],
  ['v=DMARC2; p=reject', { outcome: 'none' }],
  ['p=reject; v=DMARC1', { outcome: 'none' }],
  ['v=dmarc1; p=reject', { outcome: 'none' }],
])('%s', async (record, expected) => {
  expect(await dmarc('example.test', { '_dmarc.example.test': [record] })).toMatchObject(expected);
});
