// The schema is the manual: who mends a file reads there what a key means.
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as schemas from '../../src/knowledge/schemas/index.ts';

interface Shape {
  description?: string;
  properties?: Record<string, Shape>;
  additionalProperties?: Shape | boolean;
  items?: Shape;
}

/** Paths of all keys without a description. */
function silent(shape: Shape, path: string): string[] {
  const own = Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => [
    ...(inner.description === undefined ? [`${path}.${name}`] : []),
    ...silent(inner, `${path}.${name}`),
  ]);
  const nested = typeof shape.additionalProperties === 'object' ? silent(shape.additionalProperties, `${path}.*`) : [];
  return [...own, ...nested, ...(shape.items ? silent(shape.items, `${path}[]`) : [])];
}

const all = Object.entries(schemas).flatMap(([name, schema]) => (schema instanceof z.ZodType ? [[name, schema] as const] : []));

test.each(all)('every key of %s is described', (name, schema) => {
  expect(silent(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Shape, name)).toEqual([]);
});

test.each(all)('%s refuses a key that it does not know', (_name, schema) => {
  const result = schema.safeParse({ 'no-such-key': 1 });
  expect(result.success).toBe(false);
  expect(JSON.stringify(result.error?.issues)).toContain('no-such-key');
});
