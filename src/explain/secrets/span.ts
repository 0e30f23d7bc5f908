// What the finders of secrets give: places in the text, and what stood there once its coding was undone.

export type SecretKind =
  'auth-plain' | 'auth-login' | 'auth-response' | 'token' | 'url' | 'setting' | 'argument' | 'header' | 'key' | 'again' | 'name';

export interface Span {
  start: number;
  end: number;
  kind: SecretKind;
  /** The secret in plain, in every way in which it may be meant: looked for in the rest of the text. */
  values: string[];
}

/** Stands in the place of a secret. */
export const mask = '[masked]';

/** What is shown in place of a value by whoever was careful before, and what only names where the value is. */
const placeholder =
  /^(?:[*•●xX.·…_#-]{3,}|[*•●…]+|[xX]{2,}|<[\w ./-]{0,40}>|[[(]?(?:hidden|redacted|removed|masked|filtered|secret|password|not shown|credentials hidden|protected|object \w+|array|binary data)[\])]?|your[-_ ]?[\w -]{0,30}|\{\{[^{}]{1,100}\}\}|\{[a-z]\w{0,30}\.\w{1,30}\}|\$\{[^{}]{1,100}\}|\$\([^()]{1,100}\)|%[A-Z_][A-Z0-9_]*%|\$[A-Z_][A-Z0-9_]*|null|nil|none|undefined|true|false|yes|no|on|off|n\/a|""|'')$/i;

/** Words about a password, where one might stand: "Password: incorrect". */
const about = new Set(
  'incorrect wrong invalid failed failure expired missing required empty set unset not accepted rejected denied error authentication ok mismatch changed unknown bad too is was has must the a an for and or with string str int bytes number boolean any optional verification change reset see'.split(
    ' ',
  ),
);

/** Is this a value, and no placeholder, no reference and no word about one? */
export function isValue(value: string): boolean {
  const text = value.trim();
  return text !== '' && !placeholder.test(text) && !text.includes(mask) && !about.has(text.toLowerCase());
}

/** Is this a word about a password that begins a sentence? */
export const beginsSentence = (value: string): boolean =>
  about.has((/^[\p{L}]+/u.exec(value)?.[0] ?? '').toLowerCase()) && /^\p{L}+(?:[,.;:]?(?:\s|$))/u.test(value);
