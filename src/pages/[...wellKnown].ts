// /.well-known/security.txt (RFC 9116); where the operator has no contact there is no such file.
import type { GetStaticPaths } from 'astro';
import { knowledge } from '../site/knowledge.ts';
import { securityTxt } from '../site/security-txt.ts';

const text = securityTxt(knowledge.operator, knowledge.day, import.meta.env.SITE);

export const getStaticPaths = (() =>
  text === undefined ? [] : [{ params: { wellKnown: '.well-known/security.txt' } }]) satisfies GetStaticPaths;

export const GET = (): Response => new Response(text, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
