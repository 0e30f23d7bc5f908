// Who asks, as far as it can be told without asking them: an address, and the networks around it.
import { inBlock, isPublic, parseAddress, type Block } from './addresses.ts';

export interface Client {
  /** The address itself, in one way of writing; `unknown` where there is none. Counted by, never logged. */
  address: string;
  /** What one client is: the IPv4 address, the IPv6 /64 (one link: whoever has one address of it can have all). */
  network: string;
  /** The neighbourhood: IPv4 /24, IPv6 /48. The only form that may stand in a log. */
  wider: string;
}

type Address = NonNullable<ReturnType<typeof parseAddress>>;

/** One bucket for everybody whose address is not known: together they have what one client has. */
const unknown: Client = { address: 'unknown', network: 'unknown', wider: 'unknown' };

const mapped: Block = { version: 6, base: 0xffffn << 32n, bits: 96 };

/** Reads an address as sockets and proxies write it: with port, in brackets, with a zone; IPv4 inside IPv6 is IPv4 (RFC 4291 §2.5.5.2). */
function readPeer(text: string): Address | undefined {
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
  const address = parseAddress(bare.replace(/%.*$/s, ''));
  return address && inBlock(address, mapped) ? { version: 4, value: address.value & 0xffffffffn } : address;
}

function written({ version, value }: Address): string {
  const [size, base, divider] = version === 4 ? ([4, 8n, '.'] as const) : ([8, 16n, ':'] as const);
  return Array.from({ length: size }, (_, at) => (value >> (base * BigInt(size - 1 - at))) & ((1n << base) - 1n))
    .map((part) => part.toString(version === 4 ? 10 : 16))
    .join(divider);
}

function block(address: Address, bits: number): string {
  const shift = BigInt((address.version === 4 ? 32 : 128) - bits);
  return `${written({ ...address, value: (address.value >> shift) << shift })}/${String(bits)}`;
}

/** The network of one client, also for an address that is gone to. */
export const networkOf = (text: string): string => {
  const address = readPeer(text);
  return address === undefined ? unknown.network : address.version === 4 ? written(address) : block(address, 64);
};

/**
 * The client of a request.
 *
 * Shape: the peer; where that is one of TRUST_PROXY's, the right-most address of X-Forwarded-For that is not. What stands further left was written
 * by the client and is worth nothing. Where a trusted proxy names nobody, or something that is no address, the proxy is the client: everybody
 * behind it has together what one client has.
 */
export function clientOf(request: Request, peerAddress: string | undefined, trustProxy: readonly Block[]): Client {
  let client = readPeer(peerAddress ?? '');
  if (!client) return unknown;
  // Only the end of a long header is read: a proxy appends, and nobody has more than a few.
  const named = (request.headers.get('x-forwarded-for') ?? '').slice(-2_000).split(',').reverse();
  for (const text of named) {
    const trusted = client;
    if (!trustProxy.some((known) => inBlock(trusted, known))) break;
    const next = readPeer(text.trim());
    if (!next) break;
    client = next;
  }
  const wide = client.version === 4 ? 24 : 48;
  return { address: written(client), network: client.version === 4 ? written(client) : block(client, 64), wider: block(client, wide) };
}

/** Does this look like a proxy of our own that TRUST_PROXY does not name: an address inside, and a word on whom it speaks for? */
export function isUnknownProxy(request: Request, peerAddress: string | undefined, trustProxy: readonly Block[]): boolean {
  const peer = readPeer(peerAddress ?? '');
  if (!peer || !request.headers.has('x-forwarded-for')) return false;
  return !isPublic(written(peer)) && !trustProxy.some((known) => inBlock(peer, known));
}
