import { z } from 'zod';
import { day, id, prose, provenance, text } from './common.ts';

/** A dated change at a provider. What a page says of it depends on the day of the build: the last phase that has begun. */
export const change = z
  .strictObject({
    title: text.describe('What changes, with its date in words.'),
    provider: id.describe('At which provider.'),
    day: day.describe('The day, or the last day of the period when `precision` is not `day`.'),
    precision: z.enum(['day', 'month', 'half-year']).describe('How exactly the date is known.'),
    dateInWords: text.describe('The date as it is written in sentences, for example "the end of December 2026".'),
    important: z.boolean().default(false).describe('true: shown on the home page while it is near.'),
    phases: z
      .array(
        z.strictObject({
          from: day.optional().describe('First day on which this text is right. The first phase has none.'),
          short: prose.describe('A clause for a verdict or a list; names the date.'),
          text: prose.describe('The whole statement; names the date, so that a printed page stays true.'),
        }),
      )
      .min(1)
      .describe('What to say before, after, and later, in order of `from`.'),
    guide: id.optional().describe('The guide that says what to do.'),
    ...provenance,
  })
  .describe('A dated change (src/content/changes/<id>.yaml).');

export type Change = z.output<typeof change> & { id: string };
