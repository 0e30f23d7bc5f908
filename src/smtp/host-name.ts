// Names of hosts and mail domains in the form that DNS and SMTP know.

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * A host name in A-labels, lower case, without the final dot; undefined when it is no host name (RFC 1123 §2.1, RFC 5890). International names are
 * mapped as browsers do it (UTS #46).
 */
export function asciiName(text: string): string | undefined {
  // The URL parser reads %2e as a dot, turns a backslash into a slash and drops tabs and line breaks; none of these is a name.
  if (/[\p{Cc}%\\]/u.test(text)) return undefined;
  let ascii: string;
  try {
    ascii = new URL(`http://${text.replace(/\.$/, '')}/`).hostname;
  } catch {
    return undefined;
  }
  // The URL parser turns 0x7f.1 and 2130706433 into an address: whoever types such a thing did not type a name.
  if (/(?:^|\.)\d+$/.test(ascii) || ascii.length > 253) return undefined;
  return ascii.split('.').every((part) => label.test(part)) ? ascii : undefined;
}
