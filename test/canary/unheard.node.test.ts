// The last things that a process can say: what nobody has caught, and why it does not start.
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { root } from '../harness/dist.ts';
import { told } from './haul.ts';
import { watch, type Watched } from './process.ts';
import { Searcher } from './search.ts';
import { secrets, username } from './secrets.ts';

const searcher = new Searcher(secrets, username);
let running: Watched;
afterEach(() => running.close());

const searched = async ({ ended, stdout, stderr, files }: Watched): Promise<string[]> => {
  await ended;
  return told([
    ...searcher.search(stdout(), 'standard output'),
    ...searcher.search(stderr(), 'standard error'),
    ...[...(await files())].flatMap(([path, bytes]) => searcher.search(bytes, path)),
  ]);
};

test('what nobody has caught is told by its kind alone; a promise ends nothing, an error ends the process', async () => {
  running = await watch(join(import.meta.dirname, 'unheard.fixture.ts'), [], {});
  expect(await searched(running)).toEqual([]);
  expect((await running.ended).code).toBe(1);
  expect(running.stdout().toString()).toBe('still there\n');
  const lines = running.stderr().toString().trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { stage: 'promise', code: 'TypeError' },
    { stage: 'process', code: 'RangeError' },
  ]);
});

const [secret] = secrets;
const text = secret?.text ?? '';
test.each<[string, Record<string, string>]>([
  ['REDIS_URL that is no address', { REDIS_URL: `http://:${text}@127.0.0.1` }],
  ['REDIS_URL without SECRET', { REDIS_URL: `redis://:${text}@127.0.0.1` }],
  ['SECRET that is too short', { SECRET: text, SITE_URL: 'https://example.com' }],
])('a %s is refused without being repeated', async (_, env) => {
  running = await watch(join(root, 'functions/entry/main.ts'), [], { PORT: '0', ...env });
  expect(await searched(running)).toEqual([]);
  expect((await running.ended).code).toBe(1);
  expect(running.stderr().toString()).toMatch(/^(REDIS_URL|SECRET) .*\.\n$/);
});
