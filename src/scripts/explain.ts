// Explaining a pasted text: as little as is there before somebody touches the field. The rest comes with the first focus, before anything is pasted.
import type { ExplainPage } from './explain-page.ts';
import { explain as words } from '../words/en-explain.ts';

/** After the last key so long until it is explained, in milliseconds. */
const pause = 300;

const root = document.querySelector<HTMLElement>('[data-explain]');
const form = root?.querySelector('form');
const field = form?.querySelector('textarea');
if (root && form && field) {
  form.hidden = false;
  root.querySelector('[data-part="no-script"]')?.remove();
  let page: Promise<ExplainPage> | undefined;
  // A download that fails is tried again when it is needed.
  const load = (): Promise<ExplainPage> =>
    (page ??= import('./explain-page.ts')
      .then(({ prepare }) => prepare(root))
      .catch((error: unknown) => {
        page = undefined;
        throw error;
      }));
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const show = (isAsked: boolean): void => {
    clearTimeout(waiting);
    load().then(
      (ready) => {
        ready.show(field.value, isAsked);
      },
      () => {
        const status = root.querySelector('[data-part="status"]');
        if (status) status.textContent = words.failed;
      },
    );
  };
  root.addEventListener('focusin', () => void load().catch(() => undefined), { once: true });
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      show(false);
    }, pause);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    show(true);
  });
  form.addEventListener('reset', () => {
    setTimeout(() => {
      show(false);
      field.focus();
    }, 0);
  });
}
