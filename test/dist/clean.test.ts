import { describe, expect, test } from 'vitest';
import { builtPages, sources } from '../harness/dist.ts';

const pages = builtPages();

describe('what the pages may not hold', () => {
  test('no page has a script inside it: only files of our own', () => {
    const scripts = pages.flatMap(({ url, html }) =>
      [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)]
        // Structured data is no script: browsers do not run it.
        .filter(([, attributes = '']) => !/type="application\/(?:ld\+)?json"/.test(attributes))
        .filter(([, attributes = '', body = '']) => body.trim() !== '' || !/\ssrc="?\/(?!\/)/.test(attributes))
        .map(([whole]) => `${url}: ${whole.slice(0, 120)}`),
    );
    expect(scripts).toEqual([]);
  });

  test('no page has a style inside it', () => {
    const styles = pages.flatMap(({ url, tags }) =>
      tags
        .filter((tag) => tag.name === 'style' || 'style' in tag.attributes)
        .map((tag) => `${url}: <${tag.name} ${tag.attributes.class ?? ''}>`),
    );
    expect(styles).toEqual([]);
  });

  test('no page has an event handler or a javascript: address', () => {
    const handlers = pages.flatMap(({ url, tags }) =>
      tags.flatMap((tag) =>
        Object.entries(tag.attributes)
          .filter(([name, value]) => /^on[a-z]+$/.test(name) || /^\s*javascript:/i.test(value))
          .map(([name]) => `${url}: <${tag.name} ${name}>`),
      ),
    );
    expect(handlers).toEqual([]);
  });

  test('nothing is fetched from elsewhere: no foreign script, style, font, picture or frame', () => {
    const foreign = pages.flatMap(({ url, tags }) =>
      tags
        .filter(
          ({ name, attributes }) =>
            /^(?:script|img|iframe|source|video|audio|embed|object|input)$/.test(name) ||
            (name === 'link' && /stylesheet|icon|preload|preconnect|manifest/.test(attributes.rel ?? '')),
        )
        .map(({ name, attributes }) => ({ name, target: attributes.src ?? attributes.href ?? attributes.data ?? '' }))
        .filter(({ target }) => /^(?:https?:)?\/\//.test(target))
        .map(({ name, target }) => `${url}: <${name}> ${target}`),
    );
    expect(foreign).toEqual([]);
  });

  test('no page was built from an unfilled fact, an object or an undefined value', () => {
    const broken = pages.filter(({ html }) => /\{\{|\[object Object\]|>undefined<|>NaN</.test(html)).map(({ url }) => url);
    expect(broken).toEqual([]);
  });
});

// The theme file is the one place for colours; elsewhere they have names.
const palette =
  'slate|gray|zinc|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose';
const inAnyFile = [
  /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(\s*[\d.]/,
  new RegExp(
    `\\b(?:bg|text|border|fill|stroke|ring|outline|from|to|via|divide|decoration|accent|caret|shadow)-(?:black|white|(?:${palette})-\\d{2,3})\\b`,
  ),
  /\b(?:fill|stroke|color|stop-color|background(?:-color)?|theme-color)\b["']?\s*[:=]?\s*(?:content=)?["'{]?\s*#[0-9a-f]{3,8}\b/i,
  /-\[#[0-9a-f]{3,8}\]/i,
];
const inStyles = [...inAnyFile, /#[0-9a-f]{3,8}\b(?![^;]*\{)/i, /:\s*(?:black|white|red|green|blue|gr[ae]y|orange|yellow)\s*[;}]/];

test('no colour is spelled out outside src/styles/theme.css', () => {
  const spelled = sources('src', /\.(?:astro|css|ts|mdx|svg)$/)
    .filter(({ file }) => file !== 'src/styles/theme.css' && !file.startsWith('src/generated/'))
    .flatMap(({ file, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          (file.endsWith('.css') ? inStyles : inAnyFile).some((pattern) => pattern.test(line))
            ? [`${file}:${String(index + 1)}: ${line.trim()}`]
            : [],
        ),
    );
  expect(spelled).toEqual([]);
});
