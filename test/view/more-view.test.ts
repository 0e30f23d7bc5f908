import { expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import type { Facts, StageEvent } from '../../src/smtp/events.ts';
import type { Door } from '../../src/smtp/doors.ts';
import type { Peek } from '../../src/smtp/hello/peek.ts';
import { doorLink, doorWords, moreViews, peekWords } from '../../src/view/more-view.ts';
import { toHtml } from '../../src/view/node.ts';
import { reportView } from '../../src/view/report-view.ts';
import { stageDetails } from '../../src/view/stage-details.ts';
import { knowledge } from '../diagnosis/known.ts';

const known = checkKnowledge(knowledge);
const door = (different: Partial<Door>): Door => ({ port: 465, security: 'implicit-tls', outcome: 'ok', ms: 1, ...different });
const starttls = (port: number, different: Partial<Door>): Door => door({ port, security: 'starttls', ...different });

test('each port says in a few words what it would do, the summary which would work', () => {
  const doors = [
    door({}),
    starttls(587, { outcome: 'timed-out', stage: 'connect', why: 'no-answer' }),
    starttls(2525, { outcome: 'refused', stage: 'connect', why: 'port-closed' }),
  ];
  expect(doorWords(doors)).toEqual({
    title: 'Other ports of this server: 465 would work',
    lines: ['Port 465, TLS from the start: would work', 'Port 587, STARTTLS: no answer', 'Port 2525, STARTTLS: closed'],
  });
});

test('"none worked" is not said where we could not find out', () => {
  expect(doorWords([starttls(2525, { outcome: 'refused', why: 'port-closed' })])?.title).toMatch(/none of them worked from here/);
  expect(doorWords([door({ outcome: 'unclear', why: 'unclear' })])?.title).toMatch(/could not find out/);
});

const certificate = {
  subject: '',
  names: ['mail.example.com'],
  issuer: 'R11',
  validFrom: '',
  validTo: '2026-11-01T00:00:00Z',
  fingerprint: '',
};
const peeks: Peek[] = [
  { hello: 'device-2009', wouldGetIn: 'refused', why: 'version', alert: 70, ms: 1 },
  {
    hello: 'device-2014',
    wouldGetIn: 'ok',
    tls: { trusted: false, reasons: [], version: 'TLSv1.2', cipher: 'X', chain: [certificate], shownOnly: true },
    ms: 1,
  },
  { hello: 'today', wouldGetIn: 'unclear', why: 'closed', ms: 1 },
];

test('three ages of devices, each with what it would get, and a certificate that is called unproven', () => {
  const told = peekWords({ peeks });
  expect(told?.title).toBe('The server’s encryption suits devices of about 2014');
  expect(told?.lines.slice(0, 3)).toEqual([
    'A device of about 2009 would not get in. No TLS version in common.',
    'A device of about 2014 would get in: it and the server agree on TLS 1.2, X.',
    'A device of today: we could not find out. The connection ended where an answer was due.',
  ]);
  expect(told?.lines.at(-1)).toMatch(/for mail\.example\.com, until 2026-11-01, from R11\. .*not proven/);
  // What the handshake showed stands at its stage already.
  expect(peekWords({ peeks, tls: { trusted: false, reasons: ['expired'], chain: [certificate] } })?.lines.at(-1)).not.toContain('R11');
});

test('what the server takes is a line for each answer, and no kind of device', () => {
  const asked: Peek[] = [
    { hello: 'tls-1.0', wouldGetIn: 'refused', why: 'version', ms: 1 },
    { hello: 'tls-1.2', wouldGetIn: 'ok', ms: 1 },
    { hello: 'cbc-only', wouldGetIn: 'ok', ms: 1 },
    { hello: 'no-sni', wouldGetIn: 'not-tried', why: 'ended-before', ms: 0 },
  ];
  const told = peekWords({ peeks: [...peeks, ...asked] });
  expect(told?.title).toBe('The server’s encryption suits devices of about 2014');
  expect(told?.lines).toEqual(
    expect.arrayContaining([
      'The server takes: TLS 1.2, clients that know only CBC ciphers.',
      'It refuses: TLS 1.0.',
      'We could not find out: clients that do not say the server’s name (no SNI).',
    ]),
  );
  const shown = { trusted: true, reasons: [], chain: [{ ...certificate, issuer: 'R13' }], shownOnly: true };
  expect(peekWords({ peeks, tls: shown })?.lines.at(-1)).toMatch(/from R13\. .*not proven/);
});

test('nothing is shown where nothing was looked at, and what is shown is folded', () => {
  expect(moreViews({})).toEqual([]);
  expect(toHtml(moreViews({ doors: [door({})], peeks }))).toMatch(/^<details class="more doors"><summary>.*<details class="more peeks">/s);
});

test('a name in a certificate is text, and no hidden sign of it gets through', () => {
  const evil: Peek = { ...peeks[1]!, tls: { trusted: false, reasons: [], chain: [{ ...certificate, names: ['<b>\u202e'] }] } };
  const html = toHtml(moreViews({ peeks: [evil] }));
  expect(html).not.toMatch(/<b>|\u202e/);
});

test('a link fills in a port of a server from a fact file, and of no other', () => {
  expect(toHtml(doorLink(known, 'smtp.gmail.com', '465') ?? '')).toContain('href="/check/?host=smtp.gmail.com&amp;port=465"');
  expect(doorLink(known, 'smtp.gmail.com', '2525')).toBeUndefined();
  expect(doorLink(known, 'mail.evil.example', '465')).toBeUndefined();
});

const stage = (name: StageEvent['stage'], facts: Facts, outcome: StageEvent['outcome'] = 'ok'): StageEvent => ({
  type: 'stage',
  stage: name,
  outcome,
  ms: 1,
  facts,
});
const report = (different: Partial<Report>): Report => ({
  type: 'report',
  v: 1,
  id: 'test',
  startedAt: '2026-11-25T09:00:00.000Z',
  ms: 900,
  target: { host: 'mail.example.com', port: 587, security: 'starttls' },
  asked: 'look',
  verdict: 'fails',
  causes: [],
  stages: [],
  capabilities: [],
  advice: [],
  ...different,
});
const html = (different: Partial<Report>): string => toHtml(reportView(report(different), [], known));

test('a greeting in another name is mentioned where something is wrong, and nowhere else', () => {
  const greeting = stage('banner', { greetedAs: 'filter.hoster.example', otherName: true });
  expect(html({ stages: [greeting] })).toContain('another name, filter.hoster.example.');
  expect(html({ stages: [greeting], verdict: 'works' })).not.toContain('another name');
  expect(html({ stages: [greeting, stage('tls', { otherName: false })] })).not.toContain('another name');
});

test('the advice of another port stands first under the verdict', () => {
  const page = html({
    advice: [
      { id: 'door-starttls', with: { port: '587' } },
      { id: 'ipv6-dead', with: {} },
    ],
  });
  expect(page.indexOf('Take port 587 with STARTTLS')).toBeLessThan(page.indexOf('IPv6 address that takes no connection'));
  expect(page.indexOf('Take port 587 with STARTTLS')).toBeGreaterThan(0);
});

test.each<[string, StageEvent, string | RegExp]>([
  ['size', stage('ehlo', { size: 35_882_577 }), 'Largest message: 35.9 MB'],
  ['mx', stage('dns', { mx: ['a.example', 'b.example'] }), 'Mail for the address goes to: a.example, b.example'],
  ['no mx', stage('dns', { mx: [] }), 'The domain of the address names no server that takes its mail.'],
  [
    'families',
    stage('connect', { ipv4: { outcome: 'ok' }, ipv6: { outcome: 'timed-out', why: 'no-answer' } }),
    'Over IPv4: fine. Over IPv6: no answer in time.',
  ],
  [
    'key',
    stage('tls', { tls: { trusted: true, reasons: [], chain: [{ ...certificate, keyType: 'rsa', keyBits: 2048 }] } }),
    'Key: RSA, 2048 bits',
  ],
])('%s is a line of its stage', (_what, event, line) => {
  expect(stageDetails(event)).toContainEqual(line);
});

test('no fixed limit of size, and a family of which nothing is known, are no lines', () => {
  expect(stageDetails(stage('ehlo', { size: 0 }))).toEqual([]);
  expect(stageDetails(stage('connect', { ipv4: { outcome: 'ok' }, ipv6: { outcome: 'not-tried', why: 'no-answer' } }))).toEqual([]);
});
