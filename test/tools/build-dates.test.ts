// The day of the build decides what the pages say of Microsoft's dates. Built three times, read as a visitor reads them.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyProject, type Copy } from '../harness/copy.ts';

let copy: Copy;
beforeAll(() => {
  copy = copyProject();
  appendFileSync(join(copy.folder, 'src/content/operator.yaml'), '\nabuse: abuse@check.example\n');
});
afterAll(() => {
  copy.remove();
});

/** Text of a built page, marks and line breaks taken out. */
const textOf = (page: string): string =>
  readFileSync(join(copy.folder, 'dist', page, 'index.html'), 'utf8')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe.each([
  ['2026-12-15', '15 December 2026', /works until the end of December 2026/, /off by default since/],
  ['2027-01-15', '15 January 2027', /off by default since the end of December 2026/, /works until the end of December 2026/],
  ['2028-01-01', '1 January 2028', /built after that and does not know the date/, /works until the end of December 2026/],
])('built for %s', (day, inWords, says, saysNoMore) => {
  beforeAll(async () => {
    const { code, output } = await copy.build(day);
    expect(output).not.toMatch(/error/i);
    expect(code).toBe(0);
  });

  test.each(['changes', 'guides/microsoft-what-works', 'providers/microsoft-365'])('/%s/ says what is right on that day', (page) => {
    expect(textOf(page)).toMatch(says);
    expect(textOf(page)).not.toMatch(saysNoMore);
  });

  test('a verdict of the check says it too', () => {
    const { short } = (
      JSON.parse(readFileSync(join(copy.folder, 'dist/data/check.json'), 'utf8')) as {
        providers: Record<string, { change?: { short: string } }>;
      }
    ).providers['microsoft-365']?.change ?? { short: '' };
    expect(short).toContain('end of December 2026');
    expect(short).not.toMatch(saysNoMore);
  });

  test('the road at Microsoft 365 names the date of today’s rule', () => {
    const tree = ['fix/microsoft-365-road', 'fix/microsoft-365-road/map'].map(textOf).join(' ');
    expect(tree).not.toMatch(saysNoMore);
  });

  test('security.txt is there, because the operator has a contact, and ends 90 days later', () => {
    const text = readFileSync(join(copy.folder, 'dist/.well-known/security.txt'), 'utf8');
    const end = new Date(Date.parse(day) + 90 * 86_400_000).toISOString().slice(0, 10);
    expect(text).toBe(`Contact: mailto:abuse@check.example\nExpires: ${end}T00:00:00Z\nPreferred-Languages: en\n`);
  });

  test('the footer says for which day it was built', () => {
    expect(textOf('check')).toContain(`Built for ${inWords}`);
  });
});
