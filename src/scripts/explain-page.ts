// The part of the explanation that comes with the first focus: reader, diagnosis, cleaner and what they know.
import { clean } from '../explain/clean.ts';
import { findCodes, type KnownCode } from '../explain/codes.ts';
import { explain } from '../explain/explain.ts';
import { readPart } from '../explain/lines.ts';
import { cleanedView } from '../view/cleaned-view.ts';
import { explainView, type ExplainPageKnowledge } from '../view/explain-view.ts';
import type { View } from '../view/node.ts';
import { cleaner, explain as words } from '../words/en-explain.ts';
import { toDom } from './dom.ts';

export interface ExplainPage {
  /** Explains the text. `isAsked`: by the button, so an empty field is answered and the result gets the focus. */
  show(text: string, isAsked: boolean): void;
}

/** A module of its own: the policy of this page lets nothing be fetched (functions/headers.ts). */
const source = '/explain/knowledge.js';
const codeSource = '/explain/codes.js';

/** Loads what is known. Throws what the import throws. */
export async function prepare(root: HTMLElement): Promise<ExplainPage> {
  const [{ default: knowledge }, { default: codes }] = (await Promise.all([
    import(/* @vite-ignore */ source),
    import(/* @vite-ignore */ codeSource),
  ])) as [{ default: ExplainPageKnowledge }, { default: KnownCode[] }];
  const part = (name: string) =>
    root.querySelector<HTMLElement>(`[data-part="${name}"]`) ?? root.appendChild(document.createElement('div'));
  const [status, result, below] = [part('status'), part('result'), part('clean')];
  const put = (place: HTMLElement, views: View[]): void => {
    place.replaceChildren(...views.map(toDom));
  };
  below.addEventListener('click', (event) => {
    if (event.target instanceof HTMLButtonElement) copy(below);
  });
  return {
    show(pasted, isAsked) {
      if (pasted.trim() === '') {
        put(result, []);
        put(below, []);
        status.textContent = isAsked ? words.empty : '';
        return;
      }
      const { text } = readPart(pasted);
      const cleaned = clean(text);
      const explanation = explain(pasted, knowledge);
      const found = findCodes(text, codes);
      put(result, explainView(explanation, cleaned.text, knowledge, found));
      put(below, [cleanedView(cleaned)]);
      status.textContent = explanation.matters === undefined && found.length === 0 ? words.doneNothing : words.done;
      if (isAsked) result.scrollIntoView({ block: 'nearest' });
    },
  };
}

/** The old way of copying, for the new one is switched off on this site with all that asks for a permission. */
function copy(root: HTMLElement): void {
  const field = root.querySelector('textarea');
  const said = root.querySelector<HTMLElement>('[role="status"]');
  if (!field || !said) return;
  field.focus();
  field.select();
  said.textContent = document.execCommand('copy') ? cleaner.copied : cleaner.selected;
}
