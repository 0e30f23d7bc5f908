import { z } from 'zod';
import { id, prose, provenance, text } from './common.ts';

/**
 * Front matter of a guide. The body has the headings: What you will have · Before you start · Steps · Check that it works · If not.
 */
export const guide = z
  .strictObject({
    title: text.describe('What the reader gets done.'),
    description: text.describe('One sentence for search results and link previews.'),
    providers: z.array(id).default([]).describe('Providers it is about.'),
    devices: z.array(id).default([]).describe('Devices it is about.'),
    aliases: z.array(text).default([]).describe('Other words that people search for, whole questions among them.'),
    order: z.int().describe('Place in the list of guides, smallest first.'),
    minutes: z.int().positive().optional().describe('About how long it takes.'),
    note: prose.optional().describe('The one calm line on where labels come from, if any.'),
    ...provenance,
  })
  .describe('A guide (src/content/guides/<id>.mdx).');

export type Guide = z.output<typeof guide> & { id: string };
