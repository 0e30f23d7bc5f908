// Whose name the visitor's browser believes to be talking to.
import type { Context, Next } from 'hono';

/** Is this, as URL writes it, a name of this very machine: localhost with all names below it (RFC 6761 §6.3), or a loopback address? */
export const isLoopback = (hostname: string): boolean => /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/**
 * Is this the host of a request to us? A page of a stranger whose name was turned to our address after it was loaded (DNS rebinding) still
 * sends its own name, and would otherwise reach everything that ALLOW_TARGETS opens from inside a visitor's office.
 * Bounds: the name decides; the port is the proxy's business.
 */
export function isOurHost(host: string, siteUrl: string): boolean {
  if (/[/?#@\\]/.test(host) || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return isLoopback(hostname) || hostname === new URL(siteUrl).hostname;
}

/** Both of them must be ours: the header, and the address that the runtime made of the request line. */
export const requestHosts = (request: Request): string[] => {
  const { host } = new URL(request.url);
  return [request.headers.get('host') ?? host, host];
};

/** 421 for a request that was meant for another host (RFC 9110 §15.5.20). `refuse` says so. */
export const hostGuard =
  (siteUrl: string, refuse: (c: Context) => Response | Promise<Response>) =>
  async (c: Context, next: Next): Promise<Response | undefined> => {
    if (!requestHosts(c.req.raw).every((host) => isOurHost(host, siteUrl))) return refuse(c);
    await next();
    return undefined;
  };
