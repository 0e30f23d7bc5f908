// What the explanation knows in tests: the content as it is in the files, loaded once a suite.
import { join } from 'node:path';
import { knowledgeForExplaining } from '../../src/explain/knowledge.ts';
import { load } from '../../src/knowledge/load.ts';

export const knowledge = await load(join(import.meta.dirname, '../..'), '2026-11-25');
export const known = knowledgeForExplaining(knowledge);
