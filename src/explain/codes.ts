// Codes of devices in a text: "839", "#839", "Canon 839", or the words of a screen. Which of them are meant, the text around decides.
import { allCodes, codeKey, standing, type DeviceCode } from '../knowledge/codes.ts';
import type { Codes } from '../knowledge/schemas/index.ts';

/** What is known of one code where a text is explained. */
export type KnownCode = Pick<DeviceCode, 'label' | 'url' | 'means' | 'causes' | 'try'> & {
  /** Id of the brand. */
  brand: string;
  /** Names of the brand and of its machines. */
  names: string[];
  basis: DeviceCode['list']['basis'];
  scope: DeviceCode['list']['scope'];
  /** The code in its spellings; empty where there are only words. */
  codes: string[];
  /** Words of the screen. */
  words: string[];
};

/** Characters at the end of a text that are looked at, and how many codes are told of. */
const looked = 20_000;
const most = 6;
/** A text that is hardly more than the code itself. */
const short = 60;
/** Words of a screen that are so few are said by many programs. */
const fewWords = 3;

/**
 * Every code in the form in which a text is searched for it, the surest first. Pure.
 * What mail servers write into their logs is not among it: that is read as what a server says.
 */
export const knownCodes = (brands: Record<string, Codes>): KnownCode[] =>
  allCodes(brands)
    .filter(({ list }) => list.scope !== 'server')
    .map(({ brand, list, label, url, means, causes, try: advice, code, shown, also }) => ({
      brand: brand.id,
      names: [brand.brand, ...brand.aliases],
      label,
      url,
      means,
      causes,
      ...(advice !== undefined && { try: advice }),
      basis: list.basis,
      scope: list.scope,
      codes: code === undefined ? [] : [code, ...also],
      words: shown === undefined || code !== undefined ? [] : [shown, ...also],
    }));

interface Index {
  byKey: Map<string, KnownCode[]>;
  names: Map<string, string[]>;
  said: { said: string; one: KnownCode }[];
}
const indexes = new WeakMap<KnownCode[], Index>();

/** Whether a text in lower case has this name. A short one ("MX") counts only in front of the number of a machine. */
function hasName(lower: string, name: string): boolean {
  for (let at = lower.indexOf(name); at >= 0; at = lower.indexOf(name, at + 1)) {
    const behind = lower.slice(at + name.length, at + name.length + 2);
    if (!/[\w.-]/.test(lower.charAt(at - 1)) && (name.length > 3 ? !/^\w/.test(behind) : /^[ -]?\d/.test(behind))) return true;
  }
  return false;
}
/** Words as they are compared: one blank between them, no mark at the end. */
const flat = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.!“”"]+/g, '')
    .trim();

function indexOf(known: KnownCode[]): Index {
  const made = indexes.get(known);
  if (made) return made;
  const byKey = new Map<string, KnownCode[]>();
  for (const one of known) for (const code of one.codes) byKey.set(codeKey(code), [...(byKey.get(codeKey(code)) ?? []), one]);
  const index = {
    byKey,
    names: new Map(known.map(({ brand, names }) => [brand, names.map((name) => name.toLowerCase())])),
    said: known.flatMap((one) => one.words.map((words) => ({ said: flat(words), one }))),
  };
  indexes.set(known, index);
  return index;
}

/** A token of a text: letters and digits, joined by - or #. */
const token = /#?[A-Za-z0-9]+(?:[-#][A-Za-z0-9]+)*/g;
const announced = /(?:#|\b(?:errors?|codes?|fault|status|fehler(?:code)?)\b[ :=.#(\[-]{0,4})$/i;
/** A number by itself can be anything; letters and digits together, or a dash between digits, are hardly by chance. */
const isTelling = (code: string): boolean => (/[a-z]/i.test(code) ? /\d/.test(code) : /\d-\d/.test(code));

/** What nobody confirms comes last, and what is not about mail behind what is. */
const order = (one: KnownCode): number => (one.basis === 'not-confirmed' ? 100 : 0) + (one.causes.length === 0 ? 10 : 0) + standing(one);

/** The codes of devices in a text, the surest first: one that nobody confirms never comes before one that is confirmed. Linear, pure. */
export function findCodes(pasted: string, known: KnownCode[]): KnownCode[] {
  const text = pasted.slice(-looked);
  const { byKey, names, said } = indexOf(known);
  const whole = flat(text);
  const lower = text.toLowerCase();
  const named = new Set([...names].filter(([, own]) => own.some((name) => hasName(lower, name))).map(([brand]) => brand));
  const found = new Set<KnownCode>();

  const take = (key: string, at: number, written: string): void => {
    for (const one of byKey.get(key) ?? []) {
      const isAlone = text.trim().length <= short && !text.trim().includes('\n');
      const isAnnounced = written.startsWith('#') || announced.test(text.slice(Math.max(0, at - 20), at));
      const fits =
        named.has(one.brand) ||
        (one.scope === 'industrial'
          ? written.includes('16#') || codeKey(whole) === key
          : isAlone || isAnnounced || (isTelling(written) && text.length <= 5 * short));
      if (fits) found.add(one);
    }
  };
  let before: { key: string; at: number; end: number } | undefined;
  for (const { 0: written, index } of text.matchAll(token)) {
    const key = codeKey(written);
    const isPart =
      /[.:@/\\_]$|\w\[$/.test(text.slice(Math.max(0, index - 2), index)) ||
      /^(?:[@_/\\]|[.:]\w)/.test(text.slice(index + written.length, index + written.length + 2));
    if (!isPart) take(key, index, written);
    if (before && index - before.end === 1 && text.charAt(before.end) === ' ')
      take(before.key + key, before.at, text.slice(before.at, index + written.length));
    before = { key, at: index, end: index + written.length };
  }
  for (const { said: words, one } of said) {
    const count = words.split(' ').length;
    const isMeant = named.has(one.brand) || count > fewWords || (count === fewWords && whole.length <= 2 * short) || whole === words;
    if (isMeant && whole.includes(words)) found.add(one);
  }

  // Whoever names the maker means its codes.
  const ofNamed = [...found].filter(({ brand }) => named.has(brand));
  const meant = ofNamed.length > 0 ? ofNamed : [...found];
  return meant.sort((a, b) => order(a) - order(b)).slice(0, most);
}
