// Does the search find what it is for? A site that leaks on purpose is searched as the real one is; a form that is not found here is not looked for there.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formsOf } from './forms.ts';
import { makeHaul, together } from './haul.ts';
import { watch, type Watched } from './process.ts';
import { Searcher } from './search.ts';
import { secrets, username } from './secrets.ts';

/** A form of fewer bytes is not looked for: such a run is found in anything. */
const least = 5;
const forms = secrets.flatMap((secret) => formsOf(secret.text, username).map((form) => ({ ...form, secret: secret.label })));
const searcher = new Searcher(secrets, username);
/** Those of `some` that are not found. */
const missed = (from: (at: number) => Uint8Array, some = forms): string[] =>
  some.flatMap(({ secret, name, bytes }, at) =>
    bytes.length < least || searcher.search(from(at), 'there').some((seen) => seen.secret === secret && seen.form === name)
      ? []
      : [`${secret}: ${name}`],
  );

/** How an answer may come; packed ones are asked for with the forms of one secret. */
const plain = ['', 'chunks'];
const ways = [...plain, 'gzip', 'br'];
const own = forms.filter(({ secret }) => secret === secrets[0]?.label);

let site: Watched;
const haul = makeHaul();
const bodies = new Map<string, Buffer>();
beforeAll(async () => {
  site = await watch(join(import.meta.dirname, 'leaky.fixture.ts'), [], {});
  const port = Number((await site.says(/:(\d+)\//))[1]);
  const asked = forms.flatMap((_, at) => (at < own.length ? ways : plain).map((way) => `/${String(at)}/${way}`));
  await together(8, asked, async (path) => {
    bodies.set(path, await haul.ask(port, path, { method: 'GET', path }));
  });
  site.stop('SIGTERM');
  await site.ended;
}, 120_000);
afterAll(() => site.close());

test('there are more than fifty forms of a long secret, each other bytes than the next', () => {
  const [secret] = secrets;
  const own = formsOf(`${secret?.text ?? ''} "\u00e9`, username);
  expect(new Set(own.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))).size).toBeGreaterThan(50);
  expect(new Set(own.map(({ name }) => name)).size).toBe(own.length);
});

test.each(ways)('each form is found in an answer (%s)', (way) => {
  expect(missed((at) => bodies.get(`/${String(at)}/${way}`) ?? Buffer.alloc(0), plain.includes(way) ? forms : own)).toEqual([]);
});

test.each([
  ['standard output', 'out', () => site.stdout()],
  ['standard error', 'err', () => site.stderr()],
])('each form is found on %s', (_, mark, output) => {
  const parts = output()
    .toString('latin1')
    .split(new RegExp(`\n${mark} (?=\\d+ )`));
  const byNumber = new Map(parts.map((part) => [parseInt(part, 10), Buffer.from(part, 'latin1')]));
  expect(missed((at) => byNumber.get(at) ?? Buffer.alloc(0))).toEqual([]);
});

test('each form is found in a file', async () => {
  const files = await site.files();
  expect(missed((at) => files.get(join(site.folder, `file-${String(at)}`)) ?? Buffer.alloc(0))).toEqual([]);
});

test('a run of sixteen characters from anywhere is found, plain and in base64, and one of seven is not', () => {
  for (const { text, label } of secrets.filter(({ text: whole }) => whole.length >= 16))
    for (let at = 0; at + 16 <= text.length; at += 1) {
      const part = text.slice(at, at + 16);
      const seen = [part, part.toUpperCase(), Buffer.from(`x${part}`).toString('base64')].map((form) =>
        searcher.search(Buffer.from(`<${form}>`), 'there'),
      );
      const isAscii = /^[ -~]*$/.test(part);
      for (const one of isAscii ? seen : seen.slice(0, 1))
        expect(
          one.map(({ secret }) => secret),
          `${part} at ${String(at)}`,
        ).toContain(label);
    }
  expect(searcher.search(Buffer.from('Tr4ub-K q9wZx7v'), 'there')).toEqual([]);
});

test('in what holds none, none is found', () => {
  const text = JSON.stringify({ verdict: 'works', cipher: 'TLS_AES_256_GCM_SHA384', text: '235 2.7.0 Authentication successful' });
  expect(searcher.search(Buffer.from(text.repeat(100)), 'there')).toEqual([]);
});
