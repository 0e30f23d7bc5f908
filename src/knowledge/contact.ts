import type { Operator } from './schemas/index.ts';

/** What is a way to reach the operator, or helps to judge it; the rest of operator.yaml is for single pages. */
export type ContactKey = Exclude<keyof Operator, 'security' | 'money' | 'source'>;

/** One line of the operator's contact, in the order of reading. */
export interface ContactLine {
  id: ContactKey;
  /** Word before the value, for example "Telephone". */
  label: string;
  text: string;
  /** Where a click leads; lines that are only read have none. */
  href?: string;
}

/** A label for every line. */
export type ContactWords = Record<ContactKey, string>;

// The price stands before the number: nobody shall learn the price from the person who picks up.
const order = ['name', 'price', 'phone', 'hours', 'form', 'email', 'legalNotice', 'abuse', 'serverPlace'] as const satisfies ContactKey[];

/** A telephone number does not break at the end of a line. */
const unbroken = (phone: string): string => phone.replace(/ /g, '\u00a0');

/** A number as a telephone takes it: "+49 (0)30 1234, ext. 5" becomes "+49301234". */
function dial(phone: string): string {
  const number = /^[+\d\s()./-]+/.exec(phone.trim())?.[0] ?? '';
  const international = number.startsWith('+') ? number.replace('(0)', '') : number;
  return international.replace(/[^+\d]/g, '');
}

function hrefOf(id: ContactKey, value: string): string | undefined {
  if (id === 'phone') return dial(value) === '' ? undefined : `tel:${dial(value)}`;
  if (id === 'email' || id === 'abuse') return `mailto:${value}`;
  if (id === 'form' || id === 'legalNotice') return value;
  return undefined;
}

/**
 * The operator's contact as lines, for pages, answers of the function and hand-over notes alike.
 *
 * Shape: one line for each key that is filled in, the price before the telephone number; an operator without keys gives no lines,
 * so that whoever shows them shows nothing and leaves no gap.
 */
export function contactLines(operator: Operator, words: ContactWords): ContactLine[] {
  return order.flatMap((id) => {
    const text = operator[id];
    if (text === undefined) return [];
    const href = hrefOf(id, text);
    return [{ id, label: words[id], text: id === 'phone' ? unbroken(text) : text, ...(href === undefined ? {} : { href }) }];
  });
}

const forServerOwners: ContactKey[] = ['legalNotice', 'abuse', 'serverPlace'];

/** The lines for someone who wants help: without those for server owners, and none at all where only a name is given, which helps nobody. */
export function helpLines(operator: Operator, words: ContactWords): ContactLine[] {
  const lines = contactLines(operator, words).filter(({ id }) => !forServerOwners.includes(id));
  return lines.some(({ id }) => id !== 'name') ? lines : [];
}

/** Where to report a fault of this site, as an address (RFC 9116 §2.5.3); undefined where the operator has none. A telephone is no place for it. */
export function securityContact({ security, abuse, email, form }: Operator): string | undefined {
  // A form without TLS is no place for it either (§2.5.3 asks for https).
  const found = security ?? abuse ?? email ?? (form?.startsWith('https:') === true ? form : undefined);
  return found === undefined || found.startsWith('https:') ? found : `mailto:${found}`;
}
