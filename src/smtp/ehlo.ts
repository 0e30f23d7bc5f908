import type { Reply } from './events.ts';

/** What a server says it can do (RFC 5321 §4.1.1.1). */
export interface Capabilities {
  /** Keywords in upper case, with their parameters as sent. */
  list: string[];
  starttls: boolean;
  /** A line AUTH was there, even an empty one. */
  signIn: boolean;
  /** SASL mechanisms in upper case, each once, in the order of the server. */
  mechanisms: string[];
}

/** Before any EHLO, and after HELO: nothing is known. */
export const noCapabilities: Capabilities = { list: [], starttls: false, signIn: false, mechanisms: [] };

/**
 * Reads the reply to EHLO. The first line is the server's name and holds no capability.
 * Old servers write `AUTH=LOGIN PLAIN` beside or instead of `AUTH LOGIN PLAIN`, from a draft of 1997; both are read.
 */
export function readCapabilities(reply: Reply): Capabilities {
  const list: string[] = [];
  const mechanisms = new Set<string>();
  let [starttls, signIn] = [false, false];
  for (const line of reply.lines.slice(1)) {
    const [, keyword, rest = ''] = /^\s*([A-Za-z0-9][A-Za-z0-9-]*)(.*)$/s.exec(line) ?? [];
    if (keyword === undefined) continue;
    const name = keyword.toUpperCase();
    const capability = `${name}${rest}`.trimEnd();
    list.push(capability);
    if (name === 'STARTTLS' && /^(?:\s|$)/.test(rest)) starttls = true;
    if (name !== 'AUTH' || !/^(?:[ =]|$)/.test(capability.slice(4))) continue;
    signIn = true;
    for (const mechanism of rest.toUpperCase().split(/[\s=]+/)) if (mechanism !== '') mechanisms.add(mechanism);
  }
  return { list, starttls, signIn, mechanisms: [...mechanisms] };
}
