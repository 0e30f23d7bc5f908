// The headers of every answer, in one place: dist/_headers for Workers, the Node server and the API read the same functions of the path.

/** What no page of ours is allowed, by the least that each needs: where nothing stands, nothing may be loaded, sent or framed. */
const closed = {
  'default-src': "'none'",
  // Said once more though the default says it: whoever reads the header looks for this line.
  'script-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  // A text that becomes markup or code must have gone through a policy, and there is none: src/scripts builds nodes (dom.ts).
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
};

/** Pages and answers of the API: our own styles, our own pictures (the icon and drawings), forms to ourselves. */
const page = { ...closed, 'style-src': "'self'", 'img-src': "'self'", 'form-action': "'self'" };

/** Pages that run a script: it may fetch from us, and nowhere else. */
const pageWithScript = { ...page, 'script-src': "'self'", 'connect-src': "'self'" };

/** Where texts are pasted that may hold anything: its script may load the rest of itself, and send nothing to anybody, not even to us. */
const pageThatSendsNothing = { ...page, 'script-src': "'self'", 'form-action': "'none'" };

/** The pages that run one. A test holds this against what was built; every other page runs none and is told so. */
export const pathsWithScript = ['/', '/check/', '/explain/'];

/** Files that belong to pages and are none: opened by themselves they may load nothing. */
const hashed = '/_astro/';
const foldersOfFiles = [hashed, '/download/'];

const written = (policy: Record<string, string>): string =>
  Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

/** The content security policy of a path, whatever is answered there. No hash and no nonce: nothing is inline. */
export function contentSecurityPolicy(path: string): string {
  if (foldersOfFiles.some((folder) => path.startsWith(folder))) return written(closed);
  if (path === '/explain/') return written(pageThatSendsNothing);
  return written(pathsWithScript.includes(path) ? pageWithScript : page);
}

/**
 * What no page here uses, so that no script that got in could: all that Chromium 153 knows (a test asks it), but for three kinds. Client hints
 * (`ch-…`) are only sent where a site asks for them; `cross-origin-isolated` grants nothing by itself; `aria-notify` speaks to screen readers.
 */
export const switchedOff = [
  // Sensors and devices.
  ...['accelerometer', 'camera', 'gamepad', 'geolocation', 'gyroscope', 'hid', 'magnetometer', 'microphone', 'midi', 'serial', 'usb'],
  'xr-spatial-tracking',
  // Screen, sound, clipboard: copying by hand is not meant by these.
  ...['autoplay', 'captured-surface-control', 'clipboard-read', 'clipboard-write', 'display-capture', 'encrypted-media', 'fullscreen'],
  ...['picture-in-picture', 'screen-wake-lock', 'window-management'],
  // Who somebody is, and what they pay with.
  ...['digital-credentials-get', 'identity-credentials-get', 'otp-credentials', 'payment', 'publickey-credentials-create'],
  ...['publickey-credentials-get', 'storage-access', 'private-state-token-issuance', 'private-state-token-redemption'],
  // What tells people apart, for advertising or otherwise.
  ...['browsing-topics', 'compute-pressure', 'idle-detection', 'interest-cohort', 'keyboard-map', 'local-fonts'],
  // The visitor's own network: a page of ours never reaches into it.
  ...['local-network', 'local-network-access', 'loopback-network'],
  // Models inside the browser.
  ...['language-detector', 'language-model', 'on-device-speech-recognition', 'summarizer', 'translator'],
  // What holds a page up, or goes on when it has been left.
  ...['deferred-fetch', 'deferred-fetch-minimal', 'sync-xhr', 'unload'],
];

/** A year. Without subdomains: what else runs below the operator's name is not ours to decide. */
const strictTransport = 'max-age=31536000';

const always: Record<string, string> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': switchedOff.map((feature) => `${feature}=()`).join(', '),
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  // For browsers that do not know frame-ancestors.
  'X-Frame-Options': 'DENY',
};

/** Is the site reached by https? Then browsers are told never to come without it (RFC 6797 §7.2 forbids saying so over http). */
export const isSecure = (siteUrl: string): boolean => siteUrl.startsWith('https:');

/** The headers of whatever is answered at this path. `secure`: see isSecure. */
export function headersFor(path: string, secure: boolean): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(path),
    ...always,
    ...(secure && { 'Strict-Transport-Security': strictTransport }),
  };
}

/** Made for one visitor, perhaps from what was typed: kept by no cache. */
export const apiHeaders = (secure: boolean): Record<string, string> => ({
  ...headersFor('/api/', secure),
  'Cache-Control': 'no-store',
  Vary: 'Accept',
});

const immutable = 'public, max-age=31536000, immutable';
const revalidate = 'public, max-age=0, must-revalidate';

/** How long a file may be kept unasked: build output with its hash in the name never changes. */
export const cacheOf = (path: string): string => (path.startsWith(hashed) ? immutable : revalidate);

/**
 * The text of dist/_headers (Workers static assets). Workers are always reached by https. A later rule takes a header of an earlier one away
 * (`!`) before it sets its own; otherwise both would be sent.
 */
export function headersFile(): string {
  const rule = (pattern: string, headers: Record<string, string>, ...before: string[]): string =>
    [pattern, ...before, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join('\n');
  const policy = (path: string) => ({ 'Content-Security-Policy': contentSecurityPolicy(path) });
  const away = '  ! Content-Security-Policy';
  return `${[
    rule('/*', headersFor('/any-other/', true)),
    ...pathsWithScript.map((path) => rule(path, policy(path), away)),
    ...foldersOfFiles.map((folder) =>
      rule(`${folder}*`, { ...policy(folder), ...(folder === hashed && { 'Cache-Control': immutable }) }, away),
    ),
  ].join('\n\n')}\n`;
}
