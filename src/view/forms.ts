// The two forms of the check. They post without a script; the script of the check page takes the same forms over.
import type { CheckKnowledge, CheckProvider } from '../knowledge/check-knowledge.ts';
import { form as words } from '../words/en.ts';
import { fill } from '../words/fill.ts';
import { errorSummary, selectField, textField, type FieldError } from './fields.ts';
import { el, type View } from './node.ts';

/** What was typed. Never a password. */
export interface LookValues {
  address?: string | undefined;
  host?: string | undefined;
  port?: string | undefined;
  security?: string | undefined;
  device?: string | undefined;
}

/** First step: address, or mail server. No password field on this page. */
export function lookForm(values: LookValues, errors: FieldError[], knowledge: CheckKnowledge): View {
  const form = 'look';
  const example = Object.values(knowledge.providers)[0]?.endpoints[0]?.host ?? 'mail.example.com';
  const devices = Object.values(knowledge.devices).map((device): [string, string] => [device.id, device.name]);
  return el(
    'form',
    { method: 'post', action: '/api/look', id: 'look-form', class: 'form', novalidate: true },
    errorSummary(words.errorSummary, errors, form),
    textField({
      form,
      name: 'address',
      label: words.address,
      hint: words.addressHint,
      value: values.address,
      errors,
      type: 'email',
      inputmode: 'email',
      autocomplete: 'email',
      maxlength: 320,
    }),
    textField({
      form,
      name: 'host',
      label: words.host,
      hint: fill(words.hostHint, { example }),
      value: values.host,
      errors,
      inputmode: 'url',
      // Coming back from a cause, one finds what one had typed.
      autocomplete: 'on',
      maxlength: 300,
    }),
    el('details', { open: isMoreOpen(values, errors) }, el('summary', {}, words.more), portAndSecurity(form, values, errors)),
    selectField({
      form,
      name: 'device',
      label: words.device,
      hint: words.deviceHint,
      value: values.device,
      errors,
      choices: [['', words.deviceNone], ...devices],
    }),
    el('button', { type: 'submit', class: 'button' }, words.look),
  );
}

/** Rarely needed, so folded; never where something stands in it or is wrong there. */
function isMoreOpen({ port = '', security = '' }: LookValues, errors: FieldError[]): boolean {
  return port !== '' || security !== '' || errors.some(({ field }) => field === 'port' || field === 'security');
}

function portAndSecurity(form: string, values: LookValues, errors: FieldError[]): View {
  return el(
    'div',
    { class: 'field-row' },
    textField({
      form,
      name: 'port',
      label: words.port,
      hint: words.portHint,
      value: values.port,
      errors,
      inputmode: 'numeric',
      autocomplete: 'on',
      maxlength: 5,
    }),
    selectField({
      form,
      name: 'security',
      label: words.security,
      hint: words.securityHint,
      value: values.security,
      errors,
      choices: [
        ['', words.securities.auto],
        ['starttls', words.securities.starttls],
        ['implicit-tls', words.securities['implicit-tls']],
        ['none', words.securities.none],
      ],
    }),
  );
}

export interface SignInValues {
  host: string;
  port: number;
  security: string;
  ticket: string;
  username?: string | undefined;
  device?: string | undefined;
  /** true: this server was signed in to just now. */
  again?: boolean;
}

/** Second step: user name and password for the server that was looked at. Host and port are fixed: the ticket is for them. */
export function signInForm(values: SignInValues, errors: FieldError[], provider: CheckProvider | undefined): View {
  const form = 'check';
  const { host, port } = values;
  const appPassword =
    provider?.appPassword?.usable === true && provider.password.status === 'app-password' ? provider.appPassword : undefined;
  const hidden = Object.entries({
    host,
    port: String(port),
    security: values.security,
    ticket: values.ticket,
    device: values.device ?? '',
  });
  return el(
    'form',
    { method: 'post', action: '/api/check', id: 'check-form', class: 'form', novalidate: true, autocomplete: 'off' },
    errorSummary(words.errorSummary, errors, form),
    el('h2', { id: 'sign-in' }, values.again === true ? words.againTitle : words.signInTitle),
    el('p', {}, fill(words.signInLead, { host, port })),
    hidden.map(([name, value]) => value !== '' && el('input', { type: 'hidden', name, value })),
    textField({ form, name: 'username', label: words.username, hint: words.usernameHint, value: values.username, errors, maxlength: 320 }),
    textField({
      form,
      name: 'password',
      label: words.password,
      type: 'password',
      autocomplete: 'off',
      hint: [
        provider && appPassword
          ? el('strong', {}, `${fill(words.appPasswordHint, { provider: provider.name, length: appPassword.length })} `)
          : '',
        `${fill(words.passwordHint, { host })} ${words.passwordMail}`,
      ],
      errors,
      maxlength: 1024,
    }),
    el('button', { type: 'submit', class: 'button' }, words.check),
    el('p', {}, el('a', { href: '/check/', class: 'change' }, words.change)),
  );
}
