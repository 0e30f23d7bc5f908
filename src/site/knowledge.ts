// The knowledge as the pages read it. astro.config.mjs has written and proved it before the first page is made.
import generated from '../generated/knowledge.json';
import type { Knowledge } from '../knowledge/knowledge.ts';

export const knowledge = generated as unknown as Knowledge;

/** An entry by id. A wrong id in a page or an author's text ends the build with a sentence that says where to look. */
export function entry<Kind extends 'providers' | 'devices' | 'causes' | 'guides' | 'trees' | 'changes' | 'codes'>(
  kind: Kind,
  id: string,
): Knowledge[Kind][string] {
  const found = knowledge[kind][id] as Knowledge[Kind][string] | undefined;
  if (!found) throw new Error(`"${id}" is none of src/content/${kind}; expected one of: ${Object.keys(knowledge[kind]).join(', ')}`);
  return found;
}
