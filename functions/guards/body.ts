import type { Context } from 'hono';

/** Bytes that a request may have. The largest honest one, a password of 1,024 characters and an address, is under 8 kB even URL-coded. */
export const maxBodyBytes = 16_384;

export type Fields = Record<string, string>;

/**
 * The fields of a request, JSON or form, as text. Numbers of a JSON body become text; everything else that is no text is refused.
 * A field that is given twice counts once, the last one.
 * Errors: `body-form` (unreadable, or not an object of plain fields).
 */
export async function readFields(c: Context): Promise<Fields | 'body-form'> {
  const type = c.req.header('content-type') ?? '';
  try {
    if (/^application\/json\b/i.test(type)) return plainFields((await c.req.json()) as unknown);
    if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
      return Object.fromEntries(new URLSearchParams(await c.req.text()));
    }
    if (/^multipart\/form-data\b/i.test(type)) return plainFields(await c.req.parseBody());
  } catch {
    // Unreadable bytes are the sender's fault and told as such; the parser's own message could quote what was sent.
  }
  return 'body-form';
}

function plainFields(body: unknown): Fields | 'body-form' {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'body-form';
  const fields: Fields = Object.create(null) as Fields;
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string' || typeof value === 'number') fields[name] = String(value);
    else if (value !== null && value !== undefined) return 'body-form';
  }
  return fields;
}
