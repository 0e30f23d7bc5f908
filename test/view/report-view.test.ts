import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Advice } from '../../src/diagnosis/advice.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { load } from '../../src/knowledge/load.ts';
import type { Facts, SenderPolicy, StageEvent } from '../../src/smtp/events.ts';
import { adviceSentence } from '../../src/view/advice-words.ts';
import { toHtml } from '../../src/view/node.ts';
import { correctionsView } from '../../src/view/look-view.ts';
import { reportView, verdictWord } from '../../src/view/report-view.ts';
import { stageDetails, visible } from '../../src/view/stage-details.ts';

const root = join(import.meta.dirname, '../..');
const report = (different: Partial<Report>): Report => ({
  type: 'report',
  v: 1,
  id: 'test',
  startedAt: '2026-11-25T09:00:00.000Z',
  ms: 900,
  target: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
  asked: 'login',
  verdict: 'works',
  causes: [],
  stages: [],
  capabilities: [],
  advice: [],
  ...different,
});
const html = async (day: string, different: Partial<Report>) =>
  toHtml(reportView(report(different), [], checkKnowledge(await load(root, day))));

const worksToday = { provider: 'microsoft-365', advice: [{ id: 'works-today', with: { change: 'microsoft-365-smtp-auth-password' } }] };

test.each([
  ['2026-12-15', /Works today.*The sign-in works today: .*works until the end of December 2026; then it is off by default.*Your ways on/s],
  ['2027-01-15', /off by default since the end of December 2026/],
  ['2028-01-01', /final date was to be announced in the second half of 2027/],
])('a verdict built on %s says what is coming, with its date', async (day, words) => {
  expect(await html(day, worksToday)).toMatch(words);
});

test('a failed verdict shows cause, who can mend it and the next step', async () => {
  const page = await html('2026-11-25', {
    verdict: 'fails',
    causes: [{ cause: 'auth-app-password-required', confidence: 0.97, evidence: [] }],
  });
  expect(page).toContain('data-verdict="fails"');
  expect(page).toContain('href="/causes/auth-app-password-required/"');
  expect(page).toContain('We are sure of this.');
});

test('the operator’s contact stands under a failed verdict when it is filled in, price before number, and leaves no trace when empty', async () => {
  const knowledge = await load(root, '2026-11-25');
  const failed = report({ verdict: 'fails', causes: [{ cause: 'other', confidence: 0.3, evidence: [] }] });
  const empty = toHtml(reportView(failed, [], checkKnowledge({ ...knowledge, operator: {} })));
  expect(empty).not.toContain('contact');
  const full = toHtml(
    reportView(failed, [], checkKnowledge({ ...knowledge, operator: { phone: '+1 555 0100', price: '55 dollars for each half hour' } })),
  );
  expect(full.indexOf('55 dollars')).toBeGreaterThan(0);
  expect(full.indexOf('55 dollars')).toBeLessThan(full.indexOf('tel:+15550100'));
});

test('what a server said is shown as text, never as markup or as a hidden sign', async () => {
  const page = await html('2026-11-25', {
    verdict: 'fails',
    stages: [
      {
        type: 'stage',
        stage: 'auth',
        outcome: 'refused',
        ms: 1,
        facts: { why: 'rejected', reply: { code: 535, lines: ['<script>alert(1)</script> \u202egnorw'] } },
      },
    ],
  });
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('\u202e');
});

test('the stages are folded where all went well, and open where they help', async () => {
  expect(await html('2026-11-25', { verdict: 'works' })).toContain('<details class="seen">');
  expect(await html('2026-11-25', { verdict: 'fails' })).toContain('<section class="seen">');
});

test('a sign-in that works names what goes into the device, and where to look on if that does not help', async () => {
  const page = await html('2026-11-25', { target: { host: 'smtp.example.com', port: 465, security: 'implicit-tls' } });
  expect(page).toMatch(/<dd>smtp\.example\.com<\/dd>.*<dd>465<\/dd>.*<dd>TLS from the start/s);
  expect(page).toContain('href="/command/"');
});

test('an advice that is the next step stands in its place, once, and the cause keeps its page', async () => {
  const causes = [{ cause: 'connect-refused', confidence: 0.95, evidence: [] }];
  const door = { id: 'door-implicit-tls', with: { port: '465' } };
  const page = await html('2026-11-25', { asked: 'look', verdict: 'fails', causes, advice: [door] });
  const [, box = ''] = page.split('class="next"');
  expect(page.split('Take port 465')).toHaveLength(2);
  expect(box).toMatch(/Take port 465.*href="\/causes\/connect-refused\/"/s);
});

test('who was refused more than once is not told to type again, except where it is certain what the account wants', async () => {
  const near = [{ id: 'lock-out-near', with: {} }];
  const told = async (cause: string, confidence: number): Promise<string | undefined> =>
    (await html('2026-11-25', { verdict: 'fails', causes: [{ cause, confidence, evidence: [] }], advice: near })).split(
      'class="next-step"',
    )[1];
  expect(await told('auth-wrong-password', 0.7)).toMatch(/^>Do not guess on/);
  expect(await told('auth-app-password-required', 0.97)).toMatch(/^>Make an app password/);
});

test('the look leads to the sign-in below it', async () => {
  expect(await html('2026-11-25', { asked: 'look' })).toContain('href="#sign-in"');
});

test('a look at a provider that takes no password says so instead of asking for one', async () => {
  const page = await html('2026-11-25', { asked: 'look', provider: 'outlook-com' });
  expect(page).toContain('takes no password from a device');
  expect(page).not.toMatch(/Sign in below|#sign-in/);
});

test('a verdict says what was tested and when', async () => {
  expect(await html('2026-11-25', { verdict: 'fails' })).toContain('smtp.office365.com, port 587, STARTTLS, on 2026-11-25 at 09:00 UTC');
});

test('a look without encryption promises no sign-in', () => {
  const target = { host: 'smtp.example.com', port: 587, security: 'none' as const };
  expect(verdictWord(report({ asked: 'look', target }))).toBe('Answers');
  expect(verdictWord(report({ asked: 'look' }))).toBe('Ready for a sign-in');
});

test('a port that came with the server of the address is not called missing', () => {
  const port = { id: 'port-default', with: { port: '587' } };
  const text = (list: (typeof port)[]): string => toHtml(correctionsView(list) ?? '');
  expect(text([port])).toContain('No port was given');
  expect(text([{ id: 'host-from-address', with: { provider: 'Gmail' } as never }, port])).not.toContain('No port was given');
});

const stage = (name: StageEvent['stage'], facts: Facts, outcome: StageEvent['outcome'] = 'ok'): StageEvent => ({
  type: 'stage',
  stage: name,
  outcome,
  ms: 1,
  facts,
});
const sender = stage('mail-from', { from: 'office@example.com' });

test('a sender that was taken is no promise, and a message that was taken is no delivery', async () => {
  const taken = await html('2026-11-25', { stages: [sender] });
  expect(taken).toContain('took office@example.com as the sender');
  expect(taken).toContain('Some servers judge the sender only when the message comes');
  const sent = await html('2026-11-25', {
    asked: 'send',
    stages: [sender, stage('rcpt-to', { recipient: 'scanner@example.com' }), stage('data', { queueId: '4PRACT1CE0' })],
    advice: [{ id: 'queued-not-delivered', with: {} }],
  });
  expect(sent).toContain('took a test message to scanner@example.com');
  expect(sent).toContain('does not prove that it arrives');
  expect(sent).toContain('number for the message: 4PRACT1CE0');
});

test('an address that looks like markup is text', async () => {
  expect(await html('2026-11-25', { stages: [stage('mail-from', { from: 'a**b**`c`@example.com' })] })).toContain(
    'took a**b**`c`@example.com as',
  );
});

test('a refusal behind the sign-in says that the sign-in was fine', async () => {
  const refused = stage('mail-from', { why: 'rejected', from: 'office@example.com' }, 'refused');
  expect(await html('2026-11-25', { verdict: 'fails', stages: [stage('auth', {}), refused] })).toContain(
    'User name and password were taken.',
  );
  expect(await html('2026-11-25', { verdict: 'fails', stages: [stage('auth', {}, 'refused')] })).not.toContain('were taken');
});

test.each<[Advice, RegExp | undefined]>([
  [
    { id: 'spf-lacks-provider', with: { domain: 'a.example', provider: 'Gmail', include: '_spf.google.com' } },
    /Ask whoever runs the DNS of a\.example to add include:_spf\.google\.com/,
  ],
  [{ id: 'spf-none', with: { domain: 'a.example' } }, /no SPF record/],
  [{ id: 'spf-broken', with: { domain: 'a.example' } }, /cannot be read/],
  [{ id: 'dmarc-policy', with: { domain: 'a.example', policy: 'reject' } }, /wants mail that fails these checks refused/],
  [{ id: 'dmarc-policy', with: { domain: 'a.example', policy: 'none' } }, undefined],
  [{ id: 'spf-none', with: { domain: 'a\u202e.example' } }, /a\\u202e\.example/],
  [{ id: 'never-heard-of', with: {} }, undefined],
])('the advice %o is a sentence', (advice, expected) => {
  const sentence = adviceSentence(advice, visible);
  if (expected) expect(sentence).toMatch(expected);
  else expect(sentence).toBeUndefined();
});

test('what a domain publishes about its senders stands at the sender, also where it could not be looked up', () => {
  const policy: SenderPolicy = {
    domain: 'a.example',
    spf: { outcome: 'ok', record: 'v=spf1 include:b.example -all' },
    dmarc: { outcome: 'ok', policy: 'quarantine' },
  };
  expect(stageDetails(stage('mail-from', { senderPolicy: policy }))).toEqual([
    'Who may send for a.example (SPF): v=spf1 include:b.example -all',
    'Mail from a.example that fails the receiver’s checks should be put aside as spam (DMARC).',
  ]);
  const unknown: SenderPolicy = { domain: 'a.example', spf: { outcome: 'unclear' }, dmarc: { outcome: 'none' } };
  expect(stageDetails(stage('mail-from', { senderPolicy: unknown })).join()).toMatch(/could not be looked up.*no DMARC record/);
});
