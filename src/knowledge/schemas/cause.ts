import { z } from 'zod';
import { id, prose, provenance, text } from './common.ts';

/**
 * Front matter of a cause page. The body has the headings: What you see · What it means · Do this · Check · Not this?
 * The file name is the cause's permanent id.
 */
export const cause = z
  .strictObject({
    title: text.describe('What is wrong, as a short statement.'),
    says: prose.describe(
      'The verdict, shown above everything else: one sentence of at most 20 words, without a term of the protocol, that says who acts and what.',
    ),
    next: prose.describe('The one thing to do next, as a sentence that begins with a verb.'),
    who: z.enum(['you', 'administrator', 'provider', 'maker', 'nobody']).describe('Who can mend it.'),
    verdict: z.enum(['fails', 'cannot-tell', 'works']).default('fails').describe('cannot-tell: we were kept from finding out.'),
    node: z
      .string()
      .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/)
      .optional()
      .describe('Where to go on in a tree: <tree>/<node>.'),
    guide: id.optional().describe('The guide that helps.'),
    aliases: z.array(text).default([]).describe('Other words that people search for.'),
    seen: z.array(text).describe('Real replies or errors, session ids masked. Empty: none known.'),
    not: z
      .array(z.strictObject({ cause: id, difference: prose }))
      .min(2)
      .describe('Neighbours that look alike, and the telling difference.'),
    ...provenance,
  })
  .describe('A cause (src/content/causes/<id>.mdx).');

export type Cause = z.output<typeof cause> & { id: string };
