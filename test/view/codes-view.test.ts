import { expect, test } from 'vitest';
import { knownCodes } from '../../src/explain/codes.ts';
import { codes as schema } from '../../src/knowledge/schemas/index.ts';
import { codesView } from '../../src/view/codes-view.ts';
import { toHtml } from '../../src/view/node.ts';

const causes = { 'auth-wrong-password': { id: 'auth-wrong-password', title: 'User name or password is wrong' } };
const source = { url: 'https://example.com/', title: 'A manual' };

/** One code <12>, as sure as this. */
function shown(basis: 'stated' | 'according-to' | 'not-confirmed'): string {
  const code = { code: '<12>', means: 'The sign-in failed.', causes: ['auth-wrong-password'], try: 'Type it again.' };
  const list = { title: 'Codes', basis, families: ['All'], where: 'On the screen.', sources: basis === 'not-confirmed' ? [] : [source] };
  const brand = schema.parse({ brand: 'Example', summary: 'One.', checked: '2026-11-22', lists: [{ ...list, codes: [code] }] });
  return [codesView(knownCodes({ example: { id: 'example', ...brand } }), causes)].map((view) => (view ? toHtml([view]) : '')).join('');
}

test('a code is shown with its meaning, what to try, its cause and its page', () => {
  const html = shown('stated');
  expect(html).toContain('<a href="/codes/example/12/">Example &lt;12&gt;</a>');
  expect(html).toContain('The sign-in failed.');
  expect(html).toContain('Type it again.');
  expect(html).toContain('<a href="/causes/auth-wrong-password/">User name or password is wrong</a>');
  expect(html).not.toContain('Not confirmed');
});

test('a code that nobody confirms says so, and leads to its place in the list', () => {
  expect(shown('not-confirmed')).toContain('Not confirmed by the maker');
  expect(shown('not-confirmed')).toContain('href="/codes/example/#code-12"');
});

test('a code that only others explain says so', () => {
  expect(shown('according-to')).toContain('what others say');
});

test('nothing is shown where there is no code', () => {
  expect(codesView([], causes)).toBeUndefined();
});
