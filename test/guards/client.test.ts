import { describe, expect, test } from 'vitest';
import { parseBlock, type Block } from '../../functions/guards/addresses.ts';
import { clientOf, isUnknownProxy, networkOf } from '../../functions/guards/client.ts';

const blocks = (...texts: string[]): Block[] => texts.flatMap((text) => parseBlock(text) ?? []);
const from = (peer: string | undefined, forwarded?: string, trusted: Block[] = []) =>
  clientOf(new Request('http://localhost/', forwarded === undefined ? {} : { headers: { 'X-Forwarded-For': forwarded } }), peer, trusted);

describe('the networks of a client', () => {
  test.each([
    ['198.51.100.7', '198.51.100.7', '198.51.100.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:0:0:0:0/64', '2001:db8:1:0:0:0:0:0/48'],
    ['2001:DB8:1:2::', '2001:db8:1:2:0:0:0:0/64', '2001:db8:1:0:0:0:0:0/48'],
    ['::1', '0:0:0:0:0:0:0:0/64', '0:0:0:0:0:0:0:0/48'],
  ])('%s is %s in %s', (peer, network, wider) => {
    expect(from(peer)).toMatchObject({ network, wider });
  });

  test.each(['::ffff:198.51.100.7', '::ffff:c633:6407', '[::ffff:198.51.100.7]:4711', '198.51.100.7:4711'])('%s is IPv4', (peer) => {
    expect(from(peer)).toEqual({ address: '198.51.100.7', network: '198.51.100.7', wider: '198.51.100.0/24' });
  });

  test('a zone is no part of an address', () => {
    expect(from('fe80::1%eth0').address).toBe('fe80:0:0:0:0:0:0:1');
  });

  test.each([undefined, '', 'unknown', '999.1.1.1', '/run/socket'])('%s is everybody who has no address, together', (peer) => {
    expect(from(peer)).toEqual({ address: 'unknown', network: 'unknown', wider: 'unknown' });
  });

  test('an address that is gone to has a network too', () => {
    expect([networkOf('192.0.2.1'), networkOf('2001:db8::25')]).toEqual(['192.0.2.1', '2001:db8:0:0:0:0:0:0/64']);
  });
});

describe('behind a proxy', () => {
  const trusted = blocks('10.0.0.0/8', 'fd00::/8');

  test.each<[string, string, string | undefined, string]>([
    ['the right-most address that is no proxy counts', '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['what the client wrote further left counts for nothing', '10.0.0.1', '203.0.113.1, 198.51.100.7', '198.51.100.7'],
    ['a chain of proxies is gone back along', '10.0.0.1', '203.0.113.1, 198.51.100.7, 10.0.0.3, fd00::1', '198.51.100.7'],
    ['a port and brackets are understood', '10.0.0.1', '198.51.100.7:5555', '198.51.100.7'],
    ['a proxy that is asked as IPv4 in IPv6 is the same proxy', '::ffff:10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['nobody is named, so it is the proxy', '10.0.0.1', undefined, '10.0.0.1'],
    ['something that is no address ends it at the proxy', '10.0.0.1', '198.51.100.7, nonsense', '10.0.0.1'],
    ['proxies alone are the left-most of them', '10.0.0.1', '10.0.0.9', '10.0.0.9'],
  ])('%s', (_story, peer, forwarded, address) => {
    expect(from(peer, forwarded, trusted).address).toBe(address);
  });

  test('a peer that is no proxy of ours is believed nothing', () => {
    expect(from('203.0.113.9', '198.51.100.7', trusted).address).toBe('203.0.113.9');
    expect(from('10.0.0.1', '198.51.100.7').address).toBe('10.0.0.1');
  });

  test('a header of any length is read from its end', () => {
    expect(from('10.0.0.1', `${'1.1.1.1,'.repeat(900)}198.51.100.7`, trusted).address).toBe('198.51.100.7');
  });
});

test.each([
  ['10.0.0.1', true],
  ['::ffff:127.0.0.1', true],
  ['::1', true],
  // A stranger who writes the header is no proxy of ours.
  ['8.8.8.8', false],
  ['::ffff:8.8.8.8', false],
  ['192.168.0.1', false],
  [undefined, false],
])('%s with X-Forwarded-For looks like a proxy that nobody named: %s', (peer, looks) => {
  const request = new Request('http://localhost/', { headers: { 'X-Forwarded-For': '198.51.100.7' } });
  expect(isUnknownProxy(request, peer, blocks('192.168.0.0/16'))).toBe(looks);
  expect(isUnknownProxy(new Request('http://localhost/'), peer, [])).toBe(false);
});
