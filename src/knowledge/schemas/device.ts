import { z } from 'zod';
import { basis, prose, provenance, text } from './common.ts';

/** What a field or choice on a screen means, in neutral words, so that a row helps even where the label differs. */
const meaning = z
  .enum(['host', 'port', 'security', 'username', 'password', 'from', 'reply-to', 'sign-in-switch', 'certificate-check', 'other'])
  .describe(
    'What the field is, whatever it is called on the screen; the settings card fills host, port, security and username from the provider.',
  );

/** One family of devices or one program that sends mail. */
export const device = z
  .strictObject({
    brand: text.describe('Maker.'),
    name: text.describe('Family or program, without the maker.'),
    models: z.array(text).default([]).describe('Models that the sources name.'),
    kind: z.enum(['mfp', 'printer', 'nas', 'camera', 'erp', 'app', 'ups', 'server']).describe('What it is.'),
    aliases: z.array(text).default([]).describe('Other words that people search for.'),
    summary: prose.describe('One or two sentences: what it can do, said first on the page.'),
    labelsFrom: prose.describe('The one calm line per page: where its labels come from and how sure they are.'),
    reach: z.strictObject({ text: prose, basis }).describe('How to get to its settings.'),
    admin: z.strictObject({ text: prose, basis }).optional().describe('How to sign in to its settings.'),
    path: z
      .strictObject({ steps: z.array(text).min(1).describe('Labels in order, the first one reached first.'), basis })
      .optional()
      .describe('Menu path to the mail settings, one label a step. Left out where no source confirms one.'),
    fields: z
      .array(
        z.strictObject({
          label: text.describe('Label on the screen.'),
          meaning,
          fill: prose.describe('What to put in.'),
          basis,
        }),
      )
      .describe('The fields in the order of the screen.'),
    security: z
      .array(
        z.strictObject({
          label: text.describe('The choice as the screen names it.'),
          means: z.enum(['none', 'starttls', 'starttls-if-offered', 'implicit-tls']).describe('What it does.'),
          basis,
        }),
      )
      .default([])
      .describe('Choices for encryption.'),
    password: z
      .strictObject({
        maxLength: z.int().positive().optional().describe('Longest password the field takes, in characters.'),
        note: prose.optional(),
      })
      .default({})
      .describe('What the password field takes. maxLength left out: not known.'),
    from: prose.optional().describe('Which From address it uses, and what follows.'),
    oauth: z
      .strictObject({
        supported: z.enum(['yes', 'some-models', 'no', 'not-known']).describe('Whether it can sign in with a token.'),
        note: prose.optional(),
      })
      .describe('Signing in with a token.'),
    test: prose.describe('How to send a test from it, or that none is known.'),
    mistakes: z
      .array(z.strictObject({ text: prose, basis }))
      .default([])
      .describe('What is often set wrongly.'),
    ...provenance,
  })
  .describe('A device family or program (src/content/devices/<id>.yaml).');

export type Device = z.output<typeof device> & { id: string };
