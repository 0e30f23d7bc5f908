import { expect, test } from 'vitest';
import { allowances } from '../../functions/guards/allowances.ts';
import { readSettings, SettingError } from '../../functions/settings.ts';

test('without any setting the server listens on loopback only, with practice, and opens nothing', () => {
  expect(readSettings({})).toMatchObject({
    host: '127.0.0.1',
    port: 4321,
    siteUrl: 'http://localhost:4321',
    practice: true,
    allowTargets: [],
    maxChecks: 64,
  });
});

test('a secret is made anew at each start unless one is given', () => {
  expect(readSettings({}).secret).not.toBe(readSettings({}).secret);
  expect(readSettings({ SECRET: 'kept' }).secret).toBe('kept');
});

test('practice is off for a public site, and asking for it there ends the start', () => {
  expect(readSettings({ SITE_URL: 'https://check.example' }).practice).toBe(false);
  expect(() => readSettings({ SITE_URL: 'https://check.example', PRACTICE: 'on' })).toThrow(/PRACTICE is on/);
  expect(readSettings({ SITE_URL: 'http://[::1]:8080', PRACTICE: 'on' }).practice).toBe(true);
});

test.each([
  [{ PORT: 'abc' }, 'PORT'],
  [{ PORT: '70000' }, 'PORT'],
  [{ MAX_CHECKS: '0' }, 'MAX_CHECKS'],
  [{ SITE_URL: 'not an address' }, 'SITE_URL'],
  [{ SITE_URL: 'ftp://check.example' }, 'SITE_URL is "ftp://check.example"'],
  [{ SITE_URL: 'https://check.example/mail' }, 'without a path'],
  [{ SITE_URL: 'https://someone@check.example' }, 'SITE_URL'],
  [{ SITE_URL: 'https://check.example', SECRET: 'short' }, 'SECRET has 5 characters; expected at least 32'],
  [{ DNS_SERVER: 'dns.example' }, 'DNS_SERVER is "dns.example"; expected an address'],
  [{ DNS_SERVER: '192.0.2.300' }, 'DNS_SERVER'],
  [{ DNS_SERVER: 'http://dns.example/dns-query' }, 'DNS_SERVER'],
  [{ PRACTICE: 'yes' }, 'PRACTICE'],
  [{ ALLOW_TARGETS: '169.254.169.254:80' }, 'ALLOW_TARGETS'],
  [{ SELF_TEST: 'good.example:587' }, 'SELF_TEST'],
  [{ SELF_TEST: 'good.example:587,other.example:587,expired.example' }, 'SELF_TEST'],
  [{ SELF_TEST: 'good.example:587,other.example:0,expired.example:587' }, 'SELF_TEST'],
  [{ SELF_TEST: 'a.example:587,b.example:587,c.example:587,d.example:587' }, 'SELF_TEST'],
  [{ LIMITS: 'on' }, 'LIMITS'],
  [{ LIMITS: 'looks-a-minute=0' }, 'looks-a-minute=0'],
  [{ LIMITS: 'looks-a-minute=ten' }, 'looks-a-minute=ten'],
  [{ LIMITS: 'looks-a-fortnight=10' }, 'the names are looks-a-minute, looks-an-hour'],
  [{ LIMITS: 'off,looks-a-minute=1' }, 'LIMITS'],
  [{ TRUST_PROXY: '10.0.0.0/8, proxy.example' }, 'TRUST_PROXY holds "proxy.example"'],
  [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY'],
  [{ REDIS_URL: 'localhost:6379', SECRET: 's' }, 'REDIS_URL'],
  [{ REDIS_URL: 'http://localhost:6379', SECRET: 's' }, 'REDIS_URL'],
  [{ REDIS_URL: 'redis://localhost:6379' }, 'REDIS_URL needs SECRET'],
])('%j is named in the one sentence that ends the start', (env, name) => {
  expect(() => readSettings(env as Record<string, string>)).toThrow(SettingError);
  expect(() => readSettings(env as Record<string, string>)).toThrow(name);
});

test('the hosts of the self-test are three; without the setting there are none', () => {
  expect(readSettings({ SELF_TEST: 'Good.example:587, alias.example:587 ,old.example:2525' }).selfTest).toEqual({
    good: { host: 'good.example', port: 587 },
    'other-name': { host: 'alias.example', port: 587 },
    expired: { host: 'old.example', port: 2525 },
  });
  expect(readSettings({ SELF_TEST: '' }).selfTest).toBeUndefined();
});

test('limits keep their defaults where LIMITS does not name them; off is none at all', () => {
  expect(readSettings({}).limits).toEqual(allowances);
  expect(readSettings({ LIMITS: 'looks-a-minute=20, small-host-an-hour=5' }).limits).toEqual({
    ...allowances,
    'looks-a-minute': 20,
    'small-host-an-hour': 5,
  });
  expect(readSettings({ LIMITS: 'off' }).limits).toBe('off');
});

test('no proxy is trusted and no store is asked unless one is named; the password in an address is not repeated', () => {
  expect(readSettings({})).toMatchObject({ trustProxy: [], redisUrl: undefined });
  expect(readSettings({ TRUST_PROXY: '10.0.0.0/8 fd00::1' }).trustProxy.map(({ version, bits }) => [version, bits])).toEqual([
    [4, 8],
    [6, 128],
  ]);
  expect(readSettings({ REDIS_URL: 'rediss://redis.example:6380/1', SECRET: 's' }).redisUrl).toBe('rediss://redis.example:6380/1');
  expect(() => readSettings({ REDIS_URL: 'redis:/pass-word@x', SECRET: 's' })).toThrow(/^(?!.*pass-word)/);
});

test('what may be secret is not repeated in the sentence', () => {
  const said = (env: Record<string, string>): string => {
    try {
      readSettings(env);
      return '';
    } catch (error) {
      return String(error);
    }
  };
  expect(said({ SITE_URL: 'https://check.example', SECRET: 'my-short-secret' })).not.toContain('my-short-secret');
  expect(said({ REDIS_URL: 'http://:my-password@localhost', SECRET: 's' })).not.toContain('my-password');
});

test('a resolver is an address with or without its port, or an https address; an empty setting is none', () => {
  for (const DNS_SERVER of ['192.0.2.53', '192.0.2.53:5353', '2001:db8::53', '[2001:db8::53]:5353', 'https://dns.example/dns-query'])
    expect(readSettings({ DNS_SERVER }).dnsServer).toBe(DNS_SERVER);
  expect(readSettings({ SITE_URL: '', PRACTICE: '', PORT: '', DNS_SERVER: '', EXTRA_CA: '' })).toMatchObject({
    siteUrl: 'http://localhost:4321',
    practice: true,
    dnsServer: undefined,
    extraCa: undefined,
  });
});

test('the site’s address is told without its final slash', () => {
  expect(readSettings({ SITE_URL: 'https://check.example/' }).siteUrl).toBe('https://check.example');
});
