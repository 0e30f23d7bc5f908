import type { Guide } from '../knowledge/schemas/index.ts';
import { site as words } from '../words/en-site.ts';
import { fill } from '../words/fill.ts';

/** How long a guide takes, as the small line of a card; nothing where that is not known. */
export const minutes = (guide: Guide): { meta?: string } =>
  guide.minutes === undefined ? {} : { meta: fill(words.minutes, { minutes: guide.minutes }) };
