import { HtmlValidate, type ConfigData } from 'html-validate';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, samplePages } from '../harness/dist.ts';

const validator = new HtmlValidate(JSON.parse(readFileSync(join(root, '.htmlvalidate.json'), 'utf8')) as ConfigData);

test.each(samplePages().map(({ url, html }) => [url, html]))('%s is valid HTML', async (_url, html) => {
  const { results } = await validator.validateString(html);
  const faults = results.flatMap(({ messages }) =>
    messages.map(({ line, column, ruleId, message }) => `${String(line)}:${String(column)} ${ruleId}: ${message}`),
  );
  expect(faults).toEqual([]);
});
