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
    serverPlace: text.optional().describe('Country or city where the check runs.'),
  })
  .describe('Who runs this site (src/content/operator.yaml).');

export type Operator = z.output<typeof operator>;
