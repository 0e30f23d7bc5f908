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
  const list = reply.lines.slice(1).flatMap((line) => {
    const [, keyword, rest = ''] = /^\s*([A-Za-z0-9][A-Za-z0-9-]*)(.*)$/s.exec(line) ?? [];
    return keyword === undefined ? [] : [`${keyword.toUpperCase()}${rest}`.trimEnd()];
  });
  const offers = list.filter((line) => /^AUTH(?:[ =]|$)/.test(line));
  const mechanisms = offers.flatMap((line) =>
    line
      .slice(4)
      .toUpperCase()
      .split(/[\s=]+/),
  );
  return {
    list,
    starttls: list.some((line) => /^STARTTLS(?:\s|$)/.test(line)),
    signIn: offers.length > 0,
    mechanisms: [...new Set(mechanisms)].filter((name) => name !== ''),
  };
}
