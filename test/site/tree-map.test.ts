import { describe, expect, test } from 'vitest';
import type { Tree } from '../../src/knowledge/schemas/index.ts';
import { treeMap, type Box } from '../../src/site/tree-map.ts';
import { outline } from '../../src/site/tree-outline.ts';
import { wrap } from '../../src/site/wrap.ts';

const end = (title: string) => ({ title, what: ['Do it.'], who: 'You.', verify: 'Look.', otherwise: 'Ask.' });
const ask = (question: string, answers: [label: string, to: string][]) => ({
  ask: question,
  how: [],
  answers: answers.map(([label, to]) => ({ label, to })),
});

const tree: Tree = {
  id: 'sample',
  title: 'A sample',
  description: 'For tests.',
  aliases: [],
  start: 'first',
  questions: {
    first: ask('Is it **on**?', [
      ['Yes', 'second'],
      ['No, and it has been off for longer than anybody here can remember', 'off'],
    ]),
    second: ask('Is it warm?', [
      ['Yes', 'warm'],
      ['No', 'cold'],
    ]),
  },
  outcomes: { warm: end('It is warm'), cold: end('It is cold'), off: end('It is off') },
  checked: '2026-01-01',
  sources: [{ url: 'https://example.com/', title: 'Example', linkable: true }],
};

describe('outline', () => {
  test('nests every node below the answer that leads to it, in the order of the answers', () => {
    const root = outline(tree);
    expect(root).toMatchObject({ id: 'first', kind: 'question', label: 'Is it on?' });
    expect(root.answer).toBeUndefined();
    expect(root.branches.map(({ id, answer, kind }) => [id, answer, kind])).toEqual([
      ['second', 'Yes', 'question'],
      ['off', 'No, and it has been off for longer than anybody here can remember', 'outcome'],
    ]);
    expect(root.branches[0]?.branches.map(({ label }) => label)).toEqual(['It is warm', 'It is cold']);
  });
});

describe('treeMap', () => {
  const map = treeMap(tree);
  const box = (id: string): Box => map.boxes.find((one) => one.id === id) ?? expect.fail(`no box ${id}`);

  test('draws each node once and each answer as a line', () => {
    expect(map.boxes.map(({ id }) => id).sort()).toEqual(['cold', 'first', 'off', 'second', 'warm']);
    expect(map.paths).toHaveLength(4);
  });

  test('goes from left to right, answers from top to bottom in their own order', () => {
    expect(box('first').x + box('first').width).toBeLessThan(box('second').x);
    expect(box('second').x + box('second').width).toBeLessThan(box('warm').x);
    expect(box('second').y).toBeLessThan(box('off').y);
    expect(box('warm').y).toBeLessThan(box('cold').y);
  });

  test('keeps boxes apart and inside the drawing', () => {
    const apart = (a: Box, b: Box) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
    for (const a of map.boxes) {
      expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= map.width && a.y + a.height <= map.height, a.id).toBe(true);
      for (const b of map.boxes) if (a.id !== b.id) expect(apart(a, b), `${a.id} and ${b.id}`).toBe(true);
    }
  });

  test('makes a box taller when its answer takes more lines', () => {
    expect(box('off').answer.length).toBeGreaterThan(1);
    expect(box('off').height).toBeGreaterThan(box('warm').height);
  });
});

describe('wrap', () => {
  test('breaks between words and never goes over the line', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  });

  test('leaves a word that is longer than a line whole', () => {
    expect(wrap('a smtp-legacy.office365.com b', 10)).toEqual(['a', 'smtp-legacy.office365.com', 'b']);
  });

  test('makes nothing of nothing', () => {
    expect(wrap('  ', 10)).toEqual([]);
  });
});
