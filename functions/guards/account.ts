// Which account a user name is, however it is written.
import { asciiName } from '../../src/smtp/host-name.ts';

export interface Account {
  /** The part before the @, without what servers pass over. */
  name: string;
  /** In A-labels; left out where none was typed. */
  domain?: string;
}

/** What is not seen, or is no part of a name: blanks, quotes, marks without a look of their own (RFC 4013 §2.1 maps them to nothing). */
const unseen = /[\s"\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Reads a user name as the account that it signs in to. For counting, and to find its provider: where two are made one, they share what one has.
 *
 * Shape: capitals and width make no difference; `DOMAIN\name` is `name`; of `name@domain\shared` (Exchange: somebody opens another's mailbox) the
 * password is the one of `name@domain`. In the part before the @, dots and whatever follows a plus are passed over, as large providers do.
 */
export function accountOf(username: string): Account {
  const text = username.normalize('NFKC').toLowerCase().replace(unseen, '');
  const [owner] = /^[^\\/@]*@[^\\/]*/.exec(text) ?? [];
  const plain = owner ?? text.slice(text.lastIndexOf('\\') + 1);
  const at = plain.lastIndexOf('@');
  const local = at === -1 ? plain : plain.slice(0, at);
  const name = local.replace(/(?<=.)\+.*$/, '').replaceAll('.', '') || local;
  const domain = at === -1 ? '' : plain.slice(at + 1).replace(/\.+$/, '');
  return { name, ...(domain !== '' && { domain: asciiName(domain) ?? domain }) };
}
