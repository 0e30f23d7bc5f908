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

// IANA special-purpose registries (RFC 6890 and later), everything that is not global unicast.
const notPublic4 = blocks([
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
  '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24',
  '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
]); // prettier-ignore
// Of IPv6 only 2000::/3 is given out; inside it these are not for mail servers: Teredo, ORCHID, documentation, 6to4, benchmarking.
const global6 = blocks(['2000::/3']);
const notPublic6 = blocks(['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']);

/**
 * Is this a global unicast address? IPv4 inside IPv6 (mapped, compatible, 6to4, Teredo, NAT64) is not: nobody publishes a mail
 * server that way, and each form is a known way around such a check. What cannot be read is not public.
 */
export function isPublic(text: string): boolean {
  const address = parseAddress(text);
  if (!address || isForbidden(text)) return false;
  if (address.version === 4) return !notPublic4.some((block) => inBlock(address, block));
  return global6.some((block) => inBlock(address, block)) && !notPublic6.some((block) => inBlock(address, block));
}

// Never reached, whatever a setting says: cloud metadata services, also behind NAT64, link-local neighbours, and everybody at once.
const never = blocks([
  '169.254.0.0/16',
  '100.100.100.200/32',
  '168.63.129.16/32',
  'fe80::/10',
  'fd00:ec2::254/128',
  '::ffff:0:0/96',
  '::a9fe:0/112',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '0.0.0.0/32',
  '192.0.0.192/32',
  '224.0.0.0/4',
  '255.255.255.255/32',
  'ff00::/8',
  '2002:a9fe::/32',
]);

/** Addresses that no setting can open. */
export function isForbidden(text: string): boolean {
  const address = parseAddress(text);
  return !address || never.some((block) => inBlock(address, block));
}
