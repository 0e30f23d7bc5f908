import { describe, expect, test } from 'vitest';
import { securityTxt } from '../../src/site/security-txt.ts';

describe('security.txt', () => {
  test('is not there without a contact: a file without one would be void', () => {
    expect(securityTxt({}, '2026-11-25', 'https://check.example')).toBeUndefined();
    expect(securityTxt({ name: 'A', phone: '+1 555 0100' }, '2026-11-25', 'https://check.example')).toBeUndefined();
  });

  test('holds what RFC 9116 asks for, and ends 90 days after the day of the build', () => {
    expect(securityTxt({ abuse: 'abuse@check.example' }, '2026-11-25', 'https://check.example')).toBe(
      [
        'Contact: mailto:abuse@check.example',
        'Expires: 2027-02-23T00:00:00Z',
        'Preferred-Languages: en',
        'Canonical: https://check.example/.well-known/security.txt',
        '',
      ].join('\n'),
    );
  });

  test('names no canonical address where the site has no TLS', () => {
    expect(securityTxt({ email: 'a@check.example' }, '2026-11-25', 'http://check.example')).not.toContain('Canonical');
  });
});
