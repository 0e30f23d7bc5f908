// The tables of IANA against the guard: whatever is in a special range, however it is written and whatever it is hidden in, leads nowhere.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isForbidden, isPublic, parseBlock } from '../../functions/guards/addresses.ts';

/** iana-ipv4-special-registry with multicast and the reserved top; RFC 6890 and later. */
const special4 = [
  '0.0.0.0/8', '0.0.0.0/32', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.0.0/29', '192.0.0.8/32',
  '192.0.0.9/32', '192.0.0.10/32', '192.0.0.170/32', '192.0.0.171/32', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24',
  '192.88.99.2/32', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
  '255.255.255.255/32',
]; // prettier-ignore

/** iana-ipv6-special-registry, with what RFC 4291 keeps for other ends: compatible, site-local, multicast, everything outside 2000::/3. */
const special6 = [
  '::1/128', '::/128', '::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '100:0:0:1::/64', '2001::/23', '2001::/32',
  '2001:1::1/128', '2001:1::2/128', '2001:1::3/128', '2001:2::/48', '2001:3::/32', '2001:4:112::/48', '2001:10::/28', '2001:20::/28', '2001:30::/28',
  '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8',
  '::/3', '4000::/2', '8000::/1',
]; // prettier-ignore

/** Networks of large mail providers and of root servers, and the addresses right before and behind the special ranges. */
const public4 = ['8.8.8.0/24', '1.1.1.0/24', '17.0.0.0/8', '40.96.0.0/12', '193.0.14.0/24', '212.227.0.0/16', '9.0.0.0/8', '11.0.0.0/8', '100.128.0.0/9',
  '126.0.0.0/8', '128.0.0.0/8', '169.253.0.0/16', '169.255.0.0/16', '172.15.0.0/16', '172.32.0.0/16', '192.0.1.0/24', '192.0.3.0/24', '192.167.0.0/16',
  '192.169.0.0/16', '198.17.0.0/16', '198.20.0.0/16', '223.0.0.0/8']; // prettier-ignore
const public6 = [
  '2001:200::/23',
  '2001:4860::/32',
  '2003::/18',
  '2400::/12',
  '2600::/12',
  '2620:4f:8001::/48',
  '2800::/12',
  '2a00::/12',
  '2c00::/12',
];

const blockOf = (text: string) => {
  const block = parseBlock(text);
  if (!block) throw new Error(text);
  return block;
};
/** Any address of a block, its first and last one more often than others. */
const inBlock = (text: string): fc.Arbitrary<bigint> => {
  const { base, bits, version } = blockOf(text);
  const size = 1n << BigInt((version === 4 ? 32 : 128) - bits);
  return fc.oneof(fc.constantFrom(base, base + size - 1n), fc.bigInt(base, base + size - 1n));
};
const inOne = (blocks: string[]): fc.Arbitrary<bigint> => fc.constantFrom(...blocks).chain(inBlock);

const dotted = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
const groupsOf = (value: bigint): string[] =>
  Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - at * 16)) & 0xffffn).toString(16));
/** The longest row of zeros left out, as RFC 5952 §4.2 wants it. */
function short(groups: string[]): string {
  const rows = groups.map((_, from) => ({ from, length: [...groups.slice(from), '1'].findIndex((group) => group !== '0') }));
  const { from, length } = rows.reduce((longest, row) => (row.length > longest.length ? row : longest), { from: 0, length: 0 });
  return length < 2 ? groups.join(':') : `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`;
}

/** The ways to write an IPv6 address (RFC 4291 §2.2). */
const spellings6 = (value: bigint): string[] => {
  const groups = groupsOf(value);
  const full = groups.map((group) => group.padStart(4, '0')).join(':');
  return [full, full.toUpperCase(), groups.join(':'), short(groups), `${groups.slice(0, 6).join(':')}:${dotted(value & 0xffff_ffffn)}`];
};

const block6 = (text: string): bigint => blockOf(text).base;
/** Every way to carry an IPv4 address inside an IPv6 one. `rest` fills what the form leaves free. */
const embeddings: Record<string, (value: bigint, rest: bigint) => bigint> = {
  mapped: (value) => block6('::ffff:0:0/96') | value,
  compatible: (value) => value,
  translated: (value) => block6('::ffff:0:0:0/96') | value,
  '6to4': (value, rest) => block6('2002::/16') | (value << 80n) | (rest & ((1n << 80n) - 1n)),
  'Teredo server': (value, rest) => block6('2001::/32') | (value << 64n) | (rest & ((1n << 64n) - 1n)),
  'Teredo client': (value, rest) => block6('2001::/32') | ((rest & 0xffff_ffffn) << 64n) | (value ^ 0xffff_ffffn),
  'NAT64': (value) => block6('64:ff9b::/96') | value,
  'local NAT64 /96': (value) => block6('64:ff9b:1::/48') | value,
  'local NAT64 /48': (value) => block6('64:ff9b:1::/48') | ((value >> 16n) << 64n) | ((value & 0xffffn) << 40n),
  'ISATAP under a public prefix': (value, rest) => block6('2a00::/12') | ((rest & 0xffffn) << 64n) | (0x0000_5efen << 32n) | value,
  'ISATAP, universal bit set': (value, rest) => block6('2a00::/12') | ((rest & 0xffffn) << 64n) | (0x0200_5efen << 32n) | value,
}; // prettier-ignore

/** Spellings of an IPv4 address that some programs take and that are no dotted form: octal, hex, one number, fewer parts, other digits and dots. */
const oddSpellings4 = (value: bigint): string[] => {
  const parts = dotted(value).split('.');
  const octal = parts.map((part) => `0${Number(part).toString(8)}`).join('.');
  return [
    octal, parts.map((part) => `0x${Number(part).toString(16)}`).join('.'), String(value), `0x${value.toString(16)}`, `0${value.toString(8)}`,
    `${parts[0] ?? ''}.${String(value & 0xff_ffffn)}`, `${parts.slice(0, 2).join('.')}.${String(value & 0xffffn)}`, `${dotted(value)}.`, ` ${dotted(value)}`,
    `${dotted(value)} `, `${dotted(value)}\n`, dotted(value).replaceAll('.', '。'), dotted(value).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    `00${dotted(value)}`, `${dotted(value)}%eth0`, `[${dotted(value)}]`, `::ffff:${octal}`,
  ]; // prettier-ignore
};

const runs = { numRuns: 300 };

describe('an address of a special range', () => {
  test('is not public, of either family and in every spelling', () => {
    fc.assert(
      fc.property(inOne(special4), (value) => !isPublic(dotted(value))),
      runs,
    );
    fc.assert(
      fc.property(inOne(special6), (value) => spellings6(value).every((text) => !isPublic(text))),
      runs,
    );
  });

  test.each(Object.entries(embeddings))('is not public inside an IPv6 address either: %s', (_form, embed) => {
    const any = fc.bigInt(0n, (1n << 128n) - 1n);
    // Also where a public one is hidden: behind the form could be anything tomorrow.
    const both = fc.oneof(inOne(special4), inOne(public4));
    fc.assert(
      fc.property(both, any, (value, rest) => spellings6(embed(value, rest)).every((text) => !isPublic(text))),
      runs,
    );
  });

  test('is not public with a zone behind it', () => {
    fc.assert(fc.property(inOne([...special6, ...public6]), fc.constantFrom('%eth0', '%25eth0', '%1', '%'), (value, zone) => spellings6(value).every((text) => !isPublic(text + zone))), runs); // prettier-ignore
  });
});

test('an odd spelling is no address, of public ones neither', () => {
  fc.assert(fc.property(fc.oneof(inOne(special4), inOne(public4)), (value) => oddSpellings4(value).every((text) => !isPublic(text) && isForbidden(text))), runs); // prettier-ignore
});

describe('the control: a public address', () => {
  test('passes, of either family and in every spelling', () => {
    fc.assert(fc.property(inOne(public4), (value) => isPublic(dotted(value))), runs); // prettier-ignore
    const isNoIsatap = (value: bigint): boolean => ((value >> 32n) & 0xfdff_ffffn) !== 0x5efen;
    fc.assert(
      fc.property(inOne(public6).filter(isNoIsatap), (value) => spellings6(value).every((text) => isPublic(text))),
      runs,
    );
  });
});

test.each([
  '169.254.169.254', '169.254.170.2', '100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fd00:42::42',
  'fd00:a9fe:a9fe::1', 'fd00:c1::a9fe:a9fe', 'fd00:100::100:200', 'fe80::a9fe:a9fe', '::', '2002:a9fe:a9fe::', '2001:0:a9fe:a9fe::', '::ffff:0:a9fe:a9fe',
])('no setting opens the metadata service %s', (address) => {
  expect(isForbidden(address)).toBe(true);
}); // prettier-ignore
