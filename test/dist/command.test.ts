// What the page of the command says is true of the file beside it and of the fact files.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exitCodes } from '../../cli/command.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { greetingLines, reachLines } from '../../src/site/network-lines.ts';
import { builtPages, distFile, root } from '../harness/dist.ts';

const page = builtPages().find(({ url }) => url === '/command/');
const text = (page?.html ?? '')
  .replace(/<[^>]*>/g, ' ')
  .replaceAll('&#39;', "'")
  .replaceAll('&lt;', '<')
  .replaceAll('&amp;', '&');
const file = distFile('/download/will-it-send.js') ?? '';
const { providers } = JSON.parse(readFileSync(`${root}/src/generated/knowledge.json`, 'utf8')) as Knowledge;
const places = Object.values(providers).flatMap(({ endpoints }) => Object.values(endpoints));

test('size and SHA-256 on the page are those of the file that it offers', () => {
  expect(page?.tags.some(({ attributes }) => attributes.href === '/download/will-it-send.js' && 'download' in attributes)).toBe(true);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  expect(text.match(/\b[0-9a-f]{64}\b/g)).toEqual([sha256]);
  expect(readFileSync(`${file}.sha256`, 'utf8')).toBe(`${sha256}  will-it-send.js\n`);
  expect(text).toContain(`${String(Math.ceil(statSync(file).size / 1000))} kB`);
});

test('the Node that it asks for is the one that the package asks for', () => {
  const { engines } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { engines: { node: string } };
  expect(`>=${/Node (\d+) or later/.exec(text)?.[1] ?? ''}`).toBe(engines.node);
});

test('every server of the fact files has its lines, and none stands there beside them', () => {
  expect(places.length).toBeGreaterThan(5);
  for (const place of places) {
    for (const { windows, unix } of [reachLines(place), greetingLines(place)]) {
      expect(text).toContain(windows);
      expect(text).toContain(unix);
    }
  }
  const shown = [...text.matchAll(/Test-NetConnection (\S+) -Port (\d+)/g)].map(([, host, port]) => `${host ?? ''}:${port ?? ''}`);
  const known = new Set(places.map(({ host, port }) => `${host}:${String(port)}`));
  expect(shown.filter((one) => !known.has(one))).toEqual(['mail.example.com:587']);
});

test('the exit codes are those of the command', () => {
  const rows = [...text.matchAll(/\b(\d)\s+(it works|it does not work|the command was called wrongly|it could not find out)/g)];
  const { works, fails, usage, 'cannot-tell': unclear } = exitCodes;
  expect(rows.map(([, code]) => Number(code))).toEqual([works, fails, usage, unclear]);
});

test('who is told of a blocked port, and who looks for it in the footer, gets there', () => {
  for (const url of ['/causes/connect-timeout-blocked-port/', '/causes/connect-refused/', '/']) {
    const from = builtPages().find((built) => built.url === url);
    expect(
      from?.tags.some(({ attributes }) => attributes.href?.startsWith('/command/')),
      url,
    ).toBe(true);
  }
});
