// The codes that devices show, as a script module of its own: a text is explained without it as well.
import { knownCodes } from '../../explain/codes.ts';
import { knowledge } from '../../site/knowledge.ts';

export const GET = (): Response =>
  new Response(`export default ${JSON.stringify(knownCodes(knowledge.codes))};\n`, {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8' },
  });
