import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { load } from '../../src/knowledge/load.ts';
import { toHtml } from '../../src/view/node.ts';
import { correctionsView } from '../../src/view/look-view.ts';
import { reportView, verdictWord } from '../../src/view/report-view.ts';

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
  ['2026-12-15', /It works today\. .*until the end of December 2026/],
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

test('a sign-in that works names port and encryption to compare with', async () => {
  expect(await html('2026-11-25', { target: { host: 'smtp.example.com', port: 465, security: 'implicit-tls' } })).toContain(
    'port 465, encryption TLS from the start.',
  );
});

test('a look at a provider that takes no password says so instead of asking for one', async () => {
  const page = await html('2026-11-25', { asked: 'look', provider: 'outlook-com' });
  expect(page).toContain('takes no password from a device');
  expect(page).not.toContain('Sign in below');
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
