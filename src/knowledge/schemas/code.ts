import { z } from 'zod';
import { basis, day, id, prose, source, text } from './common.ts';

/** One code or message, as a device shows it. */
const code = z
  .strictObject({
    id: id.optional().describe('Last part of its address. Left out: made of the code, else of the words.'),
    code: text.optional().describe('The code as the device shows it, for example #839.'),
    shown: text.optional().describe('The words on the screen, word for word.'),
    also: z.array(text).default([]).describe('Other spellings of the code, or other words for the same.'),
    means: prose.describe('What it means, in our own words: one or two sentences. Of a code that nobody confirms: its neutral meaning.'),
    causes: z.array(id).max(3).default([]).describe('Causes, the likeliest first. Empty: it is not about the mail account or server.'),
    try: prose.optional().describe('What to try.'),
    sources: z.array(z.int().min(1)).optional().describe('Which sources of the list speak of it: 1 is the first. Left out: all of them.'),
  })
  .refine((one) => one.code !== undefined || one.shown !== undefined, 'needs `code` or `shown`');

/** Codes of one kind that stand on the same ground: the same machines, the same place, the same sources. */
const list = z
  .strictObject({
    title: text.describe('What these codes are.'),
    scope: z
      .enum(['device', 'server', 'industrial'])
      .default('device')
      .describe('device: shown in an office · server: written by the mail server about the device · industrial: shown by a controller.'),
    basis: basis.describe('stated: the maker says so · according-to: others say so · not-confirmed: no source says so.'),
    families: z.array(text).min(1).describe('Machines that show them.'),
    where: prose.describe('Where they are seen.'),
    note: prose.optional().describe('What else is to be known of all of them.'),
    sources: z.array(source).default([]).describe('Where the meanings come from.'),
    codes: z.array(code).min(1).describe('The codes, in the order of the numbers.'),
  })
  .superRefine(({ basis, sources, codes }, context) => {
    if ((basis === 'not-confirmed') !== (sources.length === 0)) {
      context.addIssue({
        code: 'custom',
        path: ['basis'],
        message: 'not-confirmed has no sources; stated and according-to have at least one',
      });
    }
    codes.forEach((one, index) => {
      if (one.sources?.some((number) => number > sources.length)) {
        context.addIssue({
          code: 'custom',
          path: ['codes', index, 'sources'],
          message: `the list has ${String(sources.length)} source(s)`,
        });
      }
    });
  });

/** What the devices of one maker show when mail does not go. */
export const codes = z
  .strictObject({
    brand: text.describe('Maker.'),
    aliases: z.array(text).default([]).describe('Other names of the maker and names of its machines, by which a text tells them.'),
    summary: prose.describe('One or two sentences: what such a code looks like, and how sure the meanings are.'),
    checked: day.describe('The day on which a person last held this file against its sources.'),
    lists: z.array(list).min(1).describe('Its codes, one list for each kind.'),
  })
  .describe('The codes of one maker (src/content/codes/<id>.yaml).');

export type Codes = z.output<typeof codes> & { id: string };
export type CodeList = Codes['lists'][number];
