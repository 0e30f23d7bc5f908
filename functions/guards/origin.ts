// From which page a request comes, as the browser itself says it: no page of somebody else makes a visitor's browser sign in through us.
import { isLoopback } from './host.ts';
import type { Context, Next } from 'hono';

/** What is asked of a request. */
export interface Sender {
  method: string;
  /** The headers Origin and Sec-Fetch-Site, where they came. */
  origin: string | undefined;
  site: string | undefined;
  /** The address that was asked for. */
  url: string;
}

/**
 * May this page send us something?
 *
 * Shape: what changes nothing (GET, HEAD) always. Else a named Origin (RFC 6454 §7) must be that of SITE_URL, or, where the site is asked for by a
 * name of this machine, that very name; `null` (a file, a frame in a sandbox) is nobody's. Sec-Fetch-Site (Fetch Metadata) must not say that it came
 * from another site, also not from a neighbour below the same domain. Where neither header came there is no browser: nothing can be forged in a
 * visitor's name, for there is no cookie and no session, and a program may ask. No answer ever carries a CORS header, so no page elsewhere can read one.
 */
export function isOwnPage({ method, origin, site, url }: Sender, siteUrl: string): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  if (site === 'cross-site' || site === 'same-site') return false;
  if (origin === undefined) return true;
  if (origin === new URL(siteUrl).origin) return true;
  const asked = new URL(url);
  return isLoopback(asked.hostname) && origin === asked.origin;
}

/** 403 for what a page of somebody else sends. `refuse` says so. */
export const originGuard =
  (siteUrl: string, refuse: (c: Context) => Response | Promise<Response>) =>
  async (c: Context, next: Next): Promise<Response | undefined> => {
    const { method, url } = c.req;
    if (!isOwnPage({ method, url, origin: c.req.header('origin'), site: c.req.header('sec-fetch-site') }, siteUrl)) return refuse(c);
    await next();
    return undefined;
  };
