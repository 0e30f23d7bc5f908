// Everything the site knows, as one file for others to use.
import { knowledge } from '../../site/knowledge.ts';

export const GET = (): Response => Response.json(knowledge);
