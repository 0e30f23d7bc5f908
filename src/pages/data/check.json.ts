// What the check page needs to know, asked for when its form is first touched.
import { checkKnowledge } from '../../knowledge/check-knowledge.ts';
import { knowledge } from '../../site/knowledge.ts';

export const GET = (): Response => Response.json(checkKnowledge(knowledge));
