import { asciiName } from '../../src/smtp/host-name.ts';
import { isInsideName } from '../guards/inside-name.ts';
import type { DiscoverError } from '../../src/words/en-discover.ts';

/** Before the URL parser sees it, which would read the rest in ways of its own: letters, digits, dashes, and the four dots that UTS #46 knows. */
const domainText = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]+$/u;

/** Names of nobody (RFC 6761, RFC 7686): no resolver of the internet is asked for them, nor for those that only an office knows. */
const reserved = /(^|\.)(test|example|invalid|onion)$/;

/**
 * Reads the domain of a mail address, in A-labels. The part before the @ is none of our business here: an address is refused, never cut.
 * Errors: `domain-needed`, `domain-address`, `domain-form`, `domain-inside` (no dot, or a name that only an office knows).
 */
export function readDomain(typed: string | undefined): { domain: string } | { error: DiscoverError } {
  const text = typed?.trim() ?? '';
  if (text === '') return { error: 'domain-needed' };
  // Full-width and small forms of the @ look the same and mean the same to whoever typed them.
  if (/[@\uff20\ufe6b]/.test(text)) return { error: 'domain-address' };
  // Longer than any name: refused before patterns are laid on it.
  const domain = text.length <= 255 && domainText.test(text) ? asciiName(text) : undefined;
  if (domain === undefined || domain.includes('_')) return { error: 'domain-form' };
  return isInsideName(domain) || reserved.test(domain) ? { error: 'domain-inside' } : { domain };
}
