// Whose name a server greets with: its own, its provider's, or that of somebody on the way.
import type { Facts, Reply } from './events.ts';
import type { Visit } from './visit.ts';

/** A host name of at least two labels whose last one is no number. */
const hostName = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+[a-z](?:[a-z0-9-]{0,62})\.?$/i;

/** The name in a greeting: the first word behind the code (RFC 5321 §4.2, `Greeting`). Undefined where that is no full host name. */
export function greetedAs(reply: Reply): string | undefined {
  const [word = ''] = (reply.lines[0] ?? '').trim().split(/\s/, 1);
  return word.length <= 255 && hostName.test(word) ? word.replace(/\.$/, '').toLowerCase() : undefined;
}

/** The names that are known to be the server's at this moment: the one that was asked for and, after TLS, those of its certificate. */
export const namesKnown = ({ request, tls }: Visit): string[] => [request.host, ...(tls?.chain?.[0]?.names ?? [])];

/**
 * Does the greeting name somebody else? Compared by the last two labels, as a registered domain mostly has two.
 * Under `co.uk` and its like that takes strangers for the same: it says "other" too seldom, never too often.
 */
export function otherName(greeted: string | undefined, known: string[]): Pick<Facts, 'otherName'> {
  const ours = known.filter((name) => hostName.test(name.replace(/^\*\./, ''))).map(lastTwo);
  return greeted === undefined || ours.length === 0 ? {} : { otherName: !ours.includes(lastTwo(greeted)) };
}

const lastTwo = (name: string): string => name.toLowerCase().replace(/\.$/, '').split('.').slice(-2).join('.');
