// IP addresses as numbers, and which of them are public. One table, no library: what is missing here opens a door.

export interface Block {
  version: 4 | 6;
  base: bigint;
  bits: number;
}

/** An IPv4 address in dotted form as a number; undefined when it is none. Octal, hex and short forms are refused on purpose. */
export function parseIpv4(text: string): bigint | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split('.');
  if (parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith('0')))) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

/** An IPv6 address (RFC 4291 §2.2, no zone) as a number; undefined when it is none. */
export function parseIpv6(text: string): bigint | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(':')) return undefined;
  let plain = text;
  const tail = text.slice(text.lastIndexOf(':') + 1);
  if (tail.includes('.')) {
    const v4 = parseIpv4(tail);
    if (v4 === undefined) return undefined;
    plain = `${text.slice(0, text.lastIndexOf(':') + 1)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
  }
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined) => (half === undefined || half === '' ? [] : half.split(':'));
  const head = groups(halves[0]);
  const back = groups(halves[1]);
  const missing = 8 - head.length - back.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0'), ...back];
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** An address of either version. */
export function parseAddress(text: string): { version: 4 | 6; value: bigint } | undefined {
  const v4 = parseIpv4(text);
  if (v4 !== undefined) return { version: 4, value: v4 };
  const v6 = parseIpv6(text);
  return v6 === undefined ? undefined : { version: 6, value: v6 };
}

/** `10.0.0.0/8` or a single address as a block; undefined when it is none. */
export function parseBlock(text: string): Block | undefined {
  const [address = '', length] = text.split('/');
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const size = parsed.version === 4 ? 32 : 128;
  const bits = length === undefined ? size : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  return bits < 0 || bits > size ? undefined : { version: parsed.version, base: parsed.value, bits };
}

export function inBlock(address: { version: 4 | 6; value: bigint }, block: Block): boolean {
  if (address.version !== block.version) return false;
  const shift = BigInt((block.version === 4 ? 32 : 128) - block.bits);
  return address.value >> shift === block.base >> shift;
}

function blocks(list: string[]): Block[] {
  return list.map((text) => {
    const block = parseBlock(text);
    if (!block) throw new Error(`not a block: ${text}`);
    return block;
  });
}

// Every block of the IANA special-purpose registries (iana-ipv4-special-registry, iana-ipv6-special-registry; RFC 6890, RFC 8190), also those that
// are marked as globally reachable: relays and AS112 sinks are no mail servers. Beside them multicast (RFC 5771) and what is reserved (RFC 1112 §4).
const notPublic4 = blocks([
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
  '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24',
  '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
]); // prettier-ignore
// Of IPv6 only 2000::/3 is given out, so loopback, mapped, NAT64, discard-only (100::/64), SRv6 (5f00::/16), local and multicast addresses are
// closed by it. Inside it: IETF protocols with Teredo, benchmarking and ORCHID (2001::/23), documentation, 6to4, AS112, documentation again.
const global6 = blocks(['2000::/3']);
const notPublic6 = blocks(['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']);
// An ISATAP interface carries an IPv4 address in its last four octets, under any prefix (RFC 5214 §6.1).
const isIsatap = (value: bigint): boolean => ((value >> 32n) & 0xfdff_ffffn) === 0x0000_5efen;

/**
 * Is this a global unicast address? IPv4 inside IPv6 (mapped, compatible, translated, 6to4, Teredo, NAT64, ISATAP) is not: nobody publishes a
 * mail server that way, and each form is a known way around such a check. What cannot be read is not public: octal, hex and short forms, zones.
 * Left over: a NAT64 prefix of an operator's own (RFC 6052 §2.2) looks like any other address.
 */
export function isPublic(text: string): boolean {
  const address = parseAddress(text);
  if (!address || isForbidden(text)) return false;
  if (address.version === 4) return !notPublic4.some((block) => inBlock(address, block));
  if (isIsatap(address.value)) return false;
  return global6.some((block) => inBlock(address, block)) && !notPublic6.some((block) => inBlock(address, block));
}

// Never reached, whatever a setting says: cloud metadata services, link-local neighbours, everybody at once, and every way to write an IPv4
// address as an IPv6 one, for behind it could be any of these.
const never = blocks([
  '0.0.0.0/32', '100.100.100.200/32', '168.63.129.16/32', '169.254.0.0/16', '192.0.0.192/32', '224.0.0.0/4', '255.255.255.255/32',
  '::/128', '::a9fe:0/112', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '2001::/32', '2002::/16', 'fe80::/10', 'ff00::/8',
  'fd00:42::42/128', 'fd00:100::100:200/128', 'fd00:a9fe:a9fe::1/128', 'fd00:c1::a9fe:a9fe/128', 'fd00:ec2::/32', 'fd20:ce::254/128',
]); // prettier-ignore

/** Is there nothing in this block that a setting could open? */
export const isClosed = ({ version, base, bits }: Block): boolean =>
  never.some((block) => block.bits <= bits && inBlock({ version, value: base }, block));

/** Addresses that no setting can open. */
export function isForbidden(text: string): boolean {
  const address = parseAddress(text);
  return !address || never.some((block) => inBlock(address, block));
}
