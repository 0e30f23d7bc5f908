// One mail address as it may stand in a command. What does not read here is never written to a server.
import { asciiName } from './host-name.ts';

export interface AddrSpec {
  /** Local part as typed, domain in A-labels. */
  address: string;
  /** The domain in A-labels. */
  domain: string;
  /** false: the local part is not ASCII, so only a server with SMTPUTF8 takes it (RFC 6531 §3.3). */
  isAscii: boolean;
}

/** Octets (RFC 5321 §4.5.3.1.1; §4.5.3.1.3 less the angle brackets of a path). */
const longest = { localPart: 64, address: 254 };

/**
 * RFC 5321 §4.1.2 Dot-string, with the letters of other scripts (RFC 6531 §3.3). Whatever ends, splits or turns a line around is no letter:
 * controls, blanks, and marks that have no look of their own (\p{C} and \p{Z}).
 */
const dotString = /^(?:[\w!#$%&'*+/=?^`{|}~-]|[^\0-\x7f\p{C}\p{Z}])+(?:\.(?:[\w!#$%&'*+/=?^`{|}~-]|[^\0-\x7f\p{C}\p{Z}])+)*$/u;

/** Before the URL parser sees it: letters, digits, dashes, and the four dots that UTS #46 knows. It would read the rest in ways of its own. */
const domainText = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]+$/u;

const octets = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Reads one addr-spec: `scanner@büro.example` → `scanner@xn--bro-hoa.example`. Nothing is cut or mended.
 * Bounds: local part ≤ 64 octets, whole ≤ 254; the domain has a dot. Quoted local parts and address literals are not taken.
 * Errors: undefined for anything that is not exactly one address.
 */
export function readAddrSpec(text: string): AddrSpec | undefined {
  const at = text.indexOf('@');
  // Longer than any address could be before its domain becomes A-labels: refused before patterns are laid on it.
  if (at < 1 || text.length > longest.address) return undefined;
  const localPart = text.slice(0, at);
  const typed = text.slice(at + 1);
  // Also in the form that a server may compare it in (NFKC): a wide `＞` or `＠` is an ordinary one there (RFC 6532 §3.1).
  if (![localPart, localPart.normalize('NFKC')].every((text) => dotString.test(text))) return undefined;
  if (octets(localPart) > longest.localPart) return undefined;
  if (!domainText.test(typed) || typed.endsWith('.')) return undefined;
  const domain = asciiName(typed);
  // A host name may hold the underscore, a mail domain may not (RFC 5321 §4.1.2 sub-domain).
  if (domain === undefined || !domain.includes('.') || domain.includes('_')) return undefined;
  const address = `${localPart}@${domain}`;
  return octets(address) > longest.address ? undefined : { address, domain, isAscii: /^[\0-\x7f]*$/.test(localPart) };
}
