// What has to be set before this site stands on the open internet: read from settings, operator.yaml and wrangler.jsonc. Pure; tools/deploy.ts asks.
import { parseLimits } from '../functions/guards/allowances.ts';
import { readSettings, SettingError } from '../functions/settings.ts';
import { securityContact } from '../src/knowledge/contact.ts';
import type { Operator } from '../src/knowledge/schemas/index.ts';

export type Road = 'workers' | 'node';

export interface Item {
  name: string;
  /** `missing` stops the deployment; `advice` does not. */
  state: 'ready' | 'missing' | 'advice';
  text: string;
}

export interface Before {
  road: Road;
  /** The settings as they will hold, SITE_URL among them. */
  settings: Record<string, string | undefined>;
  operator: Operator;
  /** Whether wrangler knows an account, and may use it. Only asked for on the road to Workers. */
  account: { id: boolean; access: boolean };
  /** What the operator does without on purpose, and a SECRET that was handed over before. */
  without: readonly string[];
}

const item = (name: string, isThere: boolean, there: string, missing: string): Item => ({
  name,
  state: isThere ? 'ready' : 'missing',
  text: isThere ? there : missing,
});

function siteUrl(text: string | undefined): Item {
  const isPublic =
    text !== undefined && /^https:\/\/(?!localhost\b)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text) && !/\.(example|test|invalid)$/.test(text);
  return item(
    'SITE_URL',
    isPublic,
    text ?? '',
    `is ${text === undefined ? 'not set' : `"${text}"`}; expected the https address by which people will reach the site.`,
  );
}

function secret({ settings, without }: Before): Item {
  if (without.includes('SECRET')) return { name: 'SECRET', state: 'ready', text: 'was handed over before' };
  const length = settings.SECRET?.length ?? 0;
  return item(
    'SECRET',
    length >= 32,
    `${String(length)} characters`,
    `has ${String(length)} characters; expected at least 32, such as what openssl rand -base64 32 prints. If it was handed over before: --without SECRET.`,
  );
}

function operatorLines(operator: Operator): Item[] {
  const file = (key: string): string => `operator.yaml: ${key}`;
  return [
    item(file('name'), operator.name !== undefined, operator.name ?? '', 'is not filled in; expected who runs the site.'),
    item(
      file('abuse'),
      operator.abuse !== undefined,
      operator.abuse ?? '',
      'is not filled in; expected a mailbox for owners of mail servers that the check visits.',
    ),
    item(
      'security.txt',
      securityContact(operator) !== undefined,
      securityContact(operator) ?? '',
      'has no contact (security, abuse, email or form in operator.yaml).',
    ),
    ...(operator.legalNotice === undefined
      ? [{ name: file('legalNotice'), state: 'advice' as const, text: 'is not filled in; many countries ask for one.' }]
      : []),
    ...(operator.serverPlace === undefined
      ? [
          {
            name: file('serverPlace'),
            state: 'advice' as const,
            text: 'is not filled in; people compare it with the mail about a new sign-in.',
          },
        ]
      : []),
  ];
}

function workersLines({ settings, account, without }: Before): Item[] {
  const self = settings.SELF_TEST;
  return [
    item('Cloudflare account', account.id, 'named', 'is not named; expected CLOUDFLARE_ACCOUNT_ID, or account_id in wrangler.jsonc.'),
    item('Cloudflare access', account.access, 'there', 'is not there; expected CLOUDFLARE_API_TOKEN, or wrangler login beforehand.'),
    item(
      'SELF_TEST',
      self !== undefined || without.includes('SELF_TEST'),
      self ?? 'none on purpose: nobody can sign in over STARTTLS',
      'is not set; expected three mail servers of your own (/about/run-it/). If nobody shall sign in over STARTTLS: --without SELF_TEST.',
    ),
    { name: 'TRUST_PROXY', state: 'ready', text: 'not needed: Cloudflare names the visitor' },
  ];
}

const nodeLines = ({ settings }: Before): Item[] => [
  item(
    'TRUST_PROXY',
    settings.TRUST_PROXY !== undefined,
    settings.TRUST_PROXY ?? '',
    'is not set; expected the address of the proxy that does TLS, or all visitors together have what one has.',
  ),
  ...(settings.REDIS_URL === undefined
    ? [{ name: 'REDIS_URL', state: 'advice' as const, text: 'is not set: right for one process, wrong for several.' }]
    : []),
];

/** What SettingError says of the settings as a whole; undefined where they can be used. */
function fault(settings: Before['settings']): Item | undefined {
  try {
    readSettings(settings);
    return undefined;
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    return { name: 'settings', state: 'missing', text: error.message };
  }
}

/** Everything that has to be there, in the order in which one sets it. */
export function beforePublic(before: Before): Item[] {
  const { road, settings } = before;
  const wrong = fault(settings);
  return [
    siteUrl(settings.SITE_URL),
    secret(before),
    ...operatorLines(before.operator),
    ...(road === 'workers' ? workersLines(before) : nodeLines(before)),
    item(
      'LIMITS',
      settings.LIMITS === undefined || isOn(settings.LIMITS),
      settings.LIMITS ?? 'as they come',
      'are off; a public site without them is a tool for thieves.',
    ),
    item(
      'ALLOW_TARGETS',
      settings.ALLOW_TARGETS === undefined,
      'none',
      'opens targets beside the public internet to everybody; expected none.',
    ),
    ...(wrong ? [wrong] : []),
  ];
}

function isOn(limits: string): boolean {
  try {
    return parseLimits(limits) !== 'off';
  } catch {
    // Told as a fault of the settings.
    return true;
  }
}
