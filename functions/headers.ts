// The headers of every answer, in one place: dist/_headers for Workers, the Node server and the API read the same list.

/** Nothing inline, nothing from elsewhere, no frame around us, forms to ourselves only. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** For files and for answers of the API alike. */
export const securityHeaders: Record<string, string> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Made for one visitor, perhaps from what was typed: kept by no cache. */
export const apiHeaders: Record<string, string> = { ...securityHeaders, 'Cache-Control': 'no-store', Vary: 'Accept' };

/** Build output with a hash in its name never changes. */
export const immutable = 'public, max-age=31536000, immutable';
export const revalidate = 'public, max-age=0, must-revalidate';

/** The text of dist/_headers (Workers static assets). */
export function headersFile(): string {
  const lines = Object.entries(securityHeaders).map(([name, value]) => `  ${name}: ${value}`);
  return `/*\n${lines.join('\n')}\n\n/_astro/*\n  Cache-Control: ${immutable}\n`;
}
