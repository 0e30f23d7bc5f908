// A page fragment as plain data, written once and shown twice: as HTML by the function, as DOM by the script on the check page.
// Text is always text: there is no way to put markup in.

export interface ViewElement {
  tag: string;
  attributes: Record<string, string | true>;
  children: View[];
}
export type View = string | ViewElement;

type Attributes = Record<string, string | number | boolean | undefined>;
type Child = View | undefined | false | Child[];

/** An element. Attributes that are false or undefined are left out; so are such children. Never give it a handler or a style. */
export function el(tag: string, attributes: Attributes = {}, ...children: Child[]): ViewElement {
  const kept: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) kept[name] = value === true ? true : String(value);
  }
  return { tag, attributes: kept, children: flatten(children) };
}

function flatten(children: Child[]): View[] {
  return children.flatMap((child) => (Array.isArray(child) ? flatten(child) : child === undefined || child === false ? [] : [child]));
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

const empty = new Set(['input', 'br', 'hr', 'img', 'meta', 'link']);

/** The fragment as HTML text. */
export function toHtml(view: View | View[]): string {
  if (Array.isArray(view)) return view.map(toHtml).join('');
  if (typeof view === 'string') return escapeHtml(view);
  const attributes = Object.entries(view.attributes).map(([name, value]) =>
    value === true ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`,
  );
  const open = `<${view.tag}${attributes.join('')}>`;
  return empty.has(view.tag) ? open : `${open}${view.children.map(toHtml).join('')}</${view.tag}>`;
}
