import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** Bytes that a request may have. The largest honest one, a password of 1,024 characters and an address, is under 8 kB even URL-coded. */
export const maxBodyBytes = 16_384;

type Refuse = (c: Context) => Response | Promise<Response>;

/** `tooLarge` answers what is larger than that. `unreadable`: it broke off, or its chunks are none, which is the sender's fault and none of ours. */
export function bodyGuard(tooLarge: Refuse, unreadable: Refuse): MiddlewareHandler {
  const limit = bodyLimit({ maxSize: maxBodyBytes, onError: tooLarge });
  return async (c, next) => {
    try {
      // What a route throws is caught before it gets here.
      return await limit(c, next);
    } catch {
      return unreadable(c);
    }
  };
}

export type Fields = Record<string, string>;

/**
 * The fields of a request, JSON or form, as text. Numbers of a JSON body become text; everything else that is no text is refused.
 * A field that is given twice counts once, the last one.
 * Errors: `body-form` (unreadable, not UTF-8, or not an object of plain fields).
 */
export async function readFields(c: Context): Promise<Fields | 'body-form'> {
  const type = c.req.header('content-type') ?? '';
  try {
    if (/^application\/json\b/i.test(type)) return plainFields((await c.req.json()) as unknown);
    if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
      return plainFields(Object.fromEntries(new URLSearchParams(await c.req.text())));
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
    if (typeof value === 'string' || typeof value === 'number') {
      // The mark of bytes that are no UTF-8. A password that came in another coding would be refused as a wrong one, and nobody would know why.
      if (String(value).includes('\ufffd')) return 'body-form';
      fields[name] = String(value);
    } else if (value !== null && value !== undefined) return 'body-form';
  }
  return fields;
}
