import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCodes, knownCodes } from '../../src/explain/codes.ts';
import { allCodes, codeKey, codesOf, elsewhere, standing } from '../../src/knowledge/codes.ts';
import { load } from '../../src/knowledge/load.ts';
import type { Codes } from '../../src/knowledge/schemas/index.ts';
import { codes as schema } from '../../src/knowledge/schemas/index.ts';
import { searcher } from '../../src/search/search.ts';

const knowledge = await load(join(import.meta.dirname, '../..'), '2026-11-25');
const all = allCodes(knowledge.codes);
const known = knownCodes(knowledge.codes);
const search = searcher(knowledge.pages);
const urls = (question: string): string[] => search(question).map(({ url }) => url);
const labels = (text: string): string[] => findCodes(text, known).map(({ label }) => label);
const isUnconfirmed = ({ list }: (typeof all)[number]): boolean => list.basis === 'not-confirmed';

describe('the codes', () => {
  test('are all there: those with a source, those without, those of controllers', () => {
    const count = (fits: (one: (typeof all)[number]) => boolean): number => all.filter(fits).length;
    expect(count(isUnconfirmed)).toBe(124);
    expect(count((one) => !isUnconfirmed(one) && one.list.scope === 'device')).toBe(33);
    expect(count(({ list }) => list.scope === 'server')).toBe(5);
    expect(count(({ list }) => list.scope === 'industrial')).toBe(53);
  });

  test('say what they mean in a sentence of their own, not in the words of the screen', () => {
    for (const { label, means, shown, try: advice } of all) {
      expect(means, label).toMatch(/^[A-Z][^\n]*\.$/);
      expect(means.length, label).toBeLessThanOrEqual(240);
      expect(means, label).not.toBe(shown);
      if (advice !== undefined) expect(advice, label).toMatch(/^[A-Z][^\n]*\.$/);
    }
  });

  test('stand in lists whose sentences are whole, not cut at a #', () => {
    for (const { id, summary, lists } of Object.values(knowledge.codes)) {
      for (const sentence of [summary, ...lists.flatMap(({ where, note }) => [where, note ?? '.'])]) expect(sentence, id).toMatch(/\.$/);
    }
  });

  test('with a page say what to try', () => {
    expect(all.filter(({ hasPage, try: advice }) => hasPage && advice === undefined).map(({ label }) => label)).toEqual([]);
  });

  test('that nobody confirms have no page of their own, but a place on the page of their brand', () => {
    for (const one of all.filter(isUnconfirmed)) expect(one.url).toBe(`/codes/${one.brand.id}/#code-${one.id}`);
  });

  test('of controllers stand in the list of their brand, and that brand has no others', () => {
    const brands = new Set(all.filter(({ list }) => list.scope === 'industrial').map(({ brand }) => brand.id));
    expect([...brands].sort()).toEqual(['rockwell-automation', 'schneider-electric', 'siemens']);
    expect(all.filter(({ brand, list }) => brands.has(brand.id) && list.scope !== 'industrial')).toEqual([]);
  });

  test('are ordered by how sure they are, whatever the order of the files', () => {
    const basis = all.map(({ list }) => list.basis);
    expect(basis.lastIndexOf('stated')).toBeLessThan(basis.indexOf('not-confirmed'));
    expect(basis.lastIndexOf('according-to')).toBeLessThan(basis.indexOf('not-confirmed'));
  });

  test('that are often passed on wrongly say so', () => {
    const note = (id: string): string => knowledge.codes[id]?.lists.map((list) => list.note ?? '').join(' ') ?? '';
    expect(note('xerox')).toMatch(/016-506/);
    expect(note('toshiba')).toMatch(/2C61/);
    expect(note('canon')).toMatch(/#810/);
  });
});

describe('a file of codes', () => {
  const list = { title: 'Codes', families: ['All'], where: 'On the screen.', codes: [{ code: '1', means: 'One.' }] };
  const source = { url: 'https://example.com/', title: 'A manual' };
  const faults = (lists: unknown[]): string[] =>
    schema
      .safeParse({ brand: 'Example', summary: 'An example.', checked: '2026-11-22', lists })
      .error?.issues.map(({ message }) => message) ?? [];

  test('that claims what no source says is refused, and so is one that doubts a source', () => {
    expect(faults([{ ...list, basis: 'stated' }])).toHaveLength(1);
    expect(faults([{ ...list, basis: 'not-confirmed', sources: [source] }])).toHaveLength(1);
    expect(faults([{ ...list, basis: 'stated', sources: [source] }])).toEqual([]);
  });

  test('that names a source which is not there is refused', () => {
    const codes = [{ code: '1', means: 'One.', sources: [2] }];
    expect(faults([{ ...list, basis: 'stated', sources: [source], codes }])).toEqual(['the list has 1 source(s)']);
  });
});

describe('the search', () => {
  test.each(['839', '#839', 'canon 839', 'Canon #839'])('finds the code by %j', (question) => {
    expect(urls(question)[0]).toBe('/codes/canon/839/');
  });

  test.each([
    ['1102', '/codes/kyocera/1102/'],
    ['0x1102', '/codes/kyocera/1102/'],
    ['027-779', '/codes/xerox/027-779/'],
    ['E550', '/codes/oki/e550/'],
    ['2C71', '/codes/toshiba/'],
    ['toshiba 2c71', '/codes/toshiba/'],
    ['CE-02', '/codes/sharp/'],
    ['epson 312', '/codes/epson/'],
    ['16#510D', '/codes/schneider-electric/'],
    ['oki', '/codes/oki/'],
    ['transmission has failed', '/codes/ricoh/transmission-has-failed/'],
  ])('finds by %j the page %s first', (question, url) => {
    expect(urls(question)[0]).toBe(url);
  });

  test('finds every code by its maker and itself: by its page, else by the list of its brand', () => {
    for (const { brand, code, shown, hasPage, url } of all) {
      expect(urls(`${brand.brand} ${code ?? shown ?? ''}`), url).toContain(hasPage ? url : `/codes/${brand.id}/`);
    }
  });

  test('shows a reply of a mail server its causes, not a code that looks like it', () => {
    for (const question of ['535', '550', '504', '421']) expect(search(question)[0]?.kind).toBe('cause');
  });

  test('puts no list of unconfirmed codes before a confirmed code, where both fit', () => {
    for (const { code, shown } of all) {
      const kinds = search(code ?? shown ?? '')
        .map(({ kind }) => kind)
        .filter((kind) => kind === 'code' || kind === 'codes');
      const own = kinds.indexOf('codes');
      if (own >= 0) expect(kinds.slice(0, own).length, code ?? shown).toBe(kinds.slice(0, own).filter((kind) => kind === 'code').length);
    }
    const pages = [
      { url: '/codes/a/', title: 'A: codes and messages', kind: 'codes' as const, words: ['777'] },
      { url: '/codes/b/777/', title: 'Maker with a long name 777', kind: 'code' as const, words: ['words', 'of', 'the', 'screen'] },
    ];
    expect(searcher(pages)('777').map(({ url }) => url)).toEqual(['/codes/b/777/', '/codes/a/']);
  });
});

describe('a text is told to hold', () => {
  test.each([
    ['839', 'Canon #839'],
    ['#839', 'Canon #839'],
    ['canon 839', 'Canon #839'],
    ['Scan to email fails with error #839 since Monday. Nothing was changed in the office, and the account works elsewhere.', 'Canon #839'],
    ['Kyocera TASKalfa says 1102', 'Kyocera 1102'],
    ['0x1102', 'Kyocera 1102'],
    ['fault code 027-779', 'Xerox 027-779'],
    ['2C71', 'Toshiba 2C71'],
    ['CE-02', 'Sharp CE-02'],
    ['E550', 'OKI E550'],
    ['The machine says: Transmission has failed', 'Ricoh: “Transmission has failed”'],
    ['Authentication failed', 'Several brands: “Authentication failed”'],
    ['W#16#8010', 'Siemens W#16#8010'],
    ['Siemens CP: error 3', 'Siemens error 3'],
    ['rockwell 0xFF 0x0103', 'Rockwell Automation 0xFF 0x0103'],
  ])('%j: %s', (text, label) => {
    expect(labels(text)[0]).toBe(label);
  });

  test.each(['535 5.7.8', '550', 'error 550', 'smtp.example.com:1102', 'postfix/smtp[1102]: connect', '2026-14-09 07:14:02', ''])(
    'no code of a device: %j',
    (text) => {
      expect(labels(text)).toEqual([]);
    },
  );

  test('only the codes of the maker that it names', () => {
    const made = knownCodes({ a: brandOf('a', 'not-confirmed'), b: brandOf('b', 'stated') });
    expect(findCodes('Maker a says 7777', made).map(({ brand }) => brand)).toEqual(['a']);
  });

  test('of two makers with the same code both, the confirmed one first', () => {
    const made = knownCodes({ a: brandOf('a', 'not-confirmed'), b: brandOf('b', 'stated') });
    expect(findCodes('7777', made).map(({ brand }) => brand)).toEqual(['b', 'a']);
  });
});

/** A brand with the one code 7777. */
function brandOf(id: string, basis: 'stated' | 'not-confirmed'): Codes {
  const sources = basis === 'stated' ? [{ url: 'https://example.com/', title: 'A manual' }] : [];
  const list = { title: 'Codes', basis, families: ['All'], where: 'On the screen.', sources, codes: [{ code: '7777', means: 'Seven.' }] };
  return { id, ...schema.parse({ brand: `Maker ${id}`, summary: 'An example.', checked: '2026-11-22', lists: [list] }) };
}

test('the same code of another maker is shown beside, the surer one first', () => {
  const brands = { a: brandOf('a', 'not-confirmed'), b: brandOf('b', 'stated'), c: brandOf('c', 'not-confirmed') };
  const [one] = codesOf(brands.c);
  expect(one && elsewhere(one, allCodes(brands)).map(({ brand }) => brand.id)).toEqual(['b', 'a']);
});

test('a code is compared without signs and letter case', () => {
  expect(codeKey('#839')).toBe('839');
  expect(codeKey('CE-02')).toBe(codeKey('ce 02'));
});

test('what nobody confirms stands behind everything that is confirmed', () => {
  const worst = Math.max(...(['device', 'server', 'industrial'] as const).map((scope) => standing({ basis: 'according-to', scope })));
  expect(standing({ basis: 'not-confirmed', scope: 'device' })).toBeGreaterThan(worst);
});
