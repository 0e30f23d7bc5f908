// Going public: what is missing is named, and nothing is deployed before it is there and was asked for.
import { readFileSync, existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deploy, type World } from '../../tools/deploy.ts';

const secret = 'a-secret-of-more-than-thirty-two-letters';
const selfTest = 'good.example.org:587,other.example.org:587,old.example.org:587';
const full = {
  env: {
    SITE_URL: 'https://check.example.org',
    SECRET: secret,
    SELF_TEST: selfTest,
    CLOUDFLARE_API_TOKEN: 'x',
    CLOUDFLARE_ACCOUNT_ID: 'y',
  },
  operator: { name: 'A', abuse: 'abuse@example.org', legalNotice: 'https://example.org/legal', serverPlace: 'Frankfurt' },
};

interface Seen {
  code: number;
  text: string;
  built: Record<string, string | undefined>[];
  ran: string[][];
  handedOver: string[];
}

/** Runs it in a world where everything is there, but for what a test changes. */
async function run(args: string[], change: Partial<World> = {}): Promise<Seen> {
  const seen: Seen = { code: 0, text: '', built: [], ran: [], handedOver: [] };
  seen.code = await deploy(args, {
    ...full,
    config: { vars: { SITE_URL: 'https://will-it-send.example' } },
    isLoggedIn: false,
    print: (line) => void (seen.text += `${line}\n`),
    build: (env) => Promise.resolve(void seen.built.push(env)),
    wrangler: (list) => {
      seen.ran.push(list);
      const file = list[list.indexOf('--secrets-file') + 1];
      if (list.includes('--secrets-file') && file !== undefined) seen.handedOver.push(file, readFileSync(file, 'utf8'));
      return Promise.resolve(0);
    },
    ...change,
  });
  return seen;
}

const without = (name: string) => ({ env: { ...full.env, [name]: undefined } });

describe('to Workers', () => {
  test.each([
    ['SITE_URL', without('SITE_URL')],
    ['SITE_URL', { env: { ...full.env, SITE_URL: 'http://check.example.org' } }],
    ['SITE_URL', { env: { ...full.env, SITE_URL: 'https://localhost' } }],
    ['SECRET', without('SECRET')],
    ['SECRET', { env: { ...full.env, SECRET: 'short' } }],
    ['operator.yaml: name', { operator: { abuse: 'abuse@example.org' } }],
    ['operator.yaml: abuse', { operator: { name: 'A', email: 'a@example.org' } }],
    ['security.txt', { operator: { name: 'A' } }],
    ['Cloudflare account', without('CLOUDFLARE_ACCOUNT_ID')],
    ['Cloudflare access', without('CLOUDFLARE_API_TOKEN')],
    ['SELF_TEST', without('SELF_TEST')],
    ['LIMITS', { env: { ...full.env, LIMITS: 'off' } }],
    ['ALLOW_TARGETS', { env: { ...full.env, ALLOW_TARGETS: '10.0.0.0/8:587' } }],
    ['settings', { env: { ...full.env, MAX_CHECKS: 'many' } }],
  ])('%s is missing: it is named, and nothing is built or deployed, whatever was asked', async (name, change) => {
    const { code, text, built, ran } = await run(['--yes'], change);
    expect(code).toBe(1);
    expect(text).toMatch(new RegExp(`^MISSING  ${name}`, 'm'));
    expect(text).toContain('Nothing was deployed.');
    expect([built, ran]).toEqual([[], []]);
  });

  test('with nothing missing it says so and deploys nothing by itself', async () => {
    const { code, text, ran } = await run([]);
    expect([code, ran]).toEqual([0, []]);
    expect(text).toContain('npm run deploy -- --yes');
    expect(text).not.toContain('MISSING');
  });

  test('asked to, it builds for that address, then hands settings over by name and the secret by a file that is gone afterwards', async () => {
    const { code, text, built, ran, handedOver } = await run(['--yes'], {
      env: { ...full.env, TRUST_PROXY: '10.0.0.1', DNS_SERVER: 'https://dns.example.org/dns-query' },
    });
    expect(code).toBe(0);
    expect(built).toEqual([{ SITE_URL: 'https://check.example.org' }]);
    const [file = '', text_] = handedOver;
    expect(ran).toEqual([
      [
        'deploy',
        ...['--var', 'SITE_URL:https://check.example.org'],
        ...['--var', 'DNS_SERVER:https://dns.example.org/dns-query'],
        ...['--var', `SELF_TEST:${selfTest}`],
        ...['--secrets-file', file],
      ],
    ]);
    expect(JSON.parse(text_ ?? '')).toEqual({ SECRET: secret });
    expect(existsSync(file)).toBe(false);
    expect(text).not.toContain(secret);
  });

  test('what is done without on purpose is not missing', async () => {
    const env = { ...full.env, SECRET: undefined, SELF_TEST: undefined };
    const { code, ran } = await run(['--yes', '--without', 'SECRET', '--without', 'SELF_TEST'], { env });
    expect(code).toBe(0);
    expect(ran[0]).toEqual(['deploy', '--var', 'SITE_URL:https://check.example.org']);
    expect((await run(['--without', 'LIMITS'])).code).toBe(1);
  });

  test('a word that it does not know ends it', async () => {
    expect(await run(['--force'])).toMatchObject({ code: 1, built: [], ran: [] });
  });
});

describe('to a server of one’s own', () => {
  test('asks for the proxy, not for Cloudflare, and starts nothing', async () => {
    const env = { SITE_URL: full.env.SITE_URL, SECRET: secret };
    const missing = await run(['--node', '--yes'], { env });
    expect([missing.code, missing.ran]).toEqual([1, []]);
    expect(missing.text).toMatch(/^MISSING {2}TRUST_PROXY/m);
    expect(missing.text).not.toContain('Cloudflare');
    const ready = await run(['--node', '--yes'], { env: { ...env, TRUST_PROXY: '127.0.0.1' } });
    expect([ready.code, ready.built, ready.ran]).toEqual([0, [], []]);
    expect(ready.text).toMatch(/^advice {3}REDIS_URL/m);
  });
});
