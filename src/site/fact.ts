import { factAt } from '../knowledge/facts.ts';
import { knowledge } from './knowledge.ts';

/** A fact that an author names by its path. A path that leads nowhere ends the build. */
export function fact(path: string): string {
  const value = factAt({ ...knowledge.providers, ...knowledge.devices }, path);
  if (value === undefined) {
    throw new Error(
      `"${path}" names no fact; expected the path of a word or number in src/content/providers or devices, for example gmail.endpoints.starttls.host`,
    );
  }
  return value;
}

/** What an author may give where a word is wanted: the word, or the path of a fact. */
export type Worded = string | { fact: string };
export const worded = (value: Worded): string => (typeof value === 'string' ? value : fact(value.fact));
