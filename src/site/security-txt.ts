import { securityContact } from '../knowledge/contact.ts';
import type { Operator } from '../knowledge/schemas/index.ts';

/** Days from the build after which the file is void: a site that nobody builds any more has nobody who reads its mail. */
const validDays = 90;

/**
 * The text of /.well-known/security.txt (RFC 9116), or undefined where the operator has no contact: a file without one would be void.
 * `day`: the day of the build, YYYY-MM-DD. `siteUrl`: with its scheme; Canonical stands only where that is https (§2.5.2).
 */
export function securityTxt(operator: Operator, day: string, siteUrl: string): string | undefined {
  const contact = securityContact(operator);
  if (contact === undefined) return undefined;
  const expires = new Date(Date.parse(day) + validDays * 86_400_000).toISOString().slice(0, 19);
  return [
    `Contact: ${contact}`,
    `Expires: ${expires}Z`,
    'Preferred-Languages: en',
    ...(siteUrl.startsWith('https:') ? [`Canonical: ${new URL('/.well-known/security.txt', siteUrl).href}`] : []),
    '',
  ].join('\n');
}
