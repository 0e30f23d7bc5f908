import { expect, test } from 'vitest';
import { textField } from '../../src/view/fields.ts';
import { el, toHtml } from '../../src/view/node.ts';
import { visible } from '../../src/view/stage-details.ts';
import { prose } from '../../src/view/prose.ts';

test('toHtml shows text as text, whatever a server sends', () => {
  expect(toHtml(el('p', { title: '"><script>' }, "<img src=x onerror=1> & 'quotes'"))).toBe(
    '<p title="&quot;&gt;&lt;script&gt;">&lt;img src=x onerror=1&gt; &amp; &#39;quotes&#39;</p>',
  );
});

test('el leaves out what is false or undefined', () => {
  expect(toHtml(el('input', { required: false, disabled: true, value: undefined }))).toBe('<input disabled>');
  expect(toHtml(el('p', {}, undefined, false, ['a', ['b']]))).toBe('<p>ab</p>');
});

test('a password field is written without its value', () => {
  const html = toHtml(
    textField({ form: 'check', name: 'password', label: 'Password', type: 'password', value: 'canary-secret', errors: [] }),
  );
  expect(html).toContain('type="password"');
  expect(html).not.toContain('canary');
});

test('prose makes links, code and strong words, and nothing else', () => {
  expect(toHtml(prose('See [the guide](/guides/x/), type `abc`, **now** <b>not</b>.'))).toBe(
    'See <a href="/guides/x/">the guide</a>, type <code>abc</code>, <strong>now</strong> &lt;b&gt;not&lt;/b&gt;.',
  );
});

test('visible shows controls and direction marks as escapes and cuts what is long', () => {
  expect(visible('a\u0000b\u202ec\u200fd')).toBe('a\\u0000b\\u202ec\\u200fd');
  expect(visible('x'.repeat(1000))).toHaveLength(300);
});
