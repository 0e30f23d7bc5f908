// The report in the words of the chosen device, and what is left on it after a success.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report.ts';
import { checkKnowledge, type CheckDevice, type CheckKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { load } from '../../src/knowledge/load.ts';
import type { StageEvent } from '../../src/smtp/events.ts';
import { toHtml } from '../../src/view/node.ts';
import { fieldSentence, leftOnDevice } from '../../src/view/on-device.ts';
import { reportView } from '../../src/view/report-view.ts';
import { left, report as words } from '../../src/words/en.ts';

const knowledge = checkKnowledge(await load(join(import.meta.dirname, '../..'), '2026-11-25'));
const report = (different: Partial<Report> = {}): Report => ({
  type: 'report',
  v: 1,
  id: 'test',
  startedAt: '2026-11-25T09:00:00.000Z',
  ms: 900,
  target: { host: 'smtp.gmail.com', port: 587, security: 'starttls' },
  asked: 'login',
  verdict: 'works',
  causes: [],
  stages: [],
  capabilities: [],
  advice: [],
  provider: 'gmail',
  ...different,
});
const copier: CheckDevice = {
  id: 'copier',
  name: 'Test Copier',
  fields: { password: 'SMTP Pass', from: 'Sender', security: 'Secure', port: 'Port No.', host: 'Host', username: 'Login' },
  choices: { starttls: 'TLS/Start', 'implicit-tls': 'SSL' },
  passwordMax: 15,
  unsure: false,
};
const withCopier: CheckKnowledge = { ...knowledge, devices: { ...knowledge.devices, copier } };
const html = (different: Partial<Report>, device?: string): string => toHtml(reportView(report(different), [], withCopier, device));
const order = /^\*\*Old or cut password\.\*\*.*\n\*\*Blanks.*\n\*\*Encryption.*\n\*\*From.*\n\*\*Clock.*\n\*\*Age.*\n\*\*Your network/;

test.each([undefined, 'copier', ...Object.keys(knowledge.devices)])(
  'on %s everything that is left comes in its order, without a gap',
  (device) => {
    const { items, title } = leftOnDevice(report(), withCopier, device);
    expect(items.join('\n')).toMatch(order);
    expect(`${title} ${items.join(' ')}`).not.toMatch(/[{}]|undefined/);
    const known = device === undefined ? undefined : withCopier.devices[device];
    if (known) expect(title).toContain(known.name);
    for (const meaning of ['password', 'from'] as const) {
      const label = known?.fields[meaning];
      if (label !== undefined) expect(items.join(' ')).toContain(`“${label}”`);
    }
  },
);

test('the device’s own limit, its label of the encryption and the provider’s groups are named', () => {
  const text = leftOnDevice(report(), withCopier, 'copier').items.join('\n');
  expect(text).toContain('“SMTP Pass” and type it anew. It takes at most 15 characters');
  expect(text).toContain('For port 587 choose “TLS/Start” in “Secure”');
  expect(text).toContain('Gmail shows an app password in groups');
  expect(text).toContain('(/command/#gmail)');
});

test('labels that no maker confirmed are said to be so, once', () => {
  expect(leftOnDevice(report(), withCopier, 'copier').note).toBeUndefined();
  expect(html({}, 'xerox-altalink').split(words.unsureLabels)).toHaveLength(2);
});

test('an unknown server has its test on the page for all, and the command its own word on the network', () => {
  const stranger = report({ target: { host: 'mail.example.com', port: 465, security: 'implicit-tls' }, provider: 'gmail' });
  expect(leftOnDevice(stranger, knowledge, undefined).items.at(-1)).toContain('(/command/)');
  expect(leftOnDevice(stranger, knowledge, undefined, true).items.at(-1)).toBe(left.networkInside);
});

test('the page shows one next step, and the list below it', () => {
  const page = html({}, 'copier');
  expect(page.split('class="next"')).toHaveLength(2);
  expect(page.indexOf('class="left"')).toBeGreaterThan(page.indexOf('class="next"'));
  expect(page).toContain(words.worksFine);
  expect(html({ asked: 'look' })).not.toContain('class="left"');
});

const refused = (cause: string, confidence = 0.97): Partial<Report> => ({
  verdict: 'fails',
  causes: [{ cause, confidence, evidence: [{ stage: 'auth', outcome: 'refused', code: 535, enhanced: '5.7.8', words: 'not accepted' }] }],
});

test.each([
  ['auth-wrong-password', 'SMTP Pass'],
  ['auth-username-format', 'Login'],
  ['sender-not-allowed', 'Sender'],
  ['cert-hostname-mismatch', 'Host'],
  ['connect-refused', 'Port No.'],
  ['implicit-vs-starttls-mismatch', 'Secure'],
])('of %s the field to change is named as the device names it', (cause, label) => {
  expect(html(refused(cause), 'copier')).toContain(`On Test Copier the field for it is “${label}”.`);
  expect(html(refused(cause))).not.toContain('the field for it');
});

test('a port that answers is chosen with the device’s own word for its encryption', () => {
  expect(fieldSentence(report(refused('connect-refused')), 'door-implicit-tls', copier)).toBe('On Test Copier: “Secure”, and there “SSL”.');
});

test('which code and which words of the server spoke is said, and how sure each cause is', () => {
  const first = refused('auth-app-password-required', 0.8).causes ?? [];
  const second = { cause: 'auth-wrong-password', confidence: 0.4, evidence: [{ stage: 'auth', outcome: 'refused', code: 535 }] };
  const page = html({ verdict: 'fails', causes: [...first, second] });
  expect(page).toContain('This is the likely cause. The server answered 535 5.7.8 at “Sign-in”, with the words “not accepted”.');
  expect(page).toMatch(/auth-wrong-password\/">.*<span class="muted">possible\. The server answered 535 at “Sign-in”\./);
});

test('where an app password is missing, the page to make it is one link away', () => {
  expect(html(refused('auth-app-password-required'))).toContain(
    'href="https://myaccount.google.com/apppasswords" rel="noopener">Make an app password at Gmail',
  );
  expect(html(refused('connect-refused'))).not.toContain('Make an app password');
});

test('where the user name is wrong, the provider’s own rule stands beside the next step', () => {
  expect(html(refused('auth-username-format'))).toContain('Gmail: The whole Gmail address');
  expect(html(refused('auth-wrong-password'))).not.toContain('Gmail: The whole');
});

test('words of a server in the evidence are text', () => {
  const causes = [{ cause: 'other', confidence: 0.3, evidence: [{ stage: 'auth', outcome: 'refused', words: '<b>\u202e' }] }];
  const page = html({ verdict: 'fails', causes });
  expect(page).not.toMatch(/<b>|\u202e/);
});

const stage = (name: StageEvent['stage'], outcome: StageEvent['outcome']): StageEvent => ({
  type: 'stage',
  stage: name,
  outcome,
  ms: 1,
  facts: {},
});

test('a check that ended before the sign-in says that no password was sent', () => {
  const before = { ...refused('connect-refused'), stages: [stage('connect', 'refused'), stage('auth', 'not-tried')] };
  expect(html(before)).toContain(words.notSent);
  expect(html({ ...before, asked: 'look' })).not.toContain(words.notSent);
  expect(html({ ...refused('auth-wrong-password'), stages: [stage('auth', 'refused')] })).not.toContain(words.notSent);
  expect(html({ verdict: 'cannot-tell', stages: [stage('auth', 'timed-out')] })).not.toContain(words.notSent);
});

test('turned away because of where we are: not the reader’s fault, nobody has to be taken off a list, and the command is the next step', () => {
  const page = html({
    verdict: 'cannot-tell',
    causes: [{ cause: 'ip-blocklisted', confidence: 0.95, evidence: [] }],
    advice: [{ id: 'kept-by-place', with: { host: 'smtp.gmail.com' } }],
  });
  expect(page).toContain('because of where this website stands, not because of you');
  expect(page).not.toContain(knowledge.causes['ip-blocklisted']?.says);
  expect(page.split('class="next"')[1]).toMatch(/from your own network.*href="\/command\/"/s);
});
