// What is often wrong with a password before anybody tries it. Pure: looks at it, and keeps and tells nothing of it.

export type FindingId =
  | 'invisible'
  | 'outer-blanks'
  | 'group-blanks'
  | 'inner-blanks'
  | 'odd-blanks'
  | 'smart-quotes'
  | 'non-ascii'
  | 'not-app-password'
  | 'too-long';

export interface Finding {
  id: FindingId;
  /** The password as it would be with this one mended. Left out where nobody can know how. It is a secret as the first one is. */
  mended?: string;
}

/** What is known of the place that the password is for. */
export interface For {
  provider?:
    | {
        password: { status: string };
        appPassword?: { length?: number; pattern?: string; usable: boolean } | undefined;
      }
    | undefined;
  /** Most characters that the device's field takes. */
  deviceMax?: number | undefined;
}

/** Signs that take no room: soft hyphen, zero width, marks of direction, byte order mark; and controls, of which a tab is a blank. */
const invisible = /(?!\t)[\p{Cc}\p{Cf}]/gu;
/** What looks like a blank, or is one that no key of a device types. */
const oddBlank = /[\t\p{Zs}\p{Zl}\p{Zp}]/gu;
const blank = /[\t\p{Zs}\p{Zl}\p{Zp}]+/gu;
const isOdd = (sign: string): boolean => sign !== ' ';

/** Signs that a word processor puts in the place of typed ones. */
const smart: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
  '…': '...',
};
const smartSign = new RegExp(`[${Object.keys(smart).join('')}]`, 'gu');
const beyondAscii = /[^\x20-\x7e]/u;

const withoutBlanks = (text: string): string => text.replace(blank, '');

/**
 * Looks at a password. Shape: the findings, the one that most likely matters first; nothing for an empty one. What looks strange and may be right
 * (a blank inside, a letter with an accent) is a finding too: whoever typed it decides.
 */
export function firstAid(password: string, { provider, deviceMax }: For): Finding[] {
  if (password === '') return [];
  const findings: Finding[] = [];
  const seen = password.replace(invisible, '');
  if (seen !== password) findings.push({ id: 'invisible', mended: seen });
  const trimmed = seen.replace(/^[\t\p{Z}]+|[\t\p{Z}]+$/gu, '');
  if (trimmed !== seen && trimmed !== '') findings.push({ id: 'outer-blanks', mended: trimmed });
  findings.push(...innerBlanks(trimmed, provider));
  const plain = trimmed.replace(smartSign, (sign) => smart[sign] ?? sign);
  if (plain !== trimmed) findings.push({ id: 'smart-quotes', mended: plain });
  // A blank of another kind has its own finding.
  else if (beyondAscii.test(withoutBlanks(trimmed))) findings.push({ id: 'non-ascii' });
  if (isOther(withoutBlanks(plain), provider)) findings.push({ id: 'not-app-password' });
  if (deviceMax !== undefined && [...trimmed].length > deviceMax) {
    // Without its blanks an app password may fit.
    if (!findings.some(({ id, mended }) => id === 'group-blanks' && mended !== undefined && mended.length <= deviceMax)) {
      findings.push({ id: 'too-long' });
    }
  }
  return findings;
}

/** Groups of the same length with blanks between, at least three: how app passwords are shown. */
const inGroups = /^([\p{L}\d]{4,6})(?: +[\p{L}\d]{4,6}){2,7}$/u;

function innerBlanks(text: string, provider: For['provider']): Finding[] {
  const blanks = text.match(oddBlank) ?? [];
  if (blanks.length === 0) return [];
  const joined = withoutBlanks(text);
  const groups = text.replace(oddBlank, ' ').split(/ +/);
  const isGrouped = inGroups.test(text.replace(oddBlank, ' ')) && groups.every(({ length }) => length === groups[0]?.length);
  if (isGrouped || fits(joined, provider) === true) return [{ id: 'group-blanks', mended: joined }];
  if (blanks.some(isOdd)) return [{ id: 'odd-blanks', mended: text.replace(oddBlank, ' ') }];
  return [{ id: 'inner-blanks', mended: joined }];
}

/** Has it length and letters of this provider's app passwords? Undefined where neither is known. Hyphens between groups of four count or do not. */
function fits(text: string, provider: For['provider']): boolean | undefined {
  const { length, pattern, usable = false } = provider?.appPassword ?? {};
  if (!usable || (length === undefined && pattern === undefined)) return undefined;
  const joined = text.replaceAll('-', '');
  const forms = [text, joined, joined.replace(/.{4}(?=.)/gu, '$&-')];
  return forms.some(
    (form) => (length === undefined || form.length === length) && (pattern === undefined || new RegExp(`^${pattern}+$`, 'u').test(form)),
  );
}

/** Only app passwords are taken there, and this is none. */
function isOther(text: string, provider: For['provider']): boolean {
  const status = provider?.password.status;
  return (status === 'app-password' || status === 'service-credential') && fits(text, provider) === false;
}
