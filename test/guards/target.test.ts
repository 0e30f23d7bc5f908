import { describe, expect, test } from 'vitest';
import { parseAllowTargets } from '../../functions/guards/allow-list.ts';
import { admitTarget, readHost } from '../../functions/guards/target.ts';

describe('readHost', () => {
  test.each([
    ['smtp.example.com', 'smtp.example.com', undefined],
    ['  SMTP.Example.com. ', 'smtp.example.com', undefined],
    ['https://smtp.example.com/path?x=1', 'smtp.example.com', undefined],
    ['smtp://smtp.example.com:465', 'smtp.example.com', 465],
    ['smtp.example.com:587', 'smtp.example.com', 587],
    ['smtp. example.com', 'smtp.example.com', undefined],
    ['mail.bücher.example', 'mail.xn--bcher-kva.example', undefined],
    ['192.168.1.5', '192.168.1.5', undefined],
    ['[2001:db8::1]:587', '2001:db8::1', 587],
  ])('reads %j as %s', (typed, host, port) => {
    expect(readHost(typed)).toMatchObject({ host, ...(port !== undefined && { port }) });
  });

  test('says what it changed', () => {
    expect(readHost('https://smtp.example.com/')).toMatchObject({ corrections: [{ id: 'host-cleaned' }] });
    expect(readHost('smtp.example.com')).toMatchObject({ corrections: [] });
  });

  test.each([
    '',
    '   ',
    'not a server',
    'a b@c',
    'user@example.com',
    '-bad.example',
    'exa$mple.com',
    '2130706433',
    '0x7f.1',
    '127.1',
    'a..b',
    'x'.repeat(300),
  ])('refuses %j', (typed) => {
    expect(readHost(typed)).toEqual({ field: 'host', code: 'host-form' });
  });
});

describe('admitTarget', () => {
  const none = parseAllowTargets('');
  test('lets a public name on a submission port pass to the look-up', () => {
    for (const port of [465, 587, 2525]) expect(admitTarget('smtp.example.com', port, none, [])).toBeUndefined();
  });
  test.each([
    ['127.0.0.1', 587, 'host-literal'],
    ['::1', 587, 'host-literal'],
    ['8.8.8.8', 587, 'host-literal'],
    ['printer', 587, 'host-inside'],
    ['nas.local', 587, 'host-inside'],
    ['mail.corp', 587, 'host-inside'],
    ['smtp.example.com', 25, 'port-25'],
    ['smtp.example.com', 22, 'port-closed-here'],
    ['smtp.example.com', 6379, 'port-closed-here'],
  ])('refuses %s port %i as %s', (host, port, code) => {
    expect(admitTarget(host, port, none, [])).toMatchObject({ code });
  });
  test('opens exactly what ALLOW_TARGETS names', () => {
    const list = parseAllowTargets('mail.office.lan:1587, 127.0.0.0/8:2600');
    expect(admitTarget('mail.office.lan', 1587, list, [])).toBeUndefined();
    expect(admitTarget('mail.office.lan', 1588, list, [])).toBeDefined();
    expect(admitTarget('127.0.0.1', 2600, list, [])).toBeUndefined();
    expect(admitTarget('127.0.0.1', 2601, list, [])).toBeDefined();
    expect(admitTarget('other.office.lan', 1587, list, [])).toBeDefined();
  });
  test('takes a port that a fact file names for the host', () => {
    expect(admitTarget('smtp.example.com', 8025, none, [8025])).toBeUndefined();
  });
});

describe('parseAllowTargets', () => {
  test.each(['169.254.169.254:587', '169.254.0.0/16:80', '[fe80::1]:587', '[fd00:ec2::254]:587'])('never opens %s', (entry) => {
    expect(() => parseAllowTargets(entry)).toThrow(/never opened/);
  });
  test.each(['mail.office.lan', 'mail.office.lan:0', 'mail.office.lan:70000', '10.0.0.0/33:587', 'a_b*:587'])(
    'names %s, which it cannot read',
    (entry) => {
      expect(() => parseAllowTargets(entry)).toThrow(entry);
    },
  );
});
