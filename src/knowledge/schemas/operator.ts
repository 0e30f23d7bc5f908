import { z } from 'zod';
import { text } from './common.ts';

/** Who runs this site. Every key may be left out; what is left out is not shown and leaves no gap. */
export const operator = z
  .strictObject({
    name: text.optional().describe('Name of the person or company.'),
    phone: text.optional().describe('Telephone number as people dial it.'),
    form: z.url().optional().describe('Address of a request form.'),
    email: z.email().optional().describe('Mailbox for questions.'),
    hours: text.optional().describe('When someone answers.'),
    price: text.optional().describe('What a call costs; shown before the number.'),
    legalNotice: z.url().optional().describe('Address of the legal notice.'),
    abuse: z.email().optional().describe('Mailbox for server owners.'),
    security: z
      .union([z.email(), z.url({ protocol: /^https$/ })])
      .optional()
      .describe(
        'Mailbox or https address for faults in this site; stands in /.well-known/security.txt. Default: abuse, else email, else form.',
      ),
    money: text.optional().describe('What pays for this site, in a sentence; shown on the page About.'),
    source: z.url().optional().describe('Where the source of this copy can be read.'),
    serverPlace: text.optional().describe('Country or city where the check runs.'),
  })
  .describe('Who runs this site (src/content/operator.yaml).');

export type Operator = z.output<typeof operator>;
