// What the pages of codes show, and in which order.
import { allCodes, type DeviceCode } from '../knowledge/codes.ts';
import type { CodeList, Codes } from '../knowledge/schemas/index.ts';
import { knowledge } from './knowledge.ts';

/** Every code of the site, the surest first. */
export const codes: DeviceCode[] = allCodes(knowledge.codes);

const byBrand = (a: Codes, b: Codes): number => a.brand.localeCompare(b.brand);

/** Brands that have codes of this scope, by name, with these codes: the surest first, otherwise in the order of the file. */
export function brandsWith(scope: CodeList['scope']): [brand: Codes, codes: DeviceCode[]][] {
  return Object.values(knowledge.codes)
    .sort(byBrand)
    .map((brand): [Codes, DeviceCode[]] => [brand, codes.filter((one) => one.brand.id === brand.id && one.list.scope === scope)])
    .filter(([, own]) => own.length > 0);
}

/** The sources that speak of a code. */
export const sourcesOf = ({ sources, list }: DeviceCode): CodeList['sources'] =>
  list.sources.filter((_, index) => sources === undefined || sources.includes(index + 1));
