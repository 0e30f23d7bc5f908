// Signing in (RFC 4954) with PLAIN (RFC 4616) and LOGIN (never standardised; draft-murchison-sasl-login describes it).
import { encodeText } from './base64.ts';

export const mechanisms = ['PLAIN', 'LOGIN'] as const;
export type Mechanism = (typeof mechanisms)[number];

export interface Credentials {
  username: string;
  password: string;
}

/** What goes over the wire in one sign-in: the command, then one response for each 334. None of it may be shown but the command's own words. */
export interface Exchange {
  command: string;
  /** The command as a transcript may show it. */
  shown: string;
  responses: string[];
  /** The command alone carries everything; the responses are for servers that ask even so. */
  isComplete: boolean;
}

/** RFC 5321 §4.5.3.1.4: the longest command line, CR and LF included. */
const commandOctets = 512;

/** Neither may hold a control character: NUL separates the parts of PLAIN, CR and LF would start a new command. */
export const isSendable = ({ username, password }: Credentials): boolean => !/\p{Cc}/u.test(username + password);

/** The mechanism to use: the one that was wished, or PLAIN, then LOGIN. Undefined when the server offers none of these. */
export function chooseMechanism(wish: 'auto' | Mechanism, offered: readonly string[]): Mechanism | undefined {
  const known: readonly Mechanism[] = wish === 'auto' ? mechanisms : [wish];
  return known.find((name) => offered.includes(name));
}

/**
 * Plans a sign-in. PLAIN carries its response in the command and so saves a round trip (RFC 4954 §4), unless the line would be too long.
 * A server that answers even so with 334 gets the response again: it is the same one, to the same server.
 */
export function planExchange(mechanism: Mechanism, { username, password }: Credentials): Exchange {
  if (mechanism === 'LOGIN')
    return { command: 'AUTH LOGIN', shown: 'AUTH LOGIN', responses: [encodeText(username), encodeText(password)], isComplete: false };
  const response = encodeText(`\0${username}\0${password}`);
  const command = `AUTH PLAIN ${response}`;
  return command.length + 2 <= commandOctets
    ? { command, shown: 'AUTH PLAIN ••••', responses: [response], isComplete: true }
    : { command: 'AUTH PLAIN', shown: 'AUTH PLAIN', responses: [response], isComplete: false };
}
