import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { load } from '../../src/knowledge/load.ts';
import { firstAid, type For } from '../../src/password/first-aid.ts';
import { firstAidView } from '../../src/view/first-aid-view.ts';
import { toHtml } from '../../src/view/node.ts';

const knowledge = checkKnowledge(await load(join(import.meta.dirname, '../..'), '2026-11-25'));
const gmail: For = { provider: knowledge.providers['gmail'] };
const ids = (password: string, place: For = {}): string[] => firstAid(password, place).map(({ id }) => id);
const mended = (password: string, place: For = {}): (string | undefined)[] => firstAid(password, place).map((finding) => finding.mended);

test.each([
  ['abcd efgh ijkl mnop', ['group-blanks'], 'abcdefghijklmnop'],
  ['abcd\u00a0efgh\u00a0ijkl\u00a0mnop', ['group-blanks'], 'abcdefghijklmnop'],
  ['Kopierer-17 ', ['outer-blanks'], 'Kopierer-17'],
  [' Kopierer-17', ['outer-blanks'], 'Kopierer-17'],
  ['\u00a0Kopierer-17', ['outer-blanks'], 'Kopierer-17'],
  ['Kopierer-17\t', ['outer-blanks'], 'Kopierer-17'],
  ['two\u00a0words', ['odd-blanks'], 'two words'],
  ['two words', ['inner-blanks'], 'twowords'],
  ['Kopierer\u200b-17', ['invisible'], 'Kopierer-17'],
  ['\ufeffKopierer-17', ['invisible'], 'Kopierer-17'],
  ['“Kopierer”–17', ['smart-quotes'], '"Kopierer"-17'],
  ['Büro-17', ['non-ascii'], undefined],
])('of %j it finds %j', (password, found, better) => {
  expect(ids(password)).toEqual(found);
  expect(mended(password)[0]).toBe(better);
});

test.each(['', 'Kopierer-im-Flur-17', 'abcdefghijklmnop', '!"#$%&\'()*+,-./:;<=>?@[]^_`{|}~'])(
  'it has nothing to say of %j',
  (password) => {
    expect(ids(password)).toEqual([]);
  },
);

test('where only an app password of known length and letters works, another one is told from it', () => {
  expect(ids('Kopierer-im-Flur-17', gmail)).toEqual(['not-app-password']);
  expect(ids('abcdefghijklmno1', gmail)).toEqual(['not-app-password']);
  expect(ids('abcdefghijklmnop', gmail)).toEqual([]);
  expect(ids('abcd efgh ijkl mnop', gmail)).toEqual(['group-blanks']);
  expect(ids('abcdefgh ijklmnop', gmail)).toEqual(['group-blanks']);
});

test('nothing is concluded where the provider takes any password, or the form of its app passwords is not known', () => {
  const appPassword = { usable: true };
  expect(ids('Kopierer-17', { provider: { password: { status: 'works' }, appPassword: { ...appPassword, length: 16 } } })).toEqual([]);
  expect(ids('Kopierer-17', { provider: { password: { status: 'app-password' }, appPassword } })).toEqual([]);
  expect(ids('Kopierer-17', { provider: { password: { status: 'app-password' } } })).toEqual([]);
});

test('hyphens between groups may be part of an app password or not', () => {
  const provider = { password: { status: 'app-password' }, appPassword: { usable: true, length: 16, pattern: '[a-z]' } };
  expect(ids('abcd-efgh-ijkl-mnop', { provider })).toEqual([]);
  const withHyphens = { password: { status: 'app-password' }, appPassword: { usable: true, length: 19 } };
  expect(ids('abcdefghijklmnop', { provider: withHyphens })).toEqual([]);
  expect(ids('abcd-efgh-ijkl-mnop', { provider: withHyphens })).toEqual([]);
  expect(ids('Kopierer-17', { provider: withHyphens })).toEqual(['not-app-password']);
});

test('what is longer than the field of the device is told, but not where it fits without the blanks', () => {
  expect(ids('abcdefghijklmnopq', { deviceMax: 16 })).toEqual(['too-long']);
  expect(ids('abcdefghijklmnop', { deviceMax: 16 })).toEqual([]);
  expect(ids('abcd efgh ijkl mnop', { ...gmail, deviceMax: 16 })).toEqual(['group-blanks']);
});

test('what is offered leaves nothing of its own kind to find', () => {
  for (const password of ['abcd efgh ijkl mnop', ' a b ', '\u200bx\u00a0y ', '“x”']) {
    for (const finding of firstAid(password, {})) {
      if (finding.mended !== undefined) expect(ids(finding.mended)).not.toContain(finding.id);
    }
  }
});

test('no letter of the password is written into the page', () => {
  const secret = 'Zq7\u00a0Xv9–ÿ ';
  const device = { id: 'x', name: 'Copier', fields: {}, choices: {}, passwordMax: 4, unsure: false };
  const found = firstAid(secret, { ...gmail, deviceMax: device.passwordMax });
  const html = toHtml(firstAidView(found, { provider: knowledge.providers['gmail'], device }, true));
  expect(found.length).toBeGreaterThan(3);
  for (const part of ['Zq7', 'Xv9', 'ÿ']) expect(html).not.toContain(part);
  expect(html).toContain('href="https://myaccount.google.com/apppasswords"');
});
