// SPF records as they are published, and what is made of them. The rules: RFC 7208.
import { expect, test } from 'vitest';
import { readSpf } from '../../src/smtp/policy/spf.ts';
import { txtReader, type ReadTxt } from '../../src/smtp/policy/txt.ts';
import { scriptedNet, type Records } from '../../functions/nets/scripted.ts';

type Zone = Record<string, string[] | 'failed'>;
const zone =
  (names: Zone): ReadTxt =>
  (name) =>
    Promise.resolve(names[name] ?? 'none');
const spf = (names: Zone) => readSpf('example.test', zone(names));
const provider = { '_spf.provider.test': ['v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all'] };

test('an include is told, and so is what holds for everybody else', async () => {
  const record = 'v=spf1 include:_spf.provider.test -all';
  expect(await spf({ 'example.test': ['some other text', record], ...provider })).toEqual({
    outcome: 'ok',
    record,
    includes: ['_spf.provider.test'],
    all: '-',
  });
});

test('includes of includes are told in the order in which they are written', async () => {
  const { includes, all } = await spf({
    'example.test': ['v=spf1 include:a.test include:b.test ?all'],
    'a.test': ['v=spf1 include:a1.test include:A2.test. -all'],
    'a1.test': ['v=spf1 -all'],
    'a2.test': ['v=spf1 -all'],
    'b.test': ['v=spf1 include:a1.test -all'],
  });
  expect([includes, all]).toEqual([['a.test', 'a1.test', 'a2.test', 'b.test'], '?']);
});

test('a redirect is followed, and its all holds; beside an all there is none', async () => {
  expect(await spf({ 'example.test': ['v=spf1 redirect=_spf.provider.test'], ...provider })).toMatchObject({
    outcome: 'ok',
    includes: ['_spf.provider.test'],
    all: '~',
  });
  expect(await spf({ 'example.test': ['v=spf1 redirect=_spf.provider.test -all'], ...provider })).toMatchObject({ includes: [], all: '-' });
});

test('a macro is listed as it stands, and nobody is asked for it', async () => {
  const asked: string[] = [];
  const txt: ReadTxt = (name) => {
    asked.push(name);
    return Promise.resolve(name === 'example.test' ? ['v=spf1 include:%{i}._ip.%{d}.test exists:%{i}.x.test ~all'] : 'none');
  };
  expect(await readSpf('example.test', txt)).toMatchObject({ outcome: 'ok', includes: ['%{i}._ip.%{d}.test'] });
  expect(asked).toEqual(['example.test']);
});

test('no record is none, and a look-up that failed is never none', async () => {
  expect(await spf({})).toEqual({ outcome: 'none' });
  expect(await spf({ 'example.test': ['v=spf10 -all', 'v=spf1-all', 'xv=spf1 -all'] })).toEqual({ outcome: 'none' });
  expect(await spf({ 'example.test': 'failed' })).toEqual({ outcome: 'unclear' });
  expect(await spf({ 'example.test': ['v=spf1 include:a.test -all'], 'a.test': 'failed' })).toMatchObject({
    outcome: 'unclear',
    includes: ['a.test'],
    all: '-',
  });
});

test.each<[string, Zone]>([
  ['two records', { 'example.test': ['v=spf1 -all', 'V=SPF1 ~all'] }],
  ['a word that is no term', { 'example.test': ['v=spf1 inklude:a.test -all'] }],
  ['an include without a name', { 'example.test': ['v=spf1 include: -all'] }],
  ['an include without anything', { 'example.test': ['v=spf1 include -all'] }],
  ['an all with an argument', { 'example.test': ['v=spf1 all:a.test'] }],
  ['two redirects', { 'example.test': ['v=spf1 redirect=a.test redirect=b.test'] }],
  ['an include of a domain without a record', { 'example.test': ['v=spf1 include:a.test -all'] }],
  ['an include of a domain with two', { 'example.test': ['v=spf1 include:a.test -all'], 'a.test': ['v=spf1 -all', 'v=spf1 ~all'] }],
  ['an include that is broken in turn', { 'example.test': ['v=spf1 include:a.test -all'], 'a.test': ['v=spf1 what -all'] }],
  ['an include of itself', { 'example.test': ['v=spf1 include:example.test -all'] }],
  ['a name with a blank in it', { 'example.test': ['v=spf1 include:a/b -all'] }],
  ['eleven look-ups in one record', { 'example.test': [`v=spf1 ${'a '.repeat(11)}-all`] }],
  [
    'eleven look-ups in several records',
    {
      'example.test': ['v=spf1 include:a.test include:b.test mx -all'],
      'a.test': [`v=spf1 ${'a '.repeat(5)}-all`],
      'b.test': ['v=spf1 mx ptr exists:x.test -all'],
    },
  ],
])('broken: %s', async (_, names) => {
  expect((await spf(names)).outcome).toBe('broken');
});

test('ten look-ups are allowed, and addresses cost none', async () => {
  const ten = `v=spf1 ${'a '.repeat(9)}include:_spf.provider.test ${'ip4:192.0.2.1 '.repeat(30)}-all`;
  expect((await spf({ 'example.test': [ten], ...provider })).outcome).toBe('ok');
});

test('an unknown modifier is passed over, and what stands behind all is not read', async () => {
  expect(await spf({ 'example.test': ['v=spf1 exp=why.test x-new=1 a/24 mx:a.test//64 -all include:b.test'] })).toEqual({
    outcome: 'ok',
    record: 'v=spf1 exp=why.test x-new=1 a/24 mx:a.test//64 -all include:b.test',
    includes: [],
    all: '-',
  });
});

test('a record of a thousand includes costs one look-up', async () => {
  const many = Array.from({ length: 1_000 }, (_, at) => `include:n${String(at)}.test`).join(' ');
  const net = scriptedNet({ names: { 'example.test': { TXT: [`v=spf1 ${many} -all`] as Records } } });
  expect((await readSpf('example.test', txtReader(net, 19))).outcome).toBe('broken');
  expect(net.lookups).toEqual(['example.test TXT']);
});

test('a tree that grows at every level costs no more than one and ten', async () => {
  const asked: string[] = [];
  const txt: ReadTxt = (name) => {
    asked.push(name);
    return Promise.resolve([`v=spf1 include:a.${name} include:b.${name} -all`]);
  };
  expect((await readSpf('example.test', txt)).outcome).toBe('broken');
  expect(asked.length).toBeLessThanOrEqual(11);
});
