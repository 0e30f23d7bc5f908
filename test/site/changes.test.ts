import { describe, expect, test } from 'vitest';
import { change as changeSchema, type Change } from '../../src/knowledge/schemas/index.ts';
import { nearChanges, splitChanges } from '../../src/site/changes.ts';
import { dayInWords, daysAfter } from '../../src/site/day.ts';

const change = (id: string, day: string, important = true): Change => ({
  id,
  ...changeSchema.parse({
    title: id,
    provider: 'post',
    day,
    precision: 'day',
    dateInWords: day,
    important,
    phases: [
      { short: 'ends', text: `ends on ${day}` },
      { from: day, short: 'has ended', text: `has ended on ${day}` },
    ],
    checked: '2026-01-01',
    sources: [{ url: 'https://example.com/', title: 'Example' }],
  }),
});

const changes = [change('later', '2028-09-30'), change('near', '2026-12-31'), change('old', '2022-05-30'), change('older', '2020-01-01')];
const ids = (list: { change: Change }[]) => list.map((dated) => dated.change.id);

describe('splitChanges', () => {
  test('puts the next one first among what comes, and the latest first among what was', () => {
    const { ahead, past } = splitChanges(changes, '2026-12-15');
    expect(ids(ahead)).toEqual(['near', 'later']);
    expect(ids(past)).toEqual(['old', 'older']);
  });

  test('says what is right on the day', () => {
    expect(splitChanges(changes, '2026-12-15').ahead[0]?.phase.short).toBe('ends');
    expect(splitChanges(changes, '2027-01-15').past[0]?.phase.short).toBe('has ended');
  });
});

describe('nearChanges', () => {
  test('holds what is important and near, before and for a while after its day', () => {
    expect(ids(nearChanges(changes, '2026-12-15'))).toEqual(['near']);
    expect(ids(nearChanges(changes, '2027-01-15'))).toEqual(['near']);
    expect(ids(nearChanges(changes, '2027-06-15'))).toEqual([]);
    expect(ids(nearChanges(changes, '2026-01-15'))).toEqual([]);
  });

  test('leaves out what is not important', () => {
    expect(nearChanges([change('small', '2026-12-31', false)], '2026-12-15')).toEqual([]);
  });
});

describe('days', () => {
  test('are written out', () => {
    expect(dayInWords('2026-11-25')).toBe('25 November 2026');
  });

  test('are counted over the ends of months and years', () => {
    expect(daysAfter('2026-12-15', 30)).toBe('2027-01-14');
    expect(daysAfter('2027-01-10', -20)).toBe('2026-12-21');
  });
});
