import { describe, expect, test } from 'vitest';
import { isForbidden, isPublic, parseIpv4, parseIpv6 } from '../../functions/guards/addresses.ts';

describe('isPublic', () => {
  test.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '2a00:1450:4001::1b', '2606:4700::1111'])(
    'takes the public address %s',
    (address) => {
      expect(isPublic(address)).toBe(true);
    },
  );

  test.each([
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.7',
    '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:8.8.8.8', '::ffff:127.0.0.1', '::8.8.8.8', '64:ff9b::808:808', '64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:808:808::1',
    '3fff::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1', 'ff02::1',
  ])('refuses %s, which is not global unicast', (address) => {
    expect(isPublic(address)).toBe(false);
  }); // prettier-ignore

  test.each([
    '',
    'localhost',
    '08.8.8.8',
    '8.8.8',
    '0x8.8.8.8',
    '134744072',
    '8.8.8.8.8',
    '8.8.8.256',
    '2a00::1::2',
    'fe80::1%eth0',
    '2a00:1450',
    '1:2:3:4:5:6:7:8:9',
    ' 8.8.8.8',
  ])('refuses %j, which is no address in plain form', (address) => {
    expect(isPublic(address)).toBe(false);
  });
});

describe('isForbidden', () => {
  test.each([
    '169.254.169.254',
    '169.254.0.1',
    '100.100.100.200',
    '168.63.129.16',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:10.0.0.1',
    '64:ff9b:1::a9fe:a9fe',
    '0.0.0.0',
    '192.0.0.192',
    '224.0.0.1',
    '255.255.255.255',
    'ff02::1',
    'nonsense',
  ])('no setting opens %s', (address) => {
    expect(isForbidden(address)).toBe(true);
  });
  test('an office address can be opened by a setting', () => {
    expect(isForbidden('192.168.1.20')).toBe(false);
  });
});

test('parseIpv6 reads every way of writing the same address', () => {
  const one = parseIpv6('2001:0db8:0000:0000:0000:0000:0102:0304');
  expect(one).toBeDefined();
  for (const text of ['2001:db8::102:304', '2001:DB8::1.2.3.4', '2001:db8:0:0:0:0:102:304']) expect(parseIpv6(text)).toBe(one);
  expect(parseIpv4('1.2.3.4')).toBe(0x01020304n);
});
