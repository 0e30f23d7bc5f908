import { z } from 'zod';
import { basis, day, id, prose, provenance, security, text } from './common.ts';

const endpoint = z.strictObject({
  host: z
    .string()
    .regex(/^[a-z0-9.-]+$/, 'a host name in lower case')
    .describe('Host name of the outgoing server.'),
  port: z.int().min(1).max(65535).describe('TCP port.'),
  security: security.describe('Which encryption belongs to this host and port.'),
  role: z
    .enum(['submission', 'relay', 'legacy-tls', 'direct'])
    .describe(
      'submission: one mailbox signs in · relay: set up by an administrator · legacy-tls: for old devices by opt-in · direct: no sign-in.',
    ),
  signIn: z.boolean().describe('true: takes a user name and password or token; only such endpoints are offered for a check.'),
  domains: z
    .array(z.string().regex(/^[a-z0-9.-]+$/))
    .optional()
    .describe('Of these domains of the provider this is the server. Left out: of all.'),
  note: prose.optional().describe('When to take this one.'),
});

const appPassword = z.strictObject({
  called: text.default('an app password').describe('What the provider calls it, with its article, for example "an API key".'),
  page: z.url().describe('Direct address of the page where it is made.'),
  usable: z.boolean().default(true).describe('false: it can be made, but the mail server refuses it.'),
  steps: z.array(prose).default([]).describe("Today's way to it, one action each. Empty: no confirmed way is known."),
  length: z.int().positive().optional().describe('Number of characters without blanks. Left out: not known, or chosen by the user.'),
  alphabet: text.optional().describe('Which characters it has. Left out: not known.'),
  pattern: z
    .string()
    .regex(/^\[[^\[\]]+\]$/, 'a set of characters as [a-z]')
    .optional()
    .describe(
      'The same for the check, which says of a password that does not fit that it is another one: [a-z]. Left out: nothing is said.',
    ),
  shownWithSpaces: z
    .boolean()
    .optional()
    .describe('true: the page shows it in groups; the blanks are not part of it. Left out: not known.'),
  spaces: prose.optional().describe('What to do with blanks when typing it into a device, and why.'),
  shownOnce: z.boolean().optional().describe('true: the page shows it only when it is made. Left out: not known.'),
  needs: z.array(prose).default([]).describe('What must be switched on first.'),
  missing: z
    .array(
      z.strictObject({
        id: id.describe('Anchor on the provider page.'),
        reason: prose.describe('Why the option is not shown.'),
        fix: prose.describe('What to do then.'),
        basis,
      }),
    )
    .default([])
    .describe('Reasons why the option is not shown.'),
  revokedWhen: z.array(prose).default([]).describe('What ends it.'),
});

/** One mail provider or relay service: everything about it that a page, a guide, the check or the diagnosis may say. */
export const provider = z
  .strictObject({
    name: text.describe('Name as people know it.'),
    kind: z.enum(['mailbox', 'business-mailbox', 'relay']).describe('Who uses it.'),
    aliases: z.array(text).default([]).describe('Other words that people search for.'),
    summary: prose.describe('One or two sentences: what works today for a device, said first on the page.'),
    domains: z
      .array(z.string().regex(/^[a-z0-9.-]+$/))
      .default([])
      .describe('Domains of its mail addresses, lower case.'),
    mx: z
      .array(z.string().regex(/^[a-z0-9.-]+$/))
      .default([])
      .describe('Ends of the MX names by which it is recognised.'),
    spf: z
      .array(z.string().regex(/^[a-z0-9._-]+$/))
      .optional()
      .describe(
        "Names whose include: in a domain's SPF record says that this provider may send, the usual one first. Left out: not known.",
      ),
    endpoints: z.record(id, endpoint).describe('Outgoing servers by a short id; `starttls` and `implicit-tls` are the usual two.'),
    username: prose.describe('What goes into the user name field.'),
    basis: basis.default('stated').describe('How sure servers, ports, encryption and user name are.'),
    mechanisms: z
      .array(z.enum(['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER', 'SCRAM-SHA-1', 'SCRAM-SHA-256']))
      .default([])
      .describe('SASL mechanisms it is known to offer. Empty: not known.'),
    password: z
      .strictObject({
        status: z
          .enum(['works', 'app-password', 'being-retired', 'refused', 'service-credential'])
          .describe(
            'What happens to a password at sign-in: works as is · only an app password works · works until a date · refused · a key made for SMTP.',
          ),
        since: day.optional().describe('Since when this is so.'),
        note: prose.describe('The same in a sentence.'),
        change: id.optional().describe('The dated change that will alter this (a file of changes/).'),
      })
      .describe('Signing in with a password.'),
    appPassword: appPassword.optional().describe('Left out where the provider has none.'),
    oauth: z
      .strictObject({
        supported: z.boolean().describe('Whether its servers take a token.'),
        mechanism: text.optional().describe('SASL mechanism for it.'),
        note: prose.optional().describe('What a device needs for it.'),
      })
      .optional()
      .describe('Signing in with a token instead of a password. Left out: not known.'),
    limits: z
      .array(
        z.strictObject({
          what: text.describe('What is limited, for example "Messages a day".'),
          value: prose.describe('How much.'),
          basis,
        }),
      )
      .default([])
      .describe('How much it takes.'),
    tls: z.strictObject({ versions: prose, basis }).optional().describe('Which TLS versions its servers take. Left out: not known.'),
    ways: z.array(prose).default([]).describe('Other ways to send from a device with this provider, best first.'),
    replies: z
      .array(
        z.strictObject({
          reply: text.describe('The reply, word for word, session ids masked.'),
          means: prose.describe('What it means there.'),
          cause: id.describe('The cause it belongs to.'),
          source: text.describe('Where the reply was seen.'),
        }),
      )
      .default([])
      .describe('What its servers answer, word for word, what that means, and the cause it belongs to.'),
    ...provenance,
  })
  .describe('A mail provider (src/content/providers/<id>.yaml).');

export type Provider = z.output<typeof provider> & { id: string };
