// The check page with script, as little of it as is there before somebody touches the form: the rest comes when it is needed.
import type { CheckPage } from './check-page.ts';

const root = document.querySelector<HTMLElement>('[data-check]');
if (root) {
  let page: Promise<CheckPage> | undefined;
  // A download that fails is tried again when it is needed.
  const load = (): Promise<CheckPage> =>
    (page ??= import('./check-page.ts')
      .then(({ CheckPage }) => new CheckPage(root))
      .catch((error: unknown) => {
        page = undefined;
        throw error;
      }));
  root.addEventListener(
    'focusin',
    () =>
      void load()
        .then((ready) => ready.prepare())
        .catch(() => undefined),
    { once: true },
  );
  root.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    void load().then(
      (ready) => ready.submit(form),
      // Without the rest it goes as it would without a script.
      () => {
        form.submit();
      },
    );
  });
  // Back from another page the browser may have kept what was typed; a link may have brought something to fill in.
  if (location.search !== '')
    void load()
      .then((ready) => ready.fillIn())
      .catch(() => undefined);
}
