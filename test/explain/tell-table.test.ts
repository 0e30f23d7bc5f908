import { expect, test } from 'vitest';
import { tellTables, type TellRow } from '../../src/explain/tell-table.ts';
import { knowledge } from './known.ts';

const tables = tellTables(knowledge);

test('codes, numbers and words lead to causes that have a page', () => {
  for (const rows of Object.values<TellRow[]>({ ...tables })) {
    expect(rows.length).toBeGreaterThan(5);
    for (const { tells, causes } of rows) {
      expect(tells.length).toBeGreaterThan(0);
      expect(causes.filter((cause) => !Object.hasOwn(knowledge.causes, cause))).toEqual([]);
      expect(causes.length).toBeGreaterThan(0);
    }
  }
});

test('each code and each number stands once', () => {
  for (const rows of [tables.codes, tables.numbers]) {
    const all = rows.flatMap(({ tells }) => tells);
    expect(new Set(all).size).toBe(all.length);
  }
});

test('the numbers of Outlook are among them', () => {
  expect(tables.numbers.flatMap(({ tells }) => tells)).toEqual(expect.arrayContaining(['0x800CCC0E', '0x800CCC0F', '10060', '11001']));
});
