// The secrets that the canary tests type, send and search for. Made for that: none of them is an ordinary word, and none is a password of anybody.
import { createHash } from 'node:crypto';

export interface Secret {
  label: string;
  text: string;
  /** Sent as an access token, by a mechanism that takes one. */
  isToken?: true;
}

/** Text that looks like chance and is the same in every run. */
function steady(length: number, alphabet: string): string {
  let text = '';
  for (let round = 0; text.length < length; round += 1)
    for (const byte of createHash('sha256')
      .update(`canary ${String(length)} ${String(round)}`)
      .digest())
      text += alphabet.charAt(byte % alphabet.length);
  return text.slice(0, length);
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';

/** The user name of every sign-in here. It is shown to whoever typed it, and kept nowhere. Names below localhost are asked of no resolver. */
export const username = 'kanarienvogel-4711@kopierer.localhost';

export const secrets: readonly Secret[] = [
  { label: 'a password', text: 'Tr4ub-Kq9wZx7vB2mJy' },
  { label: 'an app password with blanks', text: 'vqkz hjxw prbt mfcg' },
  { label: 'a password between blanks', text: '  Wq8!nLx5_zRk3.Ghv ' },
  { label: 'a short password', text: 'q7#Zk' },
  { label: 'a password with accents, one of them a sign of its own', text: 'Gu\u0308rte\u0142-Ma\u0301\u00f1ana-\u017dlut\u00fd\u20ac' },
  { label: 'a password that looks like markup', text: `p%41+q&r=s<b>"t'u\\v</script>{"k":1}` },
  { label: 'a password of 1,024 characters', text: steady(1_024, `${letters}${digits}!#$%&'()*+,-./:;<=>?@[]^_{|}~`) },
  { label: 'a token of 2,500 characters', text: `ya29.${steady(2_495, `${letters}${digits}-_`)}`, isToken: true },
];
