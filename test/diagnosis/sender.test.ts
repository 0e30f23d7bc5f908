// Behind the sign-in: what a refusal means, what is advised, and what is no fault of the server.
import { expect, test } from 'vitest';
import { run, type RunEvent } from '../../src/diagnosis/run.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import type { CheckRequest } from '../../src/smtp/events.ts';
import { advice as adviceWords, stages as stageWords } from '../../src/words/en.ts';
import { scriptedNet } from '../../functions/nets/scripted.ts';
import { credentials, request, say, server, worldOf, type Parts } from '../smtp/parts.ts';
import { testMessage } from '../smtp/mail-table.ts';
import { knowledge } from './known.ts';

async function report(wish: Partial<CheckRequest>, parts: Partial<Parts> = {}, txt: Record<string, string[]> = {}): Promise<Report> {
  const world = worldOf(server(parts));
  for (const [name, TXT] of Object.entries(txt)) world.names = { ...world.names, [name]: { TXT } };
  const events: RunEvent[] = [];
  for await (const event of run({ request: request(wish), net: scriptedNet(world), knowledge, id: 'x', testMessage })) events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'report') throw new Error('no report');
  return last;
}
const ids = ({ advice }: Report): string[] => advice.map(({ id }) => id);
const from = 'office@example.test';

test.each<[string, Partial<CheckRequest>, Partial<Parts>, string]>([
  [
    'Postfix',
    { from },
    { answersMail: say('553 5.7.1 <office@example.test>: Sender address rejected: not owned by user scanner@example.test') },
    'sender-not-allowed',
  ],
  [
    'Postfix at the recipient',
    { from, depth: 'send' },
    { answersRcpt: say('553 5.7.1 <office@example.test>: Sender address rejected: not owned by user x') },
    'sender-not-allowed',
  ],
  [
    'Microsoft',
    { from, depth: 'send' },
    {
      answersMessage: say(
        '554 5.2.252 SendAsDenied; a not allowed to send as b; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied',
      ),
    },
    'sender-not-allowed',
  ],
  [
    'Exchange',
    { from, depth: 'send' },
    { answersMessage: say('550 5.7.60 SMTP; Client does not have permissions to send as this sender') },
    'sender-not-allowed',
  ],
  ['Tencent', { from }, { answersMail: say('501 mail from address must be same as authorization user') }, 'sender-not-allowed'],
  ['anybody', { from }, { answersMail: say('550 5.1.0 no') }, 'sender-not-allowed'],
])('%s refuses another sender: it fails, and the login is advised', async (_, wish, parts, cause) => {
  const seen = await report(wish, parts);
  expect([seen.verdict, seen.causes[0]?.cause]).toEqual(['fails', cause]);
  expect(ids(seen)).toContain('from-login');
});

test.each<[string, Partial<Parts>]>([
  ['sender', { answersMail: say('554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example') }],
  ['recipient', { answersRcpt: say('550 5.7.1 Rejected, 192.0.2.1 is listed at bl.example') }],
])('a server that refuses our own address at the %s says nothing of the account', async (_, parts) => {
  const seen = await report({ depth: 'send' }, parts);
  expect([seen.verdict, seen.causes[0]?.cause]).toEqual(['cannot-tell', 'ip-blocklisted']);
});

test('where the sender is the login, it is not advised again', async () => {
  const refusing = { answersMail: say('553 5.7.1 no') };
  expect(ids(await report({ depth: 'send' }, refusing))).not.toContain('from-login');
  expect(ids(await report({ from: credentials.username.toUpperCase() }, refusing))).not.toContain('from-login');
});

test.each<[string, Partial<Parts>]>([
  ['Exim at once', { answersEhlo: say('501 Syntactically invalid EHLO argument(s)') }],
  ['OpenSMTPD at once', { answersEhlo: say('501 5.5.4 Invalid command arguments: Invalid domain name') }],
  ['Postfix at the sender', { answersMail: say('504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname') }],
  ['Postfix at the recipient', { answersRcpt: say('504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname') }],
])('%s refuses the name in the greeting', async (_, parts) => {
  const seen = await report({ ehlo: 'localhost', depth: 'send' }, parts);
  expect([seen.verdict, seen.causes[0]?.cause]).toEqual(['fails', 'ehlo-name-rejected']);
});

test('a message that was taken works, and is no proof of delivery', async () => {
  const seen = await report({ depth: 'send' });
  expect([seen.verdict, seen.asked, seen.causes]).toEqual(['works', 'send', []]);
  expect(ids(seen)).toContain('queued-not-delivered');
});

test('a sender that was taken works', async () => {
  const seen = await report({ from });
  expect([seen.verdict, seen.asked]).toEqual(['works', 'login']);
  expect(ids(seen)).not.toContain('queued-not-delivered');
});

test.each<[string, Partial<CheckRequest>, Partial<Parts>]>([
  ['later', { from }, { answersMail: say('451 4.7.1 later') }],
  ['421', { depth: 'send' }, { answersRcpt: say('421 4.7.0 too many') }],
  ['silence at the sender', { from }, { answersMail: (peer) => peer.left }],
  ['silence behind the message', { depth: 'send' }, { answersMessage: (peer) => peer.left }],
  ['a server that takes no such letters', { from: 'bürö@example.test' }, {}],
  ['a login that is no address', { depth: 'send', credentials: { ...credentials, username: 'scanner' } }, {}],
])('%s is no verdict on the account', async (_, wish, parts) => {
  expect((await report(wish, parts)).verdict).toBe('cannot-tell');
});

test('what the domain publishes changes no verdict', async () => {
  const seen = await report(
    { from },
    {},
    { 'example.test': ['v=spf1 -all', 'v=spf1 ~all'], '_dmarc.example.test': ['v=DMARC1; p=reject'] },
  );
  expect([seen.verdict, seen.causes]).toEqual(['works', []]);
  expect(seen.advice).toEqual([
    { id: 'spf-broken', with: { domain: 'example.test' } },
    { id: 'dmarc-policy', with: { domain: 'example.test', policy: 'reject' } },
  ]);
});

test('every advice and every reason of these stages has its words', () => {
  const all = ['from-login', 'queued-not-delivered', 'spf-lists-provider', 'spf-lacks-provider', 'spf-none', 'spf-broken', 'dmarc-policy'];
  for (const id of all) expect(Object.keys(adviceWords)).toContain(id);
  for (const why of ['smtputf8-not-offered', 'login-is-no-address']) expect(Object.keys(stageWords.whys)).toContain(why);
});
