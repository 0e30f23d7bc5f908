import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { load } from '../../src/knowledge/load.ts';
import { ContentError } from '../../src/knowledge/read.ts';

const root = join(import.meta.dirname, '../..');
let copy: string;

beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'knowledge-'));
  await cp(join(root, 'src/content'), join(copy, 'src/content'), { recursive: true });
});
afterEach(() => rm(copy, { recursive: true }));

async function change(file: string, edit: (text: string) => string): Promise<void> {
  const path = join(copy, 'src/content', file);
  const before = await readFile(path, 'utf8');
  const after = edit(before);
  expect(after, 'the edit changes the file').not.toBe(before);
  await writeFile(path, after);
}

const faults = async (): Promise<string> =>
  load(copy, '2026-11-25').then(
    () => 'no fault',
    (error: unknown) => {
      expect(error).toBeInstanceOf(ContentError);
      return (error as Error).message;
    },
  );

test('load takes the content as it stands', async () => {
  const knowledge = await load(root, '2026-11-25');
  expect(Object.keys(knowledge.providers)).toEqual(expect.arrayContaining(['gmail', 'google-workspace', 'microsoft-365', 'outlook-com']));
  expect(Object.keys(knowledge.devices)).toEqual(expect.arrayContaining(['xerox-altalink', 'xtuple-connect']));
  expect(Object.keys(knowledge.trees)).toHaveLength(2);
  expect(knowledge.pages.length).toBeGreaterThan(30);
  expect(JSON.stringify(knowledge), 'every {{fact}} is filled in').not.toContain('{{');
});

describe('load names file, key and what was expected for', () => {
  test('an unknown key', async () => {
    await change('providers/gmail.yaml', (text) => `colour: blue\n${text}`);
    expect(await faults()).toMatch(/providers\/gmail\.yaml: .*colour/);
  });
  test('a value of the wrong form', async () => {
    await change('providers/gmail.yaml', (text) => text.replace(/^checked:.*$/m, 'checked: yesterday'));
    expect(await faults()).toMatch(/providers\/gmail\.yaml: checked: .*YYYY-MM-DD/);
  });
  test('YAML that cannot be read', async () => {
    await change('devices/xerox-altalink.yaml', (text) => `${text}\n  : [`);
    expect(await faults()).toMatch(/devices\/xerox-altalink\.yaml: is not readable as YAML/);
  });
  test('a reference to a file that does not exist', async () => {
    await change('changes/outlook-com-password-ended.yaml', (text) => text.replace(/^provider: .*$/m, 'provider: outlok-com'));
    expect(await faults()).toMatch(
      /changes\/outlook-com-password-ended\.yaml: provider: "outlok-com" has no file; expected src\/content\/providers\/outlok-com\.yaml/,
    );
  });
  test('a fact that is none', async () => {
    await change('trees/app-password.yaml', (text) =>
      text.replace(/^description: >-$/m, 'description: >-\n  Look at {{gmail.nothing.here}}.'),
    );
    expect(await faults()).toMatch(/trees\/app-password\.yaml: \{\{gmail\.nothing\.here\}\}: names no fact/);
  });
  test('a tree whose answer leads nowhere', async () => {
    await change('trees/app-password.yaml', (text) => text.replace(/to: ([a-z0-9-]+)/, 'to: $1-renamed'));
    expect(await faults()).toMatch(
      /trees\/app-password\.yaml: questions\.[a-z0-9-]+\.answers\.\d+\.to: "[a-z0-9-]+-renamed" is no question or outcome/,
    );
  });
  test('a guide without one of its headings', async () => {
    await change('guides/app-password-at-google.mdx', (text) => text.replace('## If not', '## Otherwise'));
    expect(await faults()).toMatch(/guides\/app-password-at-google\.mdx: headings: found .*Otherwise; expected .*If not/);
  });
  test('a cause page with an empty section', async () => {
    await change('causes/cert-expired.mdx', (text) => text.replace(/## Check\n[\s\S]*?(?=## Not this\?)/, '## Check\n\n'));
    expect(await faults()).toMatch(/causes\/cert-expired\.mdx: Check: is empty/);
  });
});
