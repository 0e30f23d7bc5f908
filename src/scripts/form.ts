// What the script of the check does with a form that src/view wrote.

/** What stands in the fields, by name. */
export function typed(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

/** Sends the fields; the answer is told as it happens. */
export const post = (to: string, values: Record<string, string>, signal: AbortSignal, accept = 'application/x-ndjson'): Promise<Response> =>
  fetch(to, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: accept },
    body: JSON.stringify(values),
    signal,
  });

/** Takes the faults of the last attempt away: they are not about this one. */
export function clearFaults(form: HTMLFormElement): void {
  for (const fault of form.querySelectorAll('.error-summary, .error')) fault.remove();
  for (const field of form.querySelectorAll('.field-wrong')) field.classList.remove('field-wrong');
  for (const control of form.querySelectorAll('[aria-invalid]')) {
    control.removeAttribute('aria-invalid');
    const hint = `${control.id}-hint`;
    if (form.querySelector(`#${hint}`)) control.setAttribute('aria-describedby', hint);
    else control.removeAttribute('aria-describedby');
  }
}

/** While something runs, the buttons that would start another say so. Not `disabled`: that would take the focus away from the one just pressed. */
export function markBusy(root: HTMLElement, busy: boolean): void {
  for (const button of root.querySelectorAll('button[type="submit"]')) {
    if (busy) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
}
