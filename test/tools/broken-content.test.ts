import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyProject, type Copy } from '../harness/copy.ts';

let copy: Copy;
beforeAll(() => {
  copy = copyProject();
});
afterAll(() => {
  copy.remove();
});

/** Builds with one file changed, then puts it back. */
async function buildWith(file: string, change: (text: string) => string): Promise<{ code: number; output: string }> {
  const path = join(copy.folder, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after, `${file} was to be changed`).not.toBe(before);
  writeFileSync(path, after);
  try {
    return await copy.build('2026-12-15');
  } finally {
    writeFileSync(path, before);
  }
}

describe('a build with a broken file ends with 1 and names the file, the key and what was expected', () => {
  test.each([
    [
      'a key that no schema knows',
      'src/content/providers/gmail.yaml',
      (text: string) => `${text}\nfavouriteColour: blue\n`,
      ['favouriteColour'],
    ],
    [
      'a port that is no number',
      'src/content/providers/gmail.yaml',
      (text: string) => text.replace(/port: 587/, 'port: mail'),
      ['endpoints.', 'port', 'number'],
    ],
    ['a file that is no YAML', 'src/content/devices/xtuple-connect.yaml', (text: string) => `${text}\n  - : [\n`, ['YAML']],
    [
      'a source that is missing',
      'src/content/providers/gmail.yaml',
      (text: string) => text.replace(/^sources:[\s\S]*?(?=^\S|$(?![\s\S]))/m, ''),
      ['sources'],
    ],
    [
      'a reference into nothing',
      'src/content/causes/auth-wrong-password.mdx',
      (text: string) => text.replace(/^node: .*$/m, 'node: no-such-tree/no-such-node'),
      ['no-such-tree'],
    ],
    [
      'a guide with a tag that is never closed',
      'src/content/guides/gmail-in-a-xerox.mdx',
      (text: string) => `${text}\n<Aside>\n`,
      ['closing tag', '<Aside>'],
    ],
  ])('%s', async (_name, file, change, words) => {
    const { code, output } = await buildWith(file, change);
    expect(code).toBe(1);
    expect(output).toContain(file);
    for (const word of words) expect(output).toContain(word);
    expect(output, 'no stack').not.toMatch(/^\s+at .*:\d+:\d+/m);
  });
});
