// Form fields with label, hint and error tied together, as WCAG 2.2 asks.
import { el, type View } from './node.ts';

export interface FieldError {
  field: string;
  message: string;
}

export interface FieldOptions {
  name: string;
  label: string;
  hint?: View | View[] | undefined;
  value?: string | undefined;
  errors: FieldError[];
  type?: 'text' | 'email' | 'password';
  inputmode?: 'numeric' | 'email' | 'url';
  autocomplete?: string;
  required?: boolean;
  maxlength?: number;
  /** Other fields of the same name may stand on the page: ids are made with this. */
  form: string;
}

const idOf = (form: string, name: string): string => `${form}-${name}`;

function frame(
  { name, label, hint, errors, form }: FieldOptions,
  control: (describedBy: string | undefined, wrong: boolean) => View,
): View {
  const id = idOf(form, name);
  const own = errors.filter((error) => error.field === name);
  const describedBy = [hint === undefined ? '' : `${id}-hint`, own.length > 0 ? `${id}-error` : ''].filter(Boolean).join(' ');
  return el(
    'div',
    { class: own.length > 0 ? 'field field-wrong' : 'field' },
    el('label', { for: id }, label),
    hint !== undefined && el('p', { class: 'hint', id: `${id}-hint` }, ...(Array.isArray(hint) ? hint : [hint])),
    own.length > 0 && el('p', { class: 'error', id: `${id}-error` }, own.map((error) => error.message).join(' ')),
    control(describedBy === '' ? undefined : describedBy, own.length > 0),
  );
}

/** A line to type in. A password's value is never written, whatever is given. */
export function textField(options: FieldOptions): View {
  const { name, form, type = 'text', value, inputmode, autocomplete, required, maxlength } = options;
  return frame(options, (describedBy, wrong) =>
    el('input', {
      id: idOf(form, name),
      name,
      type,
      value: type === 'password' ? undefined : value,
      inputmode,
      autocomplete: autocomplete ?? 'off',
      // Not allowed on type=email, which never capitalises.
      autocapitalize: type === 'email' ? undefined : 'none',
      spellcheck: 'false',
      required,
      maxlength,
      'aria-describedby': describedBy,
      'aria-invalid': wrong ? 'true' : undefined,
    }),
  );
}

/** A choice of one. */
export function selectField(options: FieldOptions & { choices: [value: string, label: string][] }): View {
  const { name, form, value = '', choices } = options;
  return frame(options, (describedBy, wrong) =>
    el(
      'select',
      { id: idOf(form, name), name, 'aria-describedby': describedBy, 'aria-invalid': wrong ? 'true' : undefined },
      choices.map(([choice, label]) => el('option', { value: choice, selected: choice === value }, label)),
    ),
  );
}

/** A box to tick; ticked it stands for `value`, otherwise for nothing. */
export function checkField(options: FieldOptions & { value: string; checked: boolean }): View {
  const { name, form, value, checked, label, hint, errors } = options;
  const id = idOf(form, name);
  const own = errors.filter((error) => error.field === name);
  const notes: [kind: string, text: View | View[] | undefined][] = [
    ['hint', hint],
    ['error', own.length > 0 ? own.map((error) => error.message).join(' ') : undefined],
  ];
  const shown = notes.filter(([, text]) => text !== undefined);
  return el(
    'div',
    { class: own.length > 0 ? 'field field-check field-wrong' : 'field field-check' },
    el('input', {
      id,
      name,
      type: 'checkbox',
      value,
      checked,
      'aria-describedby': shown.length > 0 ? shown.map(([kind]) => `${id}-${kind}`).join(' ') : undefined,
      'aria-invalid': own.length > 0 ? 'true' : undefined,
    }),
    el('label', { for: id }, label),
    shown.map(([kind, text = '']) => el('p', { class: kind, id: `${id}-${kind}` }, ...(Array.isArray(text) ? text : [text]))),
  );
}

/** The list of faults at the top, each a link to its field, where its form stands below; it takes the focus (GOV.UK error summary). */
export function errorSummary(title: string, errors: FieldError[], form?: string): View | undefined {
  if (errors.length === 0) return undefined;
  // A ticket is in no field that somebody could go to.
  const isLink = ({ field }: FieldError): boolean => form !== undefined && field !== 'ticket';
  return el(
    'div',
    { class: 'error-summary', role: 'alert', tabindex: -1, autofocus: true, id: form && `${form}-errors` },
    el('h2', {}, title),
    el(
      'ul',
      {},
      errors.map((error) =>
        el('li', {}, isLink(error) ? el('a', { href: `#${idOf(form ?? '', error.field)}` }, error.message) : error.message),
      ),
    ),
  );
}
