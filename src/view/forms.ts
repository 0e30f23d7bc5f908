// The two forms of the check. They post without a script; the script of the check page takes the same forms over.
import type { CheckKnowledge, CheckProvider } from '../knowledge/check-knowledge.ts';
import { advice, form as words } from '../words/en.ts';
import { price as priceWords } from '../words/en-refused.ts';
import { fill } from '../words/fill.ts';
import { checkField, errorSummary, selectField, textField, type FieldError } from './fields.ts';
import { el, type View } from './node.ts';
import { prose } from './prose.ts';
import type { Price } from './price.ts';

/** What was typed. Never a password. */
export interface LookValues {
  address?: string | undefined;
  host?: string | undefined;
  port?: string | undefined;
  security?: string | undefined;
  device?: string | undefined;
  /** `old-devices`, or nothing. */
  peek?: string | undefined;
}

/** First step: address, or mail server. No password field on this page. */
export function lookForm(values: LookValues, errors: FieldError[], knowledge: CheckKnowledge): View {
  const form = 'look';
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
      hint: words.hostHint,
      value: values.host,
      errors,
      inputmode: 'url',
      // Coming back from a cause, one finds what one had typed.
      autocomplete: 'on',
      maxlength: 300,
    }),
    folded(
      words.more,
      ['port', 'security', 'peek'],
      { ...values },
      errors,
      portAndSecurity(form, values, errors),
      checkField({
        form,
        name: 'peek',
        label: words.oldDevices,
        hint: words.oldDevicesHint,
        value: 'old-devices',
        checked: values.peek === 'old-devices',
        errors,
      }),
    ),
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
function folded(title: string, fields: string[], values: Record<string, unknown>, errors: FieldError[], ...parts: View[]): View {
  const isOpen = fields.some((name) => (values[name] ?? '') !== '') || errors.some(({ field }) => fields.includes(field));
  return el('details', { open: isOpen }, el('summary', {}, title), el('div', { class: 'folded' }, ...parts));
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
  from?: string | undefined;
  /** `send`, or nothing. */
  depth?: string | undefined;
  ehlo?: string | undefined;
  /** `nothing`, or nothing at all. */
  greeting?: string | undefined;
  /** true: this server was signed in to just now. */
  again?: boolean;
  /** What the sign-in costs. Where the script of the page pays it, it is left out here. */
  price?: Price | undefined;
  /** true: one refusal more, and this account is stopped here. */
  isLockOutNear?: boolean;
}

/** That the password of the account is not what goes in here, and where the right one is made. */
export function appPasswordHint({ name, password, appPassword }: CheckProvider): View[] {
  if (appPassword?.usable !== true) return [];
  const { page, called, length } = appPassword;
  const shape = length === undefined ? '' : fill(words.appPasswordShape, { length });
  const sentence = password.status === 'works' ? words.appPasswordMaybe : words.appPasswordHint;
  return [
    el('strong', {}, fill(sentence, { provider: name, called, shape })),
    ' ',
    el('a', { href: page, rel: 'noopener' }, fill(words.appPasswordMake, { called })),
    '. ',
  ];
}

/** Second step: user name and password for the server that was looked at. Host and port are fixed: the ticket is for them. */
export function signInForm(values: SignInValues, errors: FieldError[], provider: CheckProvider | undefined): View {
  const form = 'check';
  const { host, port } = values;
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
    el('h2', { id: 'sign-in', tabindex: -1 }, values.again === true ? words.againTitle : words.signInTitle),
    el('p', {}, fill(words.signInLead, { host, port })),
    hidden.map(([name, value]) => value !== '' && el('input', { type: 'hidden', name, value })),
    textField({
      form,
      name: 'username',
      label: words.username,
      hint: provider ? prose(provider.username) : words.usernameHint,
      value: values.username,
      errors,
      maxlength: 320,
    }),
    values.isLockOutNear === true && el('p', { class: 'notice lock-out' }, el('strong', {}, advice['lock-out-near'])),
    textField({
      form,
      name: 'password',
      label: words.password,
      type: 'password',
      autocomplete: 'off',
      hint: [...(provider ? appPasswordHint(provider) : []), `${fill(words.passwordHint, { host })} ${words.passwordMail}`],
      errors,
      maxlength: 1024,
    }),
    folded(words.moreSignIn, ['from', 'depth', 'ehlo', 'greeting'], { ...values }, errors, ...asTheDevice(form, values, errors)),
    opensView(values.price),
    el('button', { type: 'submit', class: 'button' }, words.check),
    el('p', {}, el('a', { href: '/check/', class: 'change' }, words.change)),
  );
}

/** From when on the form is taken, for whoever pays with time. */
function opensView(price: Price | undefined): View | undefined {
  if (price?.kind !== 'proof' || price.waitSeconds === 0) return undefined;
  const sentence = fill(priceWords.opens, { time: price.opensAt.slice(11, 19), seconds: price.waitSeconds });
  return el('p', { class: 'opens' }, sentence);
}

/** The way to a new ticket in one press: another look at the same server. */
export function lookAgainForm(values: LookValues, errors: FieldError[]): View {
  return el(
    'form',
    { method: 'post', action: '/api/look', class: 'form' },
    errorSummary(words.errorSummary, errors),
    Object.entries(values).map(([name, value]) => Boolean(value) && el('input', { type: 'hidden', name, value: String(value) })),
    el('button', { type: 'submit', class: 'button' }, priceWords.lookAgain),
  );
}

/** What makes the check more like the device: its From, a message, how it greets. */
function asTheDevice(form: string, values: SignInValues, errors: FieldError[]): View[] {
  return [
    textField({
      form,
      name: 'from',
      label: words.from,
      hint: words.fromHint,
      value: values.from,
      errors,
      inputmode: 'email',
      maxlength: 320,
    }),
    checkField({ form, name: 'depth', label: words.send, hint: words.sendHint, value: 'send', checked: values.depth === 'send', errors }),
    textField({ form, name: 'ehlo', label: words.ehlo, hint: words.ehloHint, value: values.ehlo, errors, maxlength: 255 }),
    checkField({ form, name: 'greeting', label: words.nameless, value: 'nothing', checked: values.greeting === 'nothing', errors }),
  ];
}
