// Every setting. Read once at start from the environment (Node) or the bindings (Workers). What each is for, with unit, default and reason:
// functions/settings-table.ts, from which the page "Run it yourself" is made as well. A setting without its lines there does not compile.
import { parseAddress, parseBlock, type Block } from './guards/addresses.ts';
import { parseAllowTargets, type Allowed } from './guards/allow-list.ts';
import { parseLimits, type Allowances } from './guards/allowances.ts';
import type { SelfTestHosts } from './self-test.ts';

/** All settings there are, with the value that holds where none is given; undefined where that is nothing, or follows from something else. */
export const defaults = {
  HOST: '127.0.0.1',
  PORT: 4321,
  SITE_URL: undefined,
  SECRET: undefined,
  TRUST_PROXY: undefined,
  LIMITS: undefined,
  MAX_CHECKS: 64,
  REDIS_URL: undefined,
  DNS_SERVER: undefined,
  ALLOW_TARGETS: undefined,
  EXTRA_CA: undefined,
  PRACTICE: undefined,
  SELF_TEST: undefined,
} as const;

export type SettingName = keyof typeof defaults;

export interface Settings {
  /** HOST */
  host: string;
  /** PORT; 0 takes a free one. */
  port: number;
  /** SITE_URL */
  siteUrl: string;
  /** SECRET: key of tickets and of the hashes that are counted under. */
  secret: string;
  /** ALLOW_TARGETS: what a check may reach beyond the public internet. */
  allowTargets: Allowed[];
  /** ALLOW_TARGETS as it was written, to print. */
  allowTargetsText: string;
  /** EXTRA_CA: path of a PEM file. */
  extraCa: string | undefined;
  /** PRACTICE */
  practice: boolean;
  /** MAX_CHECKS: looks and checks at once. */
  maxChecks: number;
  /** LIMITS: names, defaults and reasons in functions/guards/allowances.ts. */
  limits: Allowances | 'off';
  /** TRUST_PROXY: of X-Forwarded-For only what these wrote is believed. */
  trustProxy: Block[];
  /** REDIS_URL */
  redisUrl: string | undefined;
  /** DNS_SERVER: an address with or without port, or an https address (Workers). */
  dnsServer: string | undefined;
  /**
   * SELF_TEST (Workers): mail servers of the operator's own with STARTTLS and TLS 1.2 whose certificates are (1) good, (2) good but for another
   * name, (3) for its name and from a public issuer, but expired. Each shows its certificate to everybody, whatever name is asked for; (2) is best
   * a second name of the same server.
   */
  selfTest: SelfTestHosts | undefined;
}

/** A setting that cannot be used; the message is one sentence for whoever starts the server. */
export class SettingError extends Error {}

const isLoopback = (url: URL): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);

function whole(name: 'PORT' | 'MAX_CHECKS', text: string | undefined, least: number, most: number): number {
  if (text === undefined) return defaults[name];
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new SettingError(`${name} is "${text}"; expected a whole number from ${String(least)} to ${String(most)}.`);
  }
  return value;
}

function proxies(text: string | undefined): Block[] {
  return (text ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => {
      const block = parseBlock(entry);
      if (!block) throw new SettingError(`TRUST_PROXY holds "${entry}"; expected addresses or CIDRs such as 10.0.0.0/8.`);
      // Larger than any network that one operator has (10.0.0.0/8, fc00::/7): whoever is in it could say to be anybody.
      if (block.bits < (block.version === 4 ? 8 : 7))
        throw new SettingError(`TRUST_PROXY holds "${entry}", which is as good as everybody; expected the addresses of your own proxies.`);
      return block;
    });
}

/** The text may hold a password, so it is not repeated. */
function redisAddress(text: string | undefined, secret: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^rediss?:\/\/./.test(text) || !URL.canParse(text)) {
    throw new SettingError('REDIS_URL is no address of a Redis server; expected redis://host:port or rediss://host:port.');
  }
  if (secret === undefined)
    throw new SettingError('REDIS_URL needs SECRET: without the same one in each process their counts do not meet.');
  return text;
}

function limitsOf(text: string | undefined): Allowances | 'off' {
  try {
    return parseLimits(text);
  } catch (error) {
    throw new SettingError(error instanceof Error ? `${error.message}.` : String(error));
  }
}

function selfTestHosts(text: string | undefined): SelfTestHosts | undefined {
  if (text === undefined) return undefined;
  const [good, otherName, expired, ...more] = text.split(',').map((entry) => {
    const [, host = '', port = ''] = /^\s*([a-z0-9.-]+):(\d{1,5})\s*$/i.exec(entry) ?? [];
    return { host: host.toLowerCase(), port: Number(port) };
  });
  const isUsable = [good, otherName, expired].every((one) => one !== undefined && one.port > 0 && one.port < 65_536);
  if (!isUsable || !good || !otherName || !expired || more.length > 0) {
    throw new SettingError(
      `SELF_TEST is "${text}"; expected host:port three times: a good certificate, one for another name, an expired one.`,
    );
  }
  return { good, 'other-name': otherName, expired };
}

/** The site's address: scheme, name and port, nothing behind them. */
function siteAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && `${url.username}${url.search}${url.hash}` === '';
  if (!isPlain) throw new SettingError(`SITE_URL is "${text}"; expected an address such as https://example.com, without a path.`);
  return text.replace(/\/$/, '');
}

/** Shorter than this, and whoever has one ticket could find the key by trying. Not asked of a site that only this machine sees. */
const leastSecret = 32;

/** A word or a key that is held down has no more characters than these; 128 bits in hex have twelve on the average, and practically never fewer than nine. */
const fewCharacters = 8;

/** The text is not repeated. */
function secretOf(text: string | undefined, isLocal: boolean): string {
  if (text !== undefined && text.length < leastSecret && !isLocal)
    throw new SettingError(`SECRET has ${String(text.length)} characters; expected at least ${String(leastSecret)} that nobody can guess.`);
  if (text !== undefined && new Set(text).size <= fewCharacters && !isLocal)
    throw new SettingError('SECRET repeats a few characters; expected what openssl rand -base64 32 prints.');
  return text ?? crypto.randomUUID() + crypto.randomUUID();
}

function resolverAddress(text: string | undefined): string | undefined {
  if (text === undefined || (/^https:\/\//.test(text) && URL.canParse(text))) return text;
  const [, bracketed, withPort] = /^(?:\[([^\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(text) ?? [];
  if (!parseAddress(bracketed ?? withPort ?? text))
    throw new SettingError(`DNS_SERVER is "${text}"; expected an address such as 192.0.2.53 or [2001:db8::53]:5353, on Workers https://….`);
  return text;
}

function allowed(text: string): Allowed[] {
  try {
    return parseAllowTargets(text);
  } catch (error) {
    throw new SettingError(error instanceof Error ? `${error.message}.` : String(error));
  }
}

/**
 * Reads the settings. An empty one is none: an empty HOST would make Node listen on every address.
 * Errors: SettingError for a value that cannot be used, and for PRACTICE=on with a SITE_URL that is not loopback.
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const given = (name: SettingName): string | undefined => (env[name] === '' ? undefined : env[name]);
  const port = whole('PORT', given('PORT'), 0, 65_535);
  const siteUrl = siteAddress(given('SITE_URL') ?? `http://localhost:${String(port)}`);
  const isLocal = isLoopback(new URL(siteUrl));
  const practice = given('PRACTICE');
  if (practice !== undefined && practice !== 'on' && practice !== 'off') {
    throw new SettingError(`PRACTICE is "${practice}"; expected on or off.`);
  }
  if (practice === 'on' && !isLocal)
    throw new SettingError(`PRACTICE is on, but SITE_URL is ${siteUrl}: the practice server is for this machine only.`);
  const allowTargetsText = given('ALLOW_TARGETS') ?? '';
  return {
    host: given('HOST') ?? defaults.HOST,
    port,
    siteUrl,
    secret: secretOf(given('SECRET'), isLocal),
    allowTargets: allowed(allowTargetsText),
    allowTargetsText,
    extraCa: given('EXTRA_CA'),
    practice: practice === undefined ? isLocal : practice === 'on',
    maxChecks: whole('MAX_CHECKS', given('MAX_CHECKS'), 1, 100_000),
    limits: limitsOf(given('LIMITS')),
    trustProxy: proxies(given('TRUST_PROXY')),
    redisUrl: redisAddress(given('REDIS_URL'), given('SECRET')),
    dnsServer: resolverAddress(given('DNS_SERVER')),
    selfTest: selfTestHosts(given('SELF_TEST')),
  };
}
