// The chosen device's own words: what it calls the field that a cause is about, and what can still be wrong on it after a success.
import type { Report } from '../diagnosis/report.ts';
import type { CheckDevice, CheckKnowledge, FieldMeaning } from '../knowledge/check-knowledge.ts';
import { form, left as words, report as reportWords } from '../words/en.ts';
import { fill } from '../words/fill.ts';

/** The field that is to be changed where this is the cause. */
const fieldOf: Record<string, FieldMeaning | undefined> = {
  'auth-wrong-password': 'password',
  'auth-app-password-required': 'password',
  'auth-app-password-revoked-or-old': 'password',
  'auth-username-format': 'username',
  'auth-api-key-username': 'username',
  'cert-hostname-mismatch': 'host',
  'dns-no-such-host': 'host',
  'connect-refused': 'port',
  'connect-timeout-blocked-port': 'port',
  'implicit-vs-starttls-mismatch': 'security',
  'starttls-required': 'security',
  'starttls-not-offered': 'security',
  'sender-not-allowed': 'from',
  'sender-unverified': 'from',
};

/** Where the next step is done on the device: its own label. Undefined where the device or its label is not known. */
export function fieldSentence(report: Report, next: string | undefined, device: CheckDevice | undefined): string | undefined {
  if (!device) return undefined;
  const told = (sentence: string | undefined): string | undefined =>
    sentence !== undefined && device.unsure ? `${sentence} ${reportWords.unsureLabels}` : sentence;
  const door = next?.startsWith('door-') === true ? next.slice('door-'.length) : undefined;
  const choice = door === undefined ? undefined : device.choices[door as keyof CheckDevice['choices']];
  if (choice !== undefined && device.fields.security !== undefined) {
    return told(fill(reportWords.doorOn, { device: device.name, field: device.fields.security, choice }));
  }
  const meaning = door !== undefined ? 'port' : next === 'host-in-certificate' ? 'host' : fieldOf[report.causes[0]?.cause ?? ''];
  const field = meaning && device.fields[meaning];
  return field === undefined ? undefined : told(fill(reportWords.fieldOn, { device: device.name, field }));
}

/** A heading and sentences in order; prose, for one may have a link. */
export interface Left {
  title: string;
  items: string[];
  /** What holds for the labels among them. */
  note?: string;
}

/** After a sign-in that works: what is left on the device, the most frequent first. `inside`: the check itself ran in the office's network. */
export function leftOnDevice(report: Report, knowledge: CheckKnowledge, id: string | undefined, inside = false): Left {
  const device = id === undefined ? undefined : knowledge.devices[id];
  const provider = report.provider === undefined ? undefined : knowledge.providers[report.provider];
  const { host, port, security } = report.target;
  const { fields = {}, choices = {}, passwordMax: max } = device ?? {};
  const { password, from, security: securityField } = fields;
  const choice = choices[security];
  const spaced = provider?.appPassword?.spaced === true ? provider.appPassword : undefined;
  const isListed = provider?.endpoints.some((endpoint) => endpoint.host === host) === true;
  const value = max === undefined ? (password === undefined ? words.value : words.valueOn) : words.valueMax;
  const items = [
    fill(value, { field: password ?? form.password, max: max ?? 0 }),
    spaced && provider ? fill(words.blanksSpaced, { provider: provider.name, called: spaced.called }) : words.blanks,
    choice !== undefined && securityField !== undefined
      ? fill(words.securityOn, { port, choice, field: securityField })
      : fill(words.security, { port, security: form.securities[security] }),
    from === undefined ? words.from : fill(words.fromOn, { field: from }),
    words.clock,
    words.tls,
    inside ? words.networkInside : fill(words.network, { port, anchor: provider && isListed ? `#${provider.id}` : '' }),
  ];
  const title = device ? fill(words.titleOn, { device: device.name }) : words.title;
  return { title, items, ...(device?.unsure === true && { note: reportWords.unsureLabels }) };
}
