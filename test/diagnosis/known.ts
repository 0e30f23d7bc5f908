import { resolve } from 'node:path';
import { load } from '../../src/knowledge/load.ts';

/** The real knowledge, built for a fixed day. */
export const knowledge = await load(resolve(import.meta.dirname, '../..'), '2026-11-25');
