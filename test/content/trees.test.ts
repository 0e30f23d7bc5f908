import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { readFolder, type Fault } from '../../src/knowledge/read.ts';
import { parseProse } from '../../src/knowledge/rich.ts';
import { tree as schema, type Tree } from '../../src/knowledge/schemas/index.ts';
import { faultsOf, waysTo } from '../../src/knowledge/tree.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const unread: Fault[] = [];
const files = await readFolder(root, 'trees', '.yaml', unread);
const trees: Tree[] = files.map((file) => ({ id: file.id, ...schema.parse(file.data) }));
const byId = (id: string) => {
  const found = trees.find((entry) => entry.id === id);
  if (!found) throw new Error(`no tree ${id}`);
  return found;
};

/** Every string of a value, at any depth. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(strings);
  return [];
}

describe('the trees as they stand', () => {
  test('are read without a fault', () => {
    expect(unread).toEqual([]);
    expect(trees.map(({ id }) => id)).toEqual(expect.arrayContaining(['app-password', 'microsoft-365-road']));
  });

  test.each(trees.map((entry) => [entry.id, entry] as const))('%s is whole', (_, entry) => {
    expect(faultsOf(entry)).toEqual([]);
  });

  test.each(trees.map((entry) => [entry.id, entry] as const))('%s has ids that are safe in an address', (_, entry) => {
    for (const id of [entry.id, ...Object.keys(entry.questions), ...Object.keys(entry.outcomes)]) expect(id).toMatch(/^[a-z0-9-]+$/);
  });

  test('the app password tree asks at least 12 questions and has at least 10 ends', () => {
    const entry = byId('app-password');
    expect(Object.keys(entry.questions).length).toBeGreaterThanOrEqual(12);
    expect(Object.keys(entry.outcomes).length).toBeGreaterThanOrEqual(10);
  });

  test.each([
    ['app-password', ['two-step-off', 'only-security-keys', 'organisation-account', 'advanced-protection-on']],
    ['app-password', ['link-hidden', 'wrong-account', 'two-step-shared', 'spaces-typed', 'field-cut', 'old-value-stored']],
    ['app-password', ['revoked-by-password-change', 'microsoft-personal-other', 'microsoft-work-road']],
    ['microsoft-365-road', ['smtp-auth', 'oauth-device', 'relay-connector', 'direct-send', 'high-volume-email', 'other-relay']],
  ])('%s ends in %j', (id, outcomes) => {
    expect(Object.keys(byId(id).outcomes)).toEqual(expect.arrayContaining(outcomes));
  });

  test('every road at Microsoft 365 says who must approve it and what it costs', () => {
    for (const outcome of Object.values(byId('microsoft-365-road').outcomes).filter(({ title }) => title.startsWith('Road: '))) {
      expect(outcome.approve, outcome.title).toBeDefined();
      expect(outcome.cost, outcome.title).toBeDefined();
    }
  });

  test('the roads with a password carry the change that ends them', () => {
    const { outcomes } = byId('microsoft-365-road');
    expect(outcomes['smtp-auth']?.change).toBe('microsoft-365-smtp-auth-password');
    expect(outcomes['high-volume-email']?.change).toBe('microsoft-hve-password-ends');
  });

  test('no path is longer than nine questions', () => {
    for (const entry of trees) for (const way of waysTo(entry).values()) expect(way.length).toBeLessThanOrEqual(9);
  });

  test('links into a tree lead to nodes that exist', () => {
    const links = trees.flatMap((entry) =>
      strings(entry).flatMap((text) => parseProse(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []))),
    );
    const inTrees = links.filter((href) => href.startsWith('/fix/'));
    expect(inTrees.length).toBeGreaterThan(0);
    for (const href of inTrees) {
      const [, id = '', node] = /^\/fix\/([a-z0-9-]+)\/(?:([a-z0-9-]+)\/)?$/.exec(href) ?? [];
      const target = byId(id);
      if (node !== undefined) expect({ ...target.questions, ...target.outcomes }, href).toHaveProperty([node]);
    }
  });
});

describe('faultsOf', () => {
  const small = (): Tree => ({
    id: 'small',
    ...schema.parse({
      title: 'A small tree',
      description: 'For the tests.',
      start: 'first',
      questions: {
        first: {
          ask: 'One?',
          answers: [
            { label: 'Yes', to: 'second' },
            { label: 'No', to: 'end-a' },
          ],
        },
        second: {
          ask: 'Two?',
          answers: [
            { label: 'Yes', to: 'end-b' },
            { label: 'No', to: 'end-c' },
          ],
        },
      },
      outcomes: Object.fromEntries(
        ['end-a', 'end-b', 'end-c'].map((id) => [id, { title: id, what: ['Do it.'], who: 'You.', verify: 'Look.', otherwise: 'Ask.' }]),
      ),
      checked: '2026-11-22',
      sources: [{ url: 'https://example.com/', title: 'Example' }],
    }),
  });
  let entry: Tree;
  beforeEach(() => {
    entry = small();
  });
  const answer = (question: string, index: number) => {
    const found = entry.questions[question]?.answers[index];
    if (!found) throw new Error('no such answer');
    return found;
  };
  const keys = () => faultsOf(entry).map(([key]) => key);

  test('finds nothing in a whole tree', () => {
    expect(faultsOf(entry)).toEqual([]);
  });

  test('names the answer whose target was renamed, and the node that is then out of reach', () => {
    answer('second', 0).to = 'end-x';
    expect(keys()).toEqual(['questions.second.answers.0.to', 'outcomes.end-b']);
    expect(faultsOf(entry)[0]?.[1]).toContain('end-x');
  });

  test('names a question that nothing leads to', () => {
    entry.questions['alone'] = { ask: 'Alone?', how: [], answers: [] };
    expect(keys()).toEqual(['questions.alone']);
  });

  test('names an outcome that nothing leads to', () => {
    const end = entry.outcomes['end-a'];
    if (end) entry.outcomes['alone'] = end;
    expect(keys()).toEqual(['outcomes.alone']);
  });

  test('names a dead end: an answer that leads to nothing', () => {
    delete entry.outcomes['end-c'];
    expect(keys()).toEqual(['questions.second.answers.1.to']);
  });

  test('names a loop back to the start', () => {
    answer('second', 1).to = 'first';
    expect(keys()).toEqual(['questions.second.answers.1.to', 'outcomes.end-c']);
  });

  test('names a loop of a question to itself, which gives it a second parent', () => {
    answer('second', 1).to = 'second';
    expect(keys()).toEqual(['questions.second.answers.1.to', 'outcomes.end-c']);
  });

  test('names a second parent', () => {
    answer('second', 0).to = 'end-a';
    expect(faultsOf(entry)).toContainEqual(['questions.second.answers.0.to', expect.stringContaining('"first"')]);
  });

  test('names answers of a question that do not differ', () => {
    answer('first', 1).label = 'Yes';
    expect(keys()).toEqual(['questions.first.answers.1.label']);
  });

  test('names a start that is no question', () => {
    entry.start = 'end-a';
    expect(keys()).toContain('start');
  });

  test('names an outcome that would take the address of the map', () => {
    const end = entry.outcomes['end-a'];
    if (end) entry.outcomes['map'] = end;
    answer('first', 1).to = 'map';
    expect(keys()).toContain('outcomes.map');
  });

  test('a question without a second answer does not pass the schema', () => {
    const { id: _, ...data } = entry;
    const first = data.questions['first'];
    if (first) first.answers = first.answers.slice(0, 1);
    expect(schema.safeParse(data).success).toBe(false);
  });
});
