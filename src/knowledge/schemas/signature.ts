import { z } from 'zod';
import { id, security, text } from './common.ts';

/** One value, or a list of which one must fit. */
const oneOf = <Schema extends z.ZodType>(value: Schema) => z.union([value, z.array(value).min(1)]);

const phrases = z.array(text).min(1);
const code = z.union([z.int().min(200).max(599), z.string().regex(/^[245](\dx|xx)$/, 'a reply code as 535, 53x or 5xx')]);
const enhanced = z
  .string()
  .regex(/^[245x](\.(\d{1,3}|x)){2}$/, 'an enhanced code as 5.7.9, 5.7.x or x.7.9')
  .describe('For example 5.7.9; x stands for any number.');

/**
 * What a cause looks like from outside. Every given key must fit; keys left out are not looked at.
 * Signatures of one cause help each other: the heaviest counts in full, the others a little.
 */
export const signature = z
  .strictObject({
    cause: id.describe('The cause it points to.'),
    stage: oneOf(text)
      .optional()
      .describe(
        'Stage that did not end well, or several: dns, connect, banner, ehlo, starttls, tls, auth, mail-from, rcpt-to, data, rate, quit.',
      ),
    outcome: z.enum(['ok', 'refused', 'timed-out', 'unclear', 'not-tried']).optional().describe('How that stage ended.'),
    why: oneOf(text)
      .optional()
      .describe(
        "The engine's own code for it, for example not-offered, expired, other-name. Words of client programs mean the same ones: dialects.yaml.",
      ),
    code: oneOf(code).optional().describe('Reply code: 535, or all that begin so: 53x, 5xx.'),
    enhanced: oneOf(enhanced).optional().describe('Enhanced status code (RFC 3463).'),
    speaker: oneOf(id).optional().describe('Whose server speaks, told by host or words: ids of speakers.yaml.'),
    words: oneOf(text)
      .optional()
      .describe(
        'Whole words in a row, in the reply or the words of a client program; of a list all. Letter case, line ends and punctuation do not matter; block* is also blocked.',
      ),
    any: phrases.optional().describe('As words, but one of the list is enough.'),
    not: oneOf(text).optional().describe('As words, but none of them may be there.'),
    port: oneOf(z.int().min(1).max(65535)).optional().describe('Port that was asked for.'),
    security: z.array(security).min(1).optional().describe('Encryption that was asked for: one of these.'),
    weight: z.number().min(0).max(1).describe('How sure this makes us, 0 to 1.'),
  })
  .describe('A signature (src/content/signatures/*.yaml, a list).');

export const speaker = z
  .strictObject({
    id: id.describe('Name that signatures use.'),
    hosts: phrases.optional().describe('Host names that are theirs; names that end so behind a dot are theirs as well.'),
    words: phrases.optional().describe('Words that only their servers use, one is enough.'),
  })
  .describe('Whose server speaks (src/content/speakers.yaml, a list).');

export const dialect = z
  .strictObject({
    why: text.describe("The engine's own code that these words mean."),
    any: phrases.describe('Words of client programs, one is enough; written as in signatures.'),
    not: phrases.optional().describe('Words beside which they mean something else.'),
  })
  .describe("How client programs say what the engine's own codes say (src/content/dialects.yaml, a list).");

export type Signature = z.output<typeof signature>;
export type Speaker = z.output<typeof speaker>;
export type Dialect = z.output<typeof dialect>;
