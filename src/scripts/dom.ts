import type { View } from '../view/node.ts';

/** The fragment as DOM nodes. Built node by node, so nothing that a server said can become markup. */
export function toDom(view: View): Node {
  if (typeof view === 'string') return document.createTextNode(view);
  const element = document.createElement(view.tag);
  for (const [name, value] of Object.entries(view.attributes)) element.setAttribute(name, value === true ? '' : value);
  element.append(...view.children.map(toDom));
  return element;
}
