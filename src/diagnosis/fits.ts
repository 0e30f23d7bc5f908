// Does a signature fit what was seen?
import type { Signature } from '../knowledge/schemas/signature.ts';
import type { Clues } from './clues.ts';
import type { Sighting } from './diagnose.ts';
import { phrase, type Phrase } from './phrase.ts';

const list = <T>(value: T | T[] | undefined): T[] | undefined => (value === undefined ? undefined : Array.isArray(value) ? value : [value]);

/** `5.7.x` stands for all of them, `5xx` and `53x` too. */
const alike = (pattern: string, value: string): boolean => {
  if (!pattern.includes('x')) return pattern === value;
  const [wanted, given] = [pattern.split('.'), value.split('.')];
  if (wanted.length > 1) return wanted.every((part, at) => part === 'x' || part === given[at]);
  return pattern.length === value.length && [...pattern].every((sign, at) => sign === 'x' || sign === value[at]);
};

/** That a reply said no is seen from its code; it tells nothing by itself. */
const isAnyNo = (why: Signature['why']): boolean => (list(why) ?? []).every((one) => one === 'rejected' || one === 'busy');

/** A signature whose phrases have been read. */
export interface Ready {
  signature: Signature;
  stages: string[] | undefined;
  /** Nothing but the stage speaks, so where nobody knows the stage it is silent. */
  isStageAlone: boolean;
  codes: string[] | undefined;
  enhanced: string[] | undefined;
  speakers: string[] | undefined;
  whys: string[] | undefined;
  all: Phrase[];
  any: [written: string, Phrase][];
  not: Phrase[];
}

export function ready(signature: Signature): Ready {
  const { stage, code, enhanced, speaker, why, words, any = [], not } = signature;
  return {
    signature,
    stages: list(stage),
    isStageAlone: [code, enhanced, words, signature.any].every((key) => key === undefined) && isAnyNo(why),
    codes: list(code)?.map(String),
    enhanced: list(enhanced),
    speakers: list(speaker),
    whys: list(why),
    all: list(words)?.map(phrase) ?? [],
    any: any.map((written) => [written, phrase(written)]),
    not: list(not)?.map(phrase) ?? [],
  };
}

/** How a signature fits: the words of it that were found. */
export interface Fit {
  words?: string;
}

/** Every key that is given must fit; undefined when one does not. Where no stage is known, the rest decides. */
export function fits(given: Ready, seen: Sighting, why: string | undefined, clues: Clues): Fit | undefined {
  const { outcome, port, security, words } = given.signature;
  if (given.whys && (why === undefined || !given.whys.includes(why))) return undefined;
  if (given.stages && (seen.stage === '' ? given.isStageAlone : !given.stages.includes(seen.stage))) return undefined;
  if (outcome !== undefined && outcome !== seen.outcome) return undefined;
  if (port !== undefined && seen.port !== undefined && ![port].flat().includes(seen.port)) return undefined;
  if (port !== undefined && seen.port === undefined) return undefined;
  if (security && (seen.security === undefined || !security.includes(seen.security))) return undefined;
  if (given.speakers && !given.speakers.some((id) => clues.speakers.includes(id))) return undefined;
  if (given.codes && !given.codes.some((code) => clues.codes.some((seenCode) => alike(code, String(seenCode))))) return undefined;
  if (given.enhanced && !given.enhanced.some((code) => clues.enhanced.some((seenCode) => alike(code, seenCode)))) return undefined;
  if (!given.all.every((isIn) => isIn(clues.words))) return undefined;
  const any = given.any.length === 0 ? undefined : given.any.find(([, isIn]) => isIn(clues.words));
  if (given.any.length > 0 && !any) return undefined;
  if (given.not.some((isIn) => isIn(clues.words))) return undefined;
  const found = [list(words) ?? [], any?.[0] ?? []].flat();
  return found.length === 0 ? {} : { words: found.join(' … ') };
}
