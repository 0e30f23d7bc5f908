import { expect, test } from 'vitest';
import { rows, seenOf } from '../corpus/rows.ts';
import { call } from './run.ts';

test('each line of --jsonl is answered with its id and up to three causes, in the same order', async () => {
  const some = rows.slice(0, 40);
  const stdin = some.map((row) => JSON.stringify({ id: row.id, ...seenOf(row) })).join('\n');
  const { code, stdout, stderr } = await call(['explain', '--jsonl'], { stdin });
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; causes: string[] });
  expect([code, stderr]).toEqual([0, '']);
  expect(answers.map(({ id }) => id)).toEqual(some.map(({ id }) => id));
  for (const { causes } of answers) expect(causes.length).toBeGreaterThan(0);
  for (const { causes } of answers) expect(causes.length).toBeLessThanOrEqual(3);
});

test('labels on a line change nothing', async () => {
  const [row] = rows.filter(({ causeClass }) => causeClass === 'auth-basic-retired');
  const bare = await call(['explain', '--jsonl'], { stdin: JSON.stringify({ id: 'a', ...(row && seenOf(row)) }) });
  const labelled = await call(['explain', '--jsonl'], {
    stdin: JSON.stringify({ ...row, id: 'a', causeClass: 'quota', provider: 'zoho' }),
  });
  expect(labelled.stdout).toBe(bare.stdout);
});

test('a line that is no object is told by its number, the others are answered', async () => {
  const stdin =
    'no json\n\n[1]\n{"id":7,"stage":"auth","reply":["535 Incorrect authentication data"]}\n{"stage":5,"reply":"x","port":"587"}';
  const { code, stdout, stderr } = await call(['explain', '--jsonl'], { stdin });
  expect(code).toBe(2);
  expect(stderr.match(/line \d+/g)).toEqual(['line 1', 'line 3']);
  expect(stdout).toMatch(/^\{"id":7,"causes":\["auth-wrong-password".*\]\}\n\{"id":null,"causes":\[.*\]\}\n$/);
});

test('a text is explained in words, with the page where it goes on', async () => {
  const { code, stdout } = await call(['explain'], { stdin: '535-5.7.139 Authentication unsuccessful, basic authentication is disabled.' });
  expect(code).toBe(0);
  expect(stdout).toContain('https://will-it-send.example/causes/auth-basic-retired/');
});

test('a text without a word of a mail server ends with 3', async () => {
  const { code, stderr } = await call(['explain'], { stdin: 'Roses are red' });
  expect([code, stderr]).toEqual([3, '']);
});
