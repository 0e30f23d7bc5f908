import type { OptOut } from '../../src/knowledge/schemas/opt-out.ts';
import type { FieldFault } from './target.ts';

const isBelow = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/**
 * Has the owner of this mail server asked to be left alone (src/content/opt-out.yaml)? To be asked before any look-up and any connection.
 * `host`: as `readHost` gives it. Errors: `host-opted-out`.
 */
export function refuseOptedOut(host: string, list: readonly OptOut[]): FieldFault | undefined {
  const bare = host.replace(/\.$/, '');
  const found = list.find((entry) => entry.host === bare || (entry.domain !== undefined && isBelow(bare, entry.domain)));
  return found && { field: 'host', code: 'host-opted-out', with: { host, since: found.since } };
}
