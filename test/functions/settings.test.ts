import { expect, test } from 'vitest';
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
  [{ PRACTICE: 'yes' }, 'PRACTICE'],
  [{ ALLOW_TARGETS: '169.254.169.254:80' }, 'ALLOW_TARGETS'],
])('%j is named in the one sentence that ends the start', (env, name) => {
  expect(() => readSettings(env as Record<string, string>)).toThrow(SettingError);
  expect(() => readSettings(env as Record<string, string>)).toThrow(name);
});
