import { z } from 'zod';
import { id, security, text } from './common.ts';

/**
 * What a cause looks like from outside. Every given key must match; keys left out are not looked at.
 * Among the matching signatures of a cause the heaviest counts.
 */
export const signature = z
  .strictObject({
    cause: id.describe('The cause it points to.'),
    stage: text
      .optional()
      .describe('Stage that did not end well: dns, connect, banner, ehlo, starttls, tls, auth, mail-from, rcpt-to, data, quit.'),
    outcome: z.enum(['ok', 'refused', 'timed-out', 'unclear', 'not-tried']).optional().describe('How that stage ended.'),
    why: text.optional().describe("The engine's own code for it, for example not-offered, expired, other-name."),
    code: z.int().min(200).max(599).optional().describe('Reply code.'),
    enhanced: z
      .string()
      .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
      .optional()
      .describe('Enhanced status code (RFC 3463), for example 5.7.9.'),
    words: text.optional().describe('Words of the reply, any letter case, blanks as one.'),
    port: z.int().min(1).max(65535).optional().describe('Port that was asked for.'),
    security: z.array(security).min(1).optional().describe('Encryption that was asked for: one of these.'),
    provider: id.optional().describe('Only at this provider.'),
    weight: z.number().min(0).max(1).describe('How sure this makes us, 0 to 1.'),
  })
  .describe('A signature (src/content/signatures/*.yaml, a list).');

export type Signature = z.output<typeof signature>;
