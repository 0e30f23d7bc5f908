// XML from a stranger, as little of it as a settings file needs. There is nothing here that an attack on an XML parser could use: no document type,
// no entity is ever expanded, nothing is loaded.

export interface Element {
  name: string;
  attributes: Map<string, string>;
  children: Element[];
  /** Text directly inside, as written; a reference such as `&amp;` stays one. */
  text: string;
}

const deepest = 16;
const mostElements = 1_000;

const opening = /<([A-Za-z_][\w.:-]{0,63})/y;
const attribute = /\s+([A-Za-z_][\w.:-]{0,63})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const openingEnd = /\s*(\/?)>/y;
const closing = /<\/([A-Za-z_][\w.:-]{0,63})\s*>/y;
const declaration = /<\?xml\s[^<>?]*\?>/y;

/** Lays a sticky pattern on the text at one place. */
function at(pattern: RegExp, text: string, place: number): RegExpExecArray | null {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

/**
 * Reads a document and gives its root element.
 *
 * Shape: elements, attributes, text and comments; an XML declaration at the very beginning is passed over.
 * Bounds: 16 levels, 1,000 elements; the caller bounds the length. Time grows with the length and no faster.
 * Errors: undefined for everything that is not well-formed, and for what is allowed in XML and not here: `<!DOCTYPE`, CDATA (any `<!` that
 * begins no comment) and processing instructions.
 */
export function readXml(text: string): Element | undefined {
  const top: Element = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [top];
  let count = 0;
  let place = at(declaration, text, 0) ? declaration.lastIndex : 0;

  for (;;) {
    const element = open.at(-1) ?? top;
    const next = text.indexOf('<', place);
    element.text += text.slice(place, next === -1 ? undefined : next);
    if (next === -1) break;

    if (text.startsWith('<!--', next)) {
      const end = text.indexOf('-->', next + 4);
      if (end === -1) return undefined;
      place = end + 3;
      continue;
    }
    const closed = at(closing, text, next);
    if (closed) {
      if (element === top || closed[1] !== element.name) return undefined;
      open.pop();
      place = closing.lastIndex;
      continue;
    }
    const name = at(opening, text, next)?.[1];
    count += 1;
    if (name === undefined || count > mostElements || open.length > deepest) return undefined;
    const attributes = new Map<string, string>();
    place = opening.lastIndex;
    for (let found = at(attribute, text, place); found; found = at(attribute, text, place)) {
      const [, key = '', double, single = ''] = found;
      if (attributes.has(key)) return undefined;
      attributes.set(key, double ?? single);
      place = attribute.lastIndex;
    }
    const end = at(openingEnd, text, place);
    if (!end) return undefined;
    place = openingEnd.lastIndex;
    const child: Element = { name, attributes, children: [], text: '' };
    element.children.push(child);
    if (end[1] === '') open.push(child);
  }
  const [root, ...more] = top.children;
  return open.length === 1 && more.length === 0 && top.text.trim() === '' ? root : undefined;
}
