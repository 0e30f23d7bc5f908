// Codes of devices, one by one: where each has its place on the site, and which comes before which.
import type { CodeList, Codes } from './schemas/index.ts';

/** One code with all that is said of its list. */
export type DeviceCode = CodeList['codes'][number] & {
  id: string;
  brand: Pick<Codes, 'id' | 'brand' | 'aliases'>;
  list: Omit<CodeList, 'codes'>;
  /** "Canon #839" or "Ricoh: “Transmission has failed”". */
  label: string;
  /** Its own page, or its place on the page of its brand. */
  url: string;
  /** false: it stands in the list of its brand only. */
  hasPage: boolean;
};

/** Last part of an address, made of a code or of words. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** What is confirmed, then what others say, then what nobody confirms. */
const standings = { stated: 0, 'according-to': 1, 'not-confirmed': 2 };
const scopes = { device: 0, server: 1, industrial: 2 };

/** How sure a code is: smaller is surer. An unconfirmed code never comes before a confirmed one; controllers come behind offices. */
export const standing = ({ basis, scope }: Pick<CodeList, 'basis' | 'scope'>): number => standings[basis] * 3 + scopes[scope];

/** The codes of one brand in the order of their file. */
export function codesOf({ lists, ...brand }: Codes): DeviceCode[] {
  return lists.flatMap(({ codes, ...list }) =>
    codes.map((one): DeviceCode => {
      const id = one.id ?? slug(one.code ?? one.shown ?? '');
      // A programmer of controllers looks at the whole table; a page for each of its rows would help nobody.
      const hasPage = list.basis !== 'not-confirmed' && list.scope !== 'industrial';
      return {
        ...one,
        id,
        brand,
        list,
        label: one.code === undefined ? `${brand.brand}: “${one.shown ?? ''}”` : `${brand.brand} ${one.code}`,
        url: hasPage ? `/codes/${brand.id}/${id}/` : `/codes/${brand.id}/#code-${id}`,
        hasPage,
      };
    }),
  );
}

/** Every code, the surest first. */
export const allCodes = (brands: Record<string, Codes>): DeviceCode[] =>
  Object.values(brands)
    .flatMap(codesOf)
    .sort((a, b) => standing(a.list) - standing(b.list));

/** A code as it is compared: without signs, blanks and letter case. */
export const codeKey = (code: string): string => code.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

const keysOf = ({ code, shown, also }: Pick<DeviceCode, 'code' | 'shown' | 'also'>): string[] =>
  [code ?? shown ?? '', ...also].map(codeKey);

/** The same code or words on devices of other brands, the surest first. */
export function elsewhere(one: DeviceCode, all: DeviceCode[]): DeviceCode[] {
  const keys = keysOf(one);
  return all.filter((other) => other.brand.id !== one.brand.id && keysOf(other).some((key) => keys.includes(key)));
}
