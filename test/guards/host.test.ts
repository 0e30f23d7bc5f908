import { describe, expect, test } from 'vitest';
import { isOurHost } from '../../functions/guards/host.ts';

const site = 'https://check.example.org';

describe('isOurHost', () => {
  test.each([
    'localhost', 'localhost:4321', 'LOCALHOST', 'site.localhost:80', '127.0.0.1', '127.0.0.1:4321', '127.8.9.10', '[::1]', '[::1]:4321',
    'check.example.org', 'check.example.org:8443', 'Check.Example.Org',
  ])('takes %j', (host) => {
    expect(isOurHost(host, site)).toBe(true);
  }); // prettier-ignore

  test.each([
    '', ' ', 'evil.example', 'evil.example:4321', 'example.org', 'www.check.example.org', 'check.example.org.evil.example', 'localhost.evil.example',
    'evillocalhost', 'check.example.org@evil.example', 'evil.example/check.example.org', 'check.example.org, evil.example', '[::2]', '0.0.0.0',
    '192.168.1.5:4321', '127.0.0.1.evil.example', 'check.example.org\\.evil.example', '%6cocalhost.evil.example', 'check.example.org:port',
  ])('refuses %j', (host) => {
    expect(isOurHost(host, site)).toBe(false);
  }); // prettier-ignore

  test('takes a site that is named in another script by either of its names', () => {
    expect(isOurHost('xn--bro-hoa.example', 'https://büro.example')).toBe(true);
  });
});
