// What explaining a text needs, as a script module: the page is told to fetch nothing at all, and so cannot send anything either.
import { knowledgeForExplaining } from '../../explain/knowledge.ts';
import { knowledge } from '../../site/knowledge.ts';

export const GET = (): Response =>
  new Response(`export default ${JSON.stringify(knowledgeForExplaining(knowledge))};\n`, {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8' },
  });
