import { asciiName } from '../../src/smtp/host-name.ts';
import { inBlock, isClosed, isForbidden, parseAddress, parseBlock, type Block } from './addresses.ts';

/** One entry of ALLOW_TARGETS: an exact host name with a port, or a block of addresses with a port. */
export type Allowed = { host: string; port: number } | { block: Block; port: number };

/**
 * Reads ALLOW_TARGETS: entries `host:port`, `CIDR:port` or `[IPv6]/bits:port`, divided by commas or blanks.
 * Errors: throws at start, naming the entry, when one cannot be read or names metadata or link-local addresses.
 */
export function parseAllowTargets(setting: string): Allowed[] {
  return setting
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => {
      const found = /^(.+):(\d{1,5})$/.exec(entry);
      const port = Number(found?.[2]);
      const target = (found?.[1] ?? '').replace(/[[\]]/g, '').toLowerCase();
      if (!found || port < 1 || port > 65_535) throw new Error(`ALLOW_TARGETS: "${entry}" is not host:port or CIDR:port`);
      const block = parseBlock(target);
      if (block) {
        if (isClosed(block)) throw new Error(`ALLOW_TARGETS: "${entry}" is link-local or a metadata address and is never opened`);
        return { block, port };
      }
      // A mistyped address is no name either: 10.0.0.300 would open nothing, silently.
      if (asciiName(target) !== target) throw new Error(`ALLOW_TARGETS: "${entry}" is not host:port or CIDR:port`);
      return { host: target, port };
    });
}

/** Is this name with this port opened by an exact entry? */
export function allowsName(list: Allowed[], host: string, port: number): boolean {
  return list.some((entry) => 'host' in entry && entry.host === host && entry.port === port);
}

/** Is this address with this port opened by a block? Never true for what no setting can open. */
export function allowsAddress(list: Allowed[], address: string, port: number): boolean {
  const parsed = parseAddress(address);
  if (!parsed || isForbidden(address)) return false;
  return list.some((entry) => 'block' in entry && entry.port === port && inBlock(parsed, entry.block));
}
