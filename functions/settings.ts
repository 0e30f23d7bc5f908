// Every setting, with unit, default and reason. Read once at start from the environment (Node) or the bindings (Workers).
import { parseAllowTargets, type Allowed } from './guards/allow-list.ts';

export interface Settings {
  /** HOST: address to listen on. Default 127.0.0.1: a check that opens sockets is not offered to a network by accident. */
  host: string;
  /** PORT: TCP port to listen on. Default 4321; 0 takes a free one. */
  port: number;
  /** SITE_URL: address by which people reach the site, for canonical links. Default http://localhost:<PORT>. */
  siteUrl: string;
  /** SECRET: key for tickets. Default: random at each start, so tickets end with the process. Give the same to all processes of one site. */
  secret: string;
  /** ALLOW_TARGETS: what a check may reach beyond the public internet, `host:port` or `CIDR:port`. Default none. Printed at start. */
  allowTargets: Allowed[];
  /** ALLOW_TARGETS as it was written, to print. */
  allowTargetsText: string;
  /** EXTRA_CA: path of a PEM file with certificates to trust beside the public ones, for mail servers inside an office. Default none. */
  extraCa: string | undefined;
  /** PRACTICE: `on` starts the practice mail server. Default on where SITE_URL is loopback, else off; never on for the public. */
  practice: boolean;
  /** MAX_CHECKS: looks and checks at once, all visitors together. Default 64: each may hold up to three sockets, for up to a minute. */
  maxChecks: number;
  /** DNS_SERVER: address (with port) of the resolver to ask. Default: the system's. On Workers: address of a DNS-over-HTTPS resolver. */
  dnsServer: string | undefined;
}

/** A setting that cannot be used; the message is one sentence for whoever starts the server. */
export class SettingError extends Error {}

const isLoopback = (url: URL): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);

function whole(name: string, text: string | undefined, fallback: number, least: number, most: number): number {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new SettingError(`${name} is "${text}"; expected a whole number from ${String(least)} to ${String(most)}.`);
  }
  return value;
}

/**
 * Reads the settings.
 * Errors: SettingError for a value that cannot be used, and for PRACTICE=on with a SITE_URL that is not loopback.
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const port = whole('PORT', env['PORT'], 4321, 0, 65_535);
  const siteUrl = env['SITE_URL'] ?? `http://localhost:${String(port)}`;
  if (!URL.canParse(siteUrl)) throw new SettingError(`SITE_URL is "${siteUrl}"; expected an address such as https://example.com.`);
  const practiceSetting = env['PRACTICE'];
  if (practiceSetting !== undefined && practiceSetting !== 'on' && practiceSetting !== 'off') {
    throw new SettingError(`PRACTICE is "${practiceSetting}"; expected on or off.`);
  }
  const loopback = isLoopback(new URL(siteUrl));
  if (practiceSetting === 'on' && !loopback)
    throw new SettingError(`PRACTICE is on, but SITE_URL is ${siteUrl}: the practice server is for this machine only.`);
  const allowTargetsText = env['ALLOW_TARGETS'] ?? '';
  let allowTargets: Allowed[];
  try {
    allowTargets = parseAllowTargets(allowTargetsText);
  } catch (error) {
    throw new SettingError(error instanceof Error ? `${error.message}.` : String(error));
  }
  return {
    // An empty HOST is none, or Node would listen on every address.
    host: given('HOST') ?? '127.0.0.1',
    port,
    siteUrl,
    secret: given('SECRET') ?? crypto.randomUUID() + crypto.randomUUID(),
    allowTargets,
    allowTargetsText,
    extraCa: env['EXTRA_CA'] === '' ? undefined : env['EXTRA_CA'],
    practice: practiceSetting === undefined ? loopback : practiceSetting === 'on',
    maxChecks: whole('MAX_CHECKS', env['MAX_CHECKS'], 64, 1, 100_000),
    dnsServer: env['DNS_SERVER'] === '' ? undefined : env['DNS_SERVER'],
  };
}
