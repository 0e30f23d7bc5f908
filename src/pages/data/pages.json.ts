// What the search box can find; asked for when someone types into it.
import { knowledge } from '../../site/knowledge.ts';

export const GET = (): Response => Response.json(knowledge.pages);
