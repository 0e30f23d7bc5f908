// Everything that is written here, with the schema that says what each key means (src/knowledge/schemas).
// The knowledge is read and proved by src/knowledge/load.ts; Astro gets it from there, and renders the bodies of guides and causes.
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'zod';
import * as schemas from './knowledge/schemas/index.ts';
import { knowledge } from './site/knowledge.ts';

/** MDX files: front matter and a body. */
const files = (folder: string) => glob({ pattern: '*.mdx', base: `./src/content/${folder}` });

/** YAML files, as load() has them: facts in {{…}} filled in. */
const facts = (kind: 'providers' | 'devices' | 'trees' | 'changes' | 'codes') => () => {
  const entries = Object.values<{ id: string }>(knowledge[kind]);
  return Object.fromEntries(entries.map(({ id, ...data }) => [id, data]));
};

/** Astro's reader turns an unquoted day into a Date; here a day is text. */
const daysAsText = (value: unknown) =>
  JSON.parse(JSON.stringify(value).replaceAll(/"(\d{4}-\d\d-\d\d)T00:00:00\.000Z"/g, '"$1"')) as unknown;

export const collections = {
  /** What to do, step by step. */
  guides: defineCollection({ loader: files('guides'), schema: z.preprocess(daysAsText, schemas.guide) }),
  /** What can be wrong: one page a cause, ids for ever. */
  causes: defineCollection({ loader: files('causes'), schema: z.preprocess(daysAsText, schemas.cause) }),
  /** Questions that lead to one thing to do. */
  trees: defineCollection({ loader: facts('trees'), schema: schemas.tree }),
  /** Who takes the mail: servers, passwords, replies. */
  providers: defineCollection({ loader: facts('providers'), schema: schemas.provider }),
  /** What sends the mail: menus, fields, habits. */
  devices: defineCollection({ loader: facts('devices'), schema: schemas.device }),
  /** What changes at a provider on a day. */
  changes: defineCollection({ loader: facts('changes'), schema: schemas.change }),
  /** What devices show when mail does not go. */
  codes: defineCollection({ loader: facts('codes'), schema: schemas.codes }),
};
