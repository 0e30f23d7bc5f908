import { z } from 'zod';

/** Lower-case words joined by dashes: safe in a URL, a file name and a log. */
export const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single dashes, for example "xerox-altalink"')
  .describe('Permanent name in URLs and references. Lower-case letters, digits, single dashes.');

/** A calendar day. Some YAML readers turn an unquoted day into a Date, so both forms are taken and the text form is kept. */
export const day = z
  .preprocess(
    (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
    z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as YYYY-MM-DD, for example 2026-11-22'),
  )
  .describe('A calendar day, YYYY-MM-DD.');

export const text = z.string().trim().min(1);

/**
 * Prose in a YAML file. It may hold `[label](/path/)` links, `code`, **strong**, and `{{gmail.endpoints.starttls.host}}`:
 * a fact of a provider or device file, so that no host, port or address stands twice. Everything else is shown as written.
 */
export const prose = text.describe('Prose: plain text with [label](/path/), `code`, **strong** and {{provider-or-device.path.to.a.fact}}.');

/** How sure a statement is (DESIGN §5). `stated` needs a source; `not-confirmed` is shown as such or left out. */
export const basis = z
  .enum(['stated', 'according-to', 'not-confirmed'])
  .describe('stated: a source says so · according-to: a second-hand source says so · not-confirmed: no source found.');

export const source = z
  .strictObject({
    url: z.url().describe('Where it can be read.'),
    title: text.describe('Title as the page has it.'),
    supports: text.optional().describe('What this source is cited for, in a few words.'),
    when: text.optional().describe('Date of the page or of the copy that was read, as far as known.'),
    linkable: z.boolean().default(true).describe('false: named but not linked (a page without a stable or safe address).'),
  })
  .describe('A source that a reader can look up.');

/** What every file of facts carries: when a person last checked it, and where it comes from. */
export const provenance = {
  checked: day.describe('The day on which a person last held this file against its sources.'),
  sources: z.array(source).min(1).describe('Where the facts come from; shown on the page.'),
};

export const security = z
  .enum(['starttls', 'implicit-tls', 'none'])
  .describe('starttls: plain first, then upgraded · implicit-tls: TLS from the first byte · none: no encryption.');
