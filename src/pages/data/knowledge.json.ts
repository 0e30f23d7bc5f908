// Everything the site knows, as one file for others to use; but for whoever wants to be left alone, who is not advertised either.
import { knowledge } from '../../site/knowledge.ts';

const { optOut: _, ...open } = knowledge;

export const GET = (): Response => Response.json(open);
