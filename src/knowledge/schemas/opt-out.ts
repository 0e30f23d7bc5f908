import { z } from 'zod';
import { day } from './common.ts';

/** As it is compared: lower case, A-labels (RFC 5890 §2.3.2.1) instead of letters beyond ASCII, no dot at the end, at least two labels. */
const name = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]*[a-z0-9]$/, 'a name such as mail.example.com, in lower case and ASCII');

/** A mail server, or all of a domain, whose owner wants no look and no check from this site. The file may be empty. */
export const optOut = z
  .strictObject({
    host: name.optional().describe('This one name of a mail server.'),
    domain: name.optional().describe('This name and every name below it.'),
    since: day.describe('The day on which its owner asked.'),
  })
  .refine(({ host, domain }) => (host === undefined) !== (domain === undefined), 'holds both or neither; expected a host or a domain')
  .describe('Who is left alone (an entry of src/content/opt-out.yaml).');

export type OptOut = z.output<typeof optOut>;
