// What the pages say of us is held against the code: headers, settings, what is kept, what is counted and for how long.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allowances } from '../../functions/guards/allowances.ts';
import { makeWindows } from '../../functions/guards/windows.ts';
import { ticketLifeMs } from '../../functions/guards/ticket.ts';
import { pathsWithScript } from '../../functions/headers.ts';
import { faultRecord } from '../../functions/record.ts';
import { defaults, readSettings } from '../../functions/settings.ts';
import { report as words } from '../../src/words/en.ts';
import { builtPages, root, sources } from '../harness/dist.ts';

const pages = builtPages();
const html = (url: string): string => pages.find((page) => page.url === url)?.html ?? '';
const cells = (row: string): string[] =>
  [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, '').trim());
/** The rows of the table under this heading. */
const rows = (url: string, id: string): string[][] =>
  [...(html(url).split(`id="${id}"`)[1]?.split('</table>')[0] ?? '').matchAll(/<tr>(.*?)<\/tr>/gs)]
    .map(([, row = '']) => cells(row))
    .filter((row) => row.length > 0);

test('the pages that run a script are exactly those that are allowed to', () => {
  const scripted = pages.filter(({ tags }) =>
    tags.some(({ name, attributes }) => name === 'script' && attributes.type !== 'application/ld+json'),
  );
  expect(scripted.map(({ url }) => url).sort()).toEqual([...pathsWithScript].sort());
});

test('no script of ours makes markup of text, or code: Trusted Types have no policy here', () => {
  const sinks =
    /\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc|eval\(|new Function|new Worker|importScripts)\b/;
  const found = ['src/scripts', 'src/search', 'src/view'].flatMap((folder) =>
    sources(folder, /\.ts$/).filter(({ text }) => sinks.test(text)),
  );
  expect(found.map(({ file }) => file)).toEqual([]);
});

test('the page Privacy names the fields of the record, all of them and no other; so does the receipt', () => {
  const fields = Object.keys(faultRecord('x', new Error('x')));
  expect(rows('/privacy/', 'what-is-kept').map(([field]) => field)).toEqual(fields);
  expect(Object.keys(words.record)).toEqual(fields);
});

test('nothing is logged of a visit but the record: every call hands over one, or a sentence without anything of a visitor in it', () => {
  const calls = sources('functions', /\.ts$/).flatMap(({ file, text }) =>
    [...text.matchAll(/\b(?:deps\.log|log|console\.(?:log|error|warn|info|debug))\((?!line\))(.*)$/gm)].map(
      ([, argument = '']) => `${file}: ${argument.trim()}`,
    ),
  );
  const known = [
    /^functions\/record\.ts: (logLine\(record\)\);|line: string\))/,
    /^functions\/(app|answer|entry\/(listener|unheard))\.ts: logLine\(faultRecord\(/,
    /^functions\/deps\.ts: line: string\): void/,
    // Of the operator's own Redis, bindings, settings and test hosts.
    /^functions\/counts\/redis\.ts: [`']counts: the store of REDIS_URL /,
    /^functions\/entry\/worker\.ts: '(the binding COUNTS is missing|SECRET is not set)/,
    /^functions\/self-test\.ts: sentence\)/,
    /^functions\/entry\/(main|node)\.ts: /,
  ];
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.filter((call) => !known.some((pattern) => pattern.test(call)))).toEqual([]);
});

const inWords: Record<number, string> = { 60: '1 minute', 900: '15 minutes', 1_800: '30 minutes', 3_600: '1 hour', 86_400: '1 day' };

test('the page Privacy names each count with the time after which it is forgotten', async () => {
  const client = { address: '192.0.2.1', network: '192.0.2.1', wider: '192.0.2.0/24' };
  const windows = makeWindows('secret', allowances, () => undefined);
  const account = await windows.ofAccount(client, 'name', 'mail.example.com', 0);
  const ofClient = async (what: 'question' | 'look' | 'sign-in') => Object.values(await windows.ofClient(client, what)).flat();
  const counted = [
    await ofClient('question'),
    await ofClient('look'),
    await ofClient('sign-in'),
    account.today,
    [account.pair, account.guessed, ...account.guesses],
    await windows.ofTarget('mail.example.com', ['192.0.2.9']),
    // functions/tickets.ts: the price of the next sign-in, and a ticket that was used.
    [{ seconds: 3_600 }],
    [{ seconds: ticketLifeMs / 1_000 }],
    await windows.ofPractice(client),
  ];
  const lifetimes = counted.map((list) => [...new Set(list.map(({ seconds }) => inWords[seconds]))].join(', '));
  expect(rows('/privacy/', 'what-is-counted').map(([, time]) => time)).toEqual(lifetimes);
  const keys = new Set(
    sources('functions', /\.ts$/).flatMap(({ text }) => [...text.matchAll(/key: `([a-z$][\w${}-]*):/g)].map(([, key]) => key)),
  );
  const lengths = /const lengths = \{(.*?)\} satisfies/s.exec(readFileSync(`${root}/functions/guards/windows.ts`, 'utf8'))?.[1] ?? '';
  expect(
    [...lengths.matchAll(/^ {4}'?([a-z-]+)'?:/gm)].map(([, what]) => what),
    'and so does a new one of a client',
  ).toEqual(['question', 'look', 'sign-in']);
  expect([...keys].sort(), 'a new count wants a line on the page').toEqual(
    ['${what}', 'guesses', 'practice', 'refused', 'spent', 'target', 'tried', 'turns'].sort(),
  );
});

test('no key of a count holds an address, a host or a user name', async () => {
  const client = { address: '192.0.2.1', network: '192.0.2.1', wider: '192.0.2.0/24' };
  const windows = makeWindows('secret', allowances, () => undefined);
  const account = await windows.ofAccount(client, 'scanner@example.com', 'mail.example.org', 0);
  const all = [
    ...Object.values(await windows.ofClient(client, 'look')).flat(),
    ...(await windows.ofTarget('mail.example.com', ['192.0.2.9'])),
    ...account.today,
    account.pair,
    account.guessed,
    ...account.guesses,
  ];
  expect(all.filter(({ key }) => !/^[a-z-]+(:[0-9]+)?(:[0-9a-f]{32}){1,2}$/.test(key))).toEqual([]);
});

test('every setting is on the page Run it yourself with its default, and every number that LIMITS can change', () => {
  const page = html('/about/run-it/');
  for (const [name, value] of Object.entries(defaults)) {
    expect(page).toContain(`<dt id="${name}">`);
    if (value !== undefined) expect(page.split(`<dt id="${name}">`)[1]?.split('<dt')[0]).toContain(`<code>${String(value)}</code>`);
  }
  expect(rows('/about/run-it/', 'what-limits-can-change')).toEqual(Object.entries(allowances).map(([name, most]) => [name, String(most)]));
});

test('no setting is read past the table: the functions know no other name', () => {
  const read = new Set<string>();
  const env = new Proxy({}, { get: (_, name) => void read.add(String(name)) });
  readSettings(env);
  expect([...read].sort()).toEqual(Object.keys(defaults).sort());
  const past = sources('functions', /\.ts$/).filter(({ text }) => /process\.env[.[]/.test(text));
  expect(past.map(({ file }) => file)).toEqual([]);
});

test('the page About names the source that it was built from', () => {
  expect(html('/about/')).toMatch(/<code>[0-9a-f]{64}<\/code>/);
});

test('SECURITY.md names tests that are there, a threat a row with none of its cells empty', () => {
  const text = readFileSync(`${root}/SECURITY.md`, 'utf8');
  const table = text
    .split('\n')
    .filter((line) => /^\| (?!-)/.test(line))
    .slice(1);
  const parts = table.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(parts.length).toBeGreaterThan(14);
  expect(parts.filter((row) => row.length !== 4 || row.includes(''))).toEqual([]);
  const present = new Set(sources('test', /\.ts$/).map(({ file }) => file));
  const named = parts.map((row) => [...(row[2] ?? '').matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file));
  expect(named.flat().filter((file) => !present.has(file))).toEqual([]);
  // What no test can prove is said to be so.
  expect(parts.filter((row, at) => named[at]?.length === 0 && !/^none/.test(row[2] ?? ''))).toEqual([]);
});
