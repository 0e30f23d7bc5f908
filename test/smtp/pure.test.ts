// src/smtp and src/diagnosis run in every home: Node, Workers, a browser. They may not even name a runtime.
import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folders = ['src/smtp', 'src/diagnosis'];

const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);

/** The code without comments: those may say what they like. */
const codeOf = (file: string): string =>
  readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1');

/** Every module that a file names, with what it takes of it: types alone leave nothing behind at run time. */
function importsOf(file: string): { from: string; typesOnly: boolean }[] {
  const code = codeOf(file);
  const named = [...code.matchAll(/^\s*(import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s*)?['"]([^'"]+)['"]/gm)];
  const called = [...code.matchAll(/\b(?:import|require)\s*\(\s*['"]?([^'")]*)/g)];
  return [
    ...named.map(([, , type, from = '']) => ({ from, typesOnly: type !== undefined })),
    ...called.map(([, from = '']) => ({ from, typesOnly: false })),
  ];
}

test('there are files to look at', () => {
  expect(files).toContain('src/smtp/check.ts');
  expect(files).toContain('src/smtp/stages/sign-in.ts');
  expect(files).toContain('src/diagnosis/diagnose.ts');
});

test.each(files)('%s imports neighbours only, and types of the knowledge', (file) => {
  for (const { from, typesOnly } of importsOf(file)) {
    expect(from, `${file} imports ${from}`).toMatch(/^\.\.?\/.*\.ts$/);
    const target = normalize(join(file, '..', from));
    const isNeighbour = folders.some((folder) => target.startsWith(`${folder}/`));
    const isKnowledge = target.startsWith('src/knowledge/') && typesOnly;
    expect(isNeighbour || isKnowledge, `${file} imports ${from}`).toBe(true);
  }
});

test('src/smtp knows nothing of the diagnosis', () => {
  for (const file of files.filter((name) => name.startsWith('src/smtp'))) {
    for (const { from } of importsOf(file))
      expect(normalize(join(file, '..', from)).startsWith('src/smtp/'), `${file} imports ${from}`).toBe(true);
  }
});

/** Of `crypto` two things are everywhere (src/universal.d.ts). */
const foreign =
  /(?<![.\w'-])(?:Buffer|process|globalThis|global|window|document|navigator|self|fetch|crypto(?!\.(?:subtle|getRandomValues)\b)|performance|console|setTimeout|setInterval|setImmediate|clearTimeout|queueMicrotask|structuredClone|btoa|atob|require|__dirname|Deno|Bun|WebSocket|Date\.now)\b(?!['-])/;

test.each(files)('%s names nothing of a runtime', (file) => {
  expect(foreign.exec(codeOf(file))?.[0]).toBeUndefined();
});

test('no provider, device or host is spelled out in the code', () => {
  for (const file of files) expect(codeOf(file), file).not.toMatch(/gmail|google|microsoft|office365|outlook|yahoo|xerox|practice/i);
});
