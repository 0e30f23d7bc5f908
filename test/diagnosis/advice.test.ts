// What is said beside the verdict: who kept us from it, which host to type, whose server it is.
import { expect, test } from 'vitest';
import { tlsFacts, type World } from '../../functions/nets/scripted.ts';
import { greeter, mailboxProvider } from '../../src/diagnosis/provider.ts';
import { toReport, type ReportOptions } from '../../src/diagnosis/report.ts';
import type { CheckRequest } from '../../src/smtp/events.ts';
import type { TlsFacts } from '../../src/smtp/net.ts';
import { host, look, request, say, see, server, worldOf } from '../smtp/parts.ts';
import { knowledge } from './known.ts';

const report = async (world: World, wish: CheckRequest = request(), more: Partial<ReportOptions> = {}) =>
  toReport((await see(wish, world)).findings, knowledge, { id: 'story', ...more });
const idsOf = ({ advice }: { advice: { id: string }[] }): string[] => advice.map(({ id }) => id);

const blocked = say('554 5.7.1 Service unavailable; client [192.0.2.1] blocked using bl.example');
const silent = async (peer: { left: Promise<void> }) => peer.left;

test.each<[string, World]>([
  ['kept-by-place', worldOf(server({ greets: blocked }))],
  ['kept-by-place', worldOf(server({ answersMail: blocked }))],
  ['kept-by-server-later', worldOf(server({ greets: say('421 busy') }))],
  ['kept-by-server-later', worldOf(server({ answersAuth: say('454 4.7.0 later') }))],
  ['kept-by-server-silent', worldOf(server({ answersAuth: silent }))],
  ['kept-by-us', worldOf('unclear')],
  ['kept-by-us', worldOf(server(), 587, { can: { startTlsVerified: false } })],
])('could not find out: %s', async (id, world) => {
  const told = await report(world, request({ from: 'office@example.test' }));
  expect([told.verdict, idsOf(told)[0]]).toEqual(['cannot-tell', id]);
});

test('what was typed and cannot be sent is said by the verdict itself', async () => {
  expect(idsOf(await report(worldOf(server({ offers: ['AUTH PLAIN'] })), request({ security: 'none' })))).toEqual([]);
});

test('a refusal because of where it comes from is ours on the website, and theirs in the office', async () => {
  for (const parts of [{ greets: blocked }, { answersMail: blocked }]) {
    const world = worldOf(server(parts));
    const wish = request({ from: 'office@example.test' });
    const office = await report(world, wish, { place: 'office' });
    expect([office.verdict, office.causes[0]?.cause, idsOf(office).includes('kept-by-place')]).toEqual(['fails', 'ip-blocklisted', false]);
    expect((await report(worldOf(server(parts)), wish)).verdict).toBe('cannot-tell');
  }
});

test('in the office what could not be told is not laid on the website', async () => {
  expect(idsOf(await report(worldOf('unclear'), request(), { place: 'office' }))).toEqual(['kept-by-office']);
});

const certificate = (names: string[], reasons: TlsFacts['reasons'] = ['other-name']): TlsFacts =>
  tlsFacts({ trusted: false, reasons, chain: [{ subject: '', names, issuer: '', validFrom: '', validTo: '', fingerprint: '' }] });

test('of the names in a certificate one of a fact file is the host to type; one of a stranger is only told', async () => {
  const gmail = await report(worldOf(server({ tls: certificate(['other.example', 'smtp.gmail.com']) })));
  expect(gmail.advice).toEqual([{ id: 'host-in-certificate', with: { host: 'smtp.gmail.com' } }]);
  expect(idsOf(await report(worldOf(server({ tls: certificate(['other.example']) }))))).toEqual(['names-in-certificate']);
});

test('of a certificate that proves nothing no name is offered', async () => {
  const forged = certificate(['smtp.gmail.com'], ['self-signed', 'other-name']);
  expect(idsOf(await report(worldOf(server({ tls: forged }))))).toEqual(['names-only']);
});

test('a server under a name of its customer is recognised by its greeting, a stranger by nothing', () => {
  expect(greeter(knowledge, 'AB1PR02CA0001.outlook.office365.com')?.id).toBe('microsoft-365');
  expect(greeter(knowledge, 'smtp.gmail.com')?.id).toBeDefined();
  expect(greeter(knowledge, 'notoffice365.com')).toBeUndefined();
  expect(greeter(knowledge, undefined)).toBeUndefined();
  const endpoint = { host: 'example.co.uk', port: 587, security: 'starttls' as const, role: 'submission' as const, signIn: true };
  const british = {
    providers: { british: { ...knowledge.providers['gmail'], id: 'british', mx: [], endpoints: { one: endpoint } } as never },
  };
  expect(greeter(british, 'mail.example.co.uk')).toBeDefined();
  expect(greeter(british, 'other.co.uk')).toBeUndefined();
});

test('the advice for that provider comes with it', async () => {
  const world = worldOf(server({ greets: say('220 AB1PR02CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready') }));
  const { advice, provider } = await report(world);
  expect([provider, advice[0]?.id]).toEqual(['microsoft-365', 'works-today']);
});

test('where nobody is at the host that was typed, the server of whoever has the mail of the address is named', async () => {
  const told = await report({ names: {}, servers: {} }, look(), { address: 'someone@gmail.com' });
  expect(told.advice).toContainEqual({
    id: 'usual-server',
    with: { provider: 'Gmail', host: 'smtp.gmail.com', port: expect.any(String) as string },
  });
  expect(JSON.stringify(told)).not.toContain('someone');
  expect(idsOf(await report({ names: {}, servers: {} }, look(), { address: `someone@${host}` }))).not.toContain('usual-server');
});

test('a mailbox is known by its domain before by who takes its mail', () => {
  const mx = ['aspmx.l.google.com'];
  expect(mailboxProvider(knowledge, mx, 'a@gmail.com')?.id).toBe('gmail');
  expect(mailboxProvider(knowledge, ['example-com.mail.protection.outlook.com'], 'a@example.com')?.id).toBe('microsoft-365');
  expect(mailboxProvider(knowledge, [], 'a@example.com')).toBeUndefined();
});

test('where only an app password works already, nothing is coming', async () => {
  const world: World = { names: { 'smtp.gmail.com': { A: ['192.0.2.10'] } }, servers: { '192.0.2.10:587': server() } };
  const told = await report(world, request({ host: 'smtp.gmail.com' }), { address: 'scan@company.example' });
  expect([told.provider, told.verdict, idsOf(told)]).toEqual(['google-workspace', 'works', []]);
});
