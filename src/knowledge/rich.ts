// Prose of the content files, cut into parts that page, HTML answer and command each write in their own way.

export type Part = { kind: 'text' | 'code' | 'strong'; text: string } | { kind: 'link'; text: string; href: string };

const token = /\[([^\]]+)\]\(([^)\s]+)\)|`([^`]+)`|\*\*([^*]+)\*\*/g;

/** Cuts prose into text, `code`, **strong** and [label](target). Anything else stays text. */
export function parseProse(prose: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const found of prose.matchAll(token)) {
    if (found.index > at) parts.push({ kind: 'text', text: prose.slice(at, found.index) });
    const [whole, label, href, code, strong] = found;
    if (label !== undefined && href !== undefined) parts.push({ kind: 'link', text: label, href });
    else if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    at = found.index + whole.length;
  }
  if (at < prose.length) parts.push({ kind: 'text', text: prose.slice(at) });
  return parts;
}

/** The same prose as plain words, for titles, search and the command. */
export function plain(prose: string): string {
  return parseProse(prose)
    .map((part) => part.text)
    .join('');
}
