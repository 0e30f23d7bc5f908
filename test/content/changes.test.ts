import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isAhead, phaseOn } from '../../src/knowledge/changes.ts';
import { readFolder, type Fault } from '../../src/knowledge/read.ts';
import { change as schema, type Change } from '../../src/knowledge/schemas/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const unread: Fault[] = [];
const files = await readFolder(root, 'changes', '.yaml', unread);
const changes: Change[] = files.map((file) => ({ id: file.id, ...schema.parse(file.data) }));
const byId = (id: string) => {
  const found = changes.find((entry) => entry.id === id);
  if (!found) throw new Error(`no change ${id}`);
  return found;
};

describe('password sign-in at Microsoft 365', () => {
  const microsoft = byId('microsoft-365-smtp-auth-password');

  test('before the end of 2026 it works, with its date', () => {
    const { short, text } = phaseOn(microsoft, '2026-12-15');
    expect(short).toContain('works until the end of December 2026');
    expect(text).toContain('works until the end of December 2026');
    expect(isAhead(microsoft, '2026-12-15')).toBe(true);
  });

  test('its last day still counts as before', () => {
    expect(phaseOn(microsoft, '2026-12-31').short).toContain('works until the end of December 2026');
    expect(isAhead(microsoft, '2026-12-31')).toBe(true);
  });

  test('from January 2027 it is off by default, and no longer ahead', () => {
    const { short, text } = phaseOn(microsoft, '2027-01-15');
    for (const words of [short, text]) {
      expect(words).toContain('off by default since the end of December 2026');
      expect(words).not.toContain('works until');
    }
    expect(isAhead(microsoft, '2027-01-15')).toBe(false);
  });

  test('in the second half of 2027 it says that the final date is due now', () => {
    expect(phaseOn(microsoft, '2027-07-01').text).toContain('in this half year, the second half of 2027');
  });

  test('from 2028 it says that it does not know the final date, and where to look', () => {
    const { text } = phaseOn(microsoft, '2028-01-01');
    expect(text).toContain('does not know the date');
    expect(text).toContain('https://techcommunity.microsoft.com/');
  });

  test('every phase names the date, the administrator, and tenants created later', () => {
    for (const { text } of microsoft.phases) {
      expect(text).toMatch(/end of December 2026/);
      expect(text).toMatch(/an administrator (can|could) switch it on again/);
      expect(text).toMatch(/tenants created after December 2026 it is unavailable by default/);
      expect(text).toMatch(/second half of 2027/);
    }
  });
});

describe('every change', () => {
  test('is read without a fault', () => {
    expect(unread).toEqual([]);
    expect(changes.length).toBeGreaterThanOrEqual(5);
  });

  test.each(changes.map((entry) => [entry.id, entry] as const))('%s names a year in the words of every phase', (_, entry) => {
    for (const { short, text } of entry.phases) {
      expect(short).toMatch(/\b20\d\d\b/);
      expect(text).toMatch(/\b20\d\d\b/);
    }
  });

  test.each(changes.map((entry) => [entry.id, entry] as const))('%s has phases with rising days, the first without one', (_, entry) => {
    const [first, ...later] = entry.phases.map(({ from }) => from);
    expect(first).toBeUndefined();
    expect(later).toEqual([...later].sort());
    expect(later).not.toContain(undefined);
  });

  test.each(changes.map((entry) => [entry.id, entry] as const))('%s has words for any day, the day after its own included', (_, entry) => {
    for (const day of ['2020-01-01', entry.day, '2026-12-15', '2027-01-15', '2028-01-01', '2099-12-31']) {
      expect(phaseOn(entry, day).text).not.toBe('');
    }
  });

  test('those that are over say since when', () => {
    expect(phaseOn(byId('outlook-com-password-ended'), '2026-12-15').short).toContain('16 September 2024');
    expect(phaseOn(byId('gmail-less-secure-apps-ended'), '2026-12-15').short).toContain('30 May 2022');
    expect(phaseOn(byId('google-workspace-less-secure-apps-ended'), '2026-12-15').short).toContain('1 May 2025');
  });

  test('High Volume Email takes passwords until September 2028', () => {
    const entry = byId('microsoft-hve-password-ends');
    expect(phaseOn(entry, '2028-09-30').short).toContain('takes a user name and password until September 2028');
    expect(phaseOn(entry, '2028-10-01').short).toContain('took');
  });

  test('phaseOn refuses a change without phases, which no file can have', () => {
    expect(() => phaseOn({ ...byId('microsoft-hve-password-ends'), phases: [] }, '2026-12-15')).toThrow('no phases');
  });
});
