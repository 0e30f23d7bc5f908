// A host or a provider's name that stands in two places is right in one of them only, after the next change.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { load } from '../../src/knowledge/load.ts';

const root = join(import.meta.dirname, '../..');
const { providers, devices } = await load(root, '2026-11-25');

const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('a host of a provider is typed in its fact file and nowhere else', () => {
  const hosts = [...new Set(Object.values(providers).flatMap(({ endpoints }) => Object.values(endpoints).map(({ host }) => host)))];
  expect(hosts.length).toBeGreaterThan(3);
  const elsewhere = ['src', 'functions', 'cli', 'practice']
    .flatMap(filesOf)
    .filter((file) => !/src\/(content\/providers|generated)\//.test(file));
  for (const file of elsewhere) {
    const lines = readFileSync(file, 'utf8').split('\n');
    // A real error, quoted as it was seen, may name a host.
    const seen = lines.findIndex((line) => line.startsWith('seen:'));
    const quoted = (index: number): boolean => seen >= 0 && index > seen && /^ {2}- /.test(lines[index] ?? '');
    const typed = lines.filter((line, index) => !quoted(index) && hosts.some((host) => line.includes(host)));
    expect(typed, file).toEqual([]);
  }
});

test('code spells out no provider and no device', () => {
  // The first word names it; those after it, such as Services or Email, are everybody's.
  const names = [...Object.values(providers).map(({ name }) => name), ...Object.values(devices).map(({ brand }) => brand)].flatMap((name) =>
    name
      .split(/[\s/()]+/)
      .slice(0, 1)
      .filter((word) => word.length > 4 && /^[A-Z]/.test(word)),
  );
  expect(names).toContain('Microsoft');
  const code = ['src/smtp', 'src/diagnosis', 'src/view', 'src/search', 'src/scripts', 'functions', 'cli'].flatMap(filesOf);
  for (const file of code) {
    const statements = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(
      names.filter((name) => new RegExp(`\\b${name}\\b`).test(statements)),
      file,
    ).toEqual([]);
  }
});
