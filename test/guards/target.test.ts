import { describe, expect, test } from 'vitest';
import { allowsAddress, parseAllowTargets } from '../../functions/guards/allow-list.ts';
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

describe('an address in an odd spelling is no name', () => {
  test.each([
    '127.1', '127.0.1', '0177.0.0.1', '0x7f.0.0.1', '0x7f000001', '017700000001', '2130706433', '127.0.0.1.', '１２７.０.０.１', '127。0。0。1', '127．0．0．1',
    '①②⑦.⓪.⓪.①', '127.0.0.0x1', '10.0.0.300', '1.2.3.4.5', 'mail.example.7', '%31%32%37.0.0.1', 'fe80::1%eth0', '[fe80::1%25eth0]', '[::1', '::1]', '[::1].example.com',
    'http://127.0.0.1@mail.example.com', 'mail.example.com@127.0.0.1', '0', '0x', '[127.0.0.1]x', '%6cocalhost',
  ])('%j', (typed) => {
    expect(readHost(typed)).toEqual({ field: 'host', code: 'host-form' });
  }); // prettier-ignore

  test.each([
    ['127.0.0.1', 'host-literal'],
    ['http://127.0.0.1:587/', 'host-literal'],
    ['[::ffff:127.0.0.1]', 'host-literal'],
    ['::1', 'host-literal'],
    ['localhost', 'host-inside'],
    ['localhost.', 'host-inside'],
    ['LOCALHOST', 'host-inside'],
    ['ⓛⓞⓒⓐⓛⓗⓞⓢⓣ', 'host-inside'],
    ['mail.localhost', 'host-inside'],
    ['nas.local.', 'host-inside'],
    ['printer.home.arpa', 'host-inside'],
  ])('%j is one that is named as such: %s', (typed, code) => {
    const read = readHost(typed);
    expect('host' in read && admitTarget(read.host, 587, [], [])).toMatchObject({ code });
  });

  test('a name that holds one is a name, and judged by what it leads to', () => {
    for (const name of ['127.0.0.1.nip.example', '10-0-0-5.ip.example', 'www.169.254.169.254.xip.example']) {
      const read = readHost(name);
      expect(read).toMatchObject({ host: name });
      expect(admitTarget(name, 587, [], [])).toBeUndefined();
    }
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
  test('opens port 25 to nobody, whatever a setting or a fact file says', () => {
    const list = parseAllowTargets('mail.office.lan:25, 127.0.0.0/8:25');
    for (const host of ['mail.office.lan', '127.0.0.1', 'smtp.example.com'])
      expect(admitTarget(host, 25, list, [25])).toMatchObject({ code: 'port-25' });
  });
  test('takes a port that a fact file names for the host', () => {
    expect(admitTarget('smtp.example.com', 8025, none, [8025])).toBeUndefined();
  });
});

describe('parseAllowTargets', () => {
  test('opens a wide block, less what is never opened', () => {
    const list = parseAllowTargets('0.0.0.0/0:587, ::/0:587');
    expect(allowsAddress(list, '10.0.0.5', 587)).toBe(true);
    expect(allowsAddress(list, 'fd12::5', 587)).toBe(true);
    for (const address of ['169.254.169.254', '::ffff:10.0.0.5', '64:ff9b::a00:5', '::', '0.0.0.0', 'fd00:ec2::254'])
      expect(allowsAddress(list, address, 587)).toBe(false);
  });
  test.each([
    '169.254.169.254:587',
    '169.254.0.0/16:80',
    '[fe80::1]:587',
    '[fd00:ec2::254]:587',
    '[::ffff:10.0.0.5]:587',
    '[2002::]/16:587',
  ])('never opens %s', (entry) => {
    expect(() => parseAllowTargets(entry)).toThrow(/never opened/);
  });
  test.each([
    'mail.office.lan',
    'mail.office.lan:0',
    'mail.office.lan:70000',
    '10.0.0.0/33:587',
    'a_b*:587',
    '10.0.0.300:587',
    '127.1:587',
    '0x7f.1:587',
    'localhost.:587',
  ])('names %s, which it cannot read', (entry) => {
    expect(() => parseAllowTargets(entry)).toThrow(entry);
  });
});
