import { parseProse } from '../knowledge/rich.ts';
import { el, type View } from './node.ts';

/** Prose of a content file as a fragment: links, code and strong words; links that leave the site say so to the browser. */
export function prose(text: string): View[] {
  return parseProse(text).map((part) => {
    if (part.kind === 'text') return part.text;
    if (part.kind === 'link') return el('a', { href: part.href, rel: part.href.startsWith('/') ? undefined : 'noopener' }, part.text);
    return el(part.kind, {}, part.text);
  });
}
