// Sender, recipient and message as stories that need no test runner: the same ones run on Node and inside workerd.
import { scriptedNet, type Peer } from '../../functions/nets/scripted.ts';
import { check } from '../../src/smtp/check.ts';
import type { CheckRequest, Facts, Findings } from '../../src/smtp/events.ts';
import { credentials, request, say, server, worldOf, type Parts } from './parts.ts';

export const testMessage = { subject: 'A test', lines: ['One line.', '.hidden', '.', '', 'The last one.'] };

export interface MailStory {
  wish: Partial<CheckRequest>;
  parts?: Partial<Parts>;
  /** Stage, outcome and why, from auth on. */
  stages: string[];
  /** The commands of the client behind AUTH, without the message. */
  sent: string[];
  facts?: Partial<Facts>;
}

const send: Partial<CheckRequest> = { depth: 'send' };
const login = credentials.username;
const other = 'office@example.test';
const utf8: Partial<Parts> = { offersAfterTls: ['AUTH PLAIN', '8BITMIME', 'SMTPUTF8'] };
const hangsUp = async (peer: Peer): Promise<void> => {
  peer.close();
};
const commands = (from: string, ...more: string[]): string[] => [`MAIL FROM:<${from}>`, ...more, 'QUIT'];
const toItself = `RCPT TO:<${login}>`;

export const stories: Record<string, MailStory> = {
  'a sender that is taken costs one command': {
    wish: { from: other },
    stages: ['auth ok', 'mail-from ok', 'quit ok'],
    sent: commands(other),
    facts: { from: other },
  },
  'a test message goes to the login itself and is told with its id': {
    wish: send,
    stages: ['auth ok', 'mail-from ok', 'rcpt-to ok', 'data ok', 'quit ok'],
    sent: commands(login, toItself, 'DATA'),
    facts: { queueId: '4ZxY1c2Qh0z9v' },
  },
  'with a sender of its own it still goes to the login': {
    wish: { ...send, from: other },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to ok', 'data ok', 'quit ok'],
    sent: commands(other, toItself, 'DATA'),
  },
  'a domain with an umlaut becomes A-labels in the command': {
    wish: { from: 'scanner@Büro.example' },
    stages: ['auth ok', 'mail-from ok', 'quit ok'],
    sent: commands('scanner@xn--bro-hoa.example'),
    facts: { from: 'scanner@xn--bro-hoa.example' },
  },
  'Postfix refuses another sender at MAIL FROM': {
    wish: { from: other },
    parts: { answersMail: say(`553 5.7.1 <${other}>: Sender address rejected: not owned by user ${login}`) },
    stages: ['auth ok', 'mail-from refused rejected', 'quit ok'],
    sent: commands(other),
  },
  'Postfix as it is installed refuses it only at RCPT TO': {
    wish: { ...send, from: other },
    parts: { answersRcpt: say(`553 5.7.1 <${other}>: Sender address rejected: not owned by user ${login}`) },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to refused rejected', 'data not-tried ended-before', 'quit ok'],
    sent: commands(other, toItself),
  },
  'Microsoft refuses it only when it has the message': {
    wish: { ...send, from: other },
    parts: { answersMessage: say('554 5.2.252 SendAsDenied; scanner@example.test not allowed to send as office@example.test; STOREDRV') },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to ok', 'data refused rejected', 'quit ok'],
    sent: commands(other, toItself, 'DATA'),
  },
  'an Exim that knows no such mailbox refuses the recipient': {
    wish: send,
    parts: { answersRcpt: say('550 Unrouteable address') },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to refused rejected', 'data not-tried ended-before', 'quit ok'],
    sent: commands(login, toItself),
  },
  'a recipient that is passed on is a recipient': {
    wish: send,
    parts: { answersRcpt: say('251 User not local; will forward') },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to ok', 'data ok', 'quit ok'],
    sent: commands(login, toItself, 'DATA'),
  },
  'a server that wants no message after all gets none': {
    wish: send,
    parts: { answersData: say('554 5.5.1 No valid recipients') },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to ok', 'data refused rejected', 'quit ok'],
    sent: commands(login, toItself, 'DATA'),
  },
  '4xx at the sender means later': {
    wish: { from: other },
    parts: { answersMail: say('451 4.7.1 Try again later') },
    stages: ['auth ok', 'mail-from refused busy', 'quit ok'],
    sent: commands(other),
  },
  '4xx behind the message means later': {
    wish: send,
    parts: { answersMessage: say('432 4.3.2 Concurrent connections limit exceeded') },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to ok', 'data refused busy', 'quit ok'],
    sent: commands(login, toItself, 'DATA'),
  },
  'a connection that ends behind the message leaves open whether it was taken': {
    wish: send,
    parts: { answersMessage: hangsUp },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to ok', 'data unclear closed', 'quit not-tried ended-before'],
    sent: commands(login, toItself, 'DATA').slice(0, -1),
  },
  'silence behind the message, too': {
    wish: send,
    parts: { answersMessage: (peer) => peer.left },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to ok', 'data timed-out no-answer', 'quit not-tried ended-before'],
    sent: commands(login, toItself, 'DATA').slice(0, -1),
  },
  'a sender whose letters are not ASCII needs SMTPUTF8': {
    wish: { from: 'bürö@example.test' },
    stages: ['auth ok', 'mail-from not-tried smtputf8-not-offered', 'quit ok'],
    sent: ['QUIT'],
    facts: { from: 'bürö@example.test' },
  },
  'and is asked for with it': {
    wish: { from: 'bürö@example.test' },
    parts: utf8,
    stages: ['auth ok', 'mail-from ok', 'quit ok'],
    sent: ['MAIL FROM:<bürö@example.test> SMTPUTF8', 'QUIT'],
  },
  'a login whose letters are not ASCII needs it for the recipient': {
    wish: { ...send, from: other, credentials: { ...credentials, username: '受信@example.test' } },
    parts: utf8,
    stages: ['auth ok', 'mail-from ok', 'rcpt-to ok', 'data ok', 'quit ok'],
    sent: [`MAIL FROM:<${other}> SMTPUTF8`, 'RCPT TO:<受信@example.test>', 'DATA', 'QUIT'],
  },
  'a login that is no address gets no message': {
    wish: { ...send, credentials: { ...credentials, username: 'scanner' } },
    stages: [
      'auth ok',
      'mail-from not-tried login-is-no-address',
      'rcpt-to not-tried login-is-no-address',
      'data not-tried login-is-no-address',
      'quit ok',
    ],
    sent: ['QUIT'],
  },
  'but another sender is still asked for': {
    wish: { ...send, from: other, credentials: { ...credentials, username: 'scanner' } },
    stages: ['auth ok', 'mail-from ok', 'rcpt-to not-tried login-is-no-address', 'data not-tried login-is-no-address', 'quit ok'],
    sent: commands(other),
  },
  'nothing is asked behind a refused sign-in': {
    wish: { ...send, from: other },
    parts: { answersAuth: say('535 5.7.8 no') },
    stages: [
      'auth refused rejected',
      'mail-from not-tried ended-before',
      'rcpt-to not-tried ended-before',
      'data not-tried ended-before',
      'quit ok',
    ],
    sent: ['QUIT'],
  },
};

export interface MailSeen {
  findings: Findings;
  stages: string[];
  sent: string[];
  /** What the server got as the message, from the first line to the one before the dot. */
  message: string[];
  facts: Facts;
}

/** Runs one story. `stages` and `sent` as in the table; `facts` of all stages from mail-from on, the later ones last. */
export async function play({ wish, parts }: MailStory): Promise<MailSeen> {
  let message: string[] = [];
  const answersMessage = parts?.answersMessage ?? say('250 2.0.0 Ok: queued as 4ZxY1c2Qh0z9v');
  const all: Partial<Parts> = {
    ...parts,
    answersMessage: (peer, lines) => {
      message = lines;
      return answersMessage(peer, lines);
    },
  };
  const net = scriptedNet(worldOf(server(all)));
  const running = check(request(wish), net, { testMessage });
  let next = await running.next();
  while (next.done !== true) next = await running.next();
  const findings = next.value;
  const from = findings.stages.findIndex(({ stage }) => stage === 'auth');
  const received = (net.connections[0]?.received ?? '').split('\r\n');
  const behind = received.slice(received.findIndex((line) => line.startsWith('AUTH')) + 1);
  const data = behind.indexOf('DATA');
  const sent = message.length > 0 ? [...behind.slice(0, data + 1), ...behind.slice(data + message.length + 2)] : behind;
  return {
    findings,
    stages: findings.stages
      .slice(from)
      .map(({ stage, outcome, facts }) => [stage, outcome, ...(facts.why === undefined ? [] : [facts.why])].join(' ')),
    sent: sent.filter((line) => line !== ''),
    message,
    facts: Object.assign({}, ...findings.stages.slice(from + 1).map(({ facts }) => facts)) as Facts,
  };
}

/** What is otherwise than in the table, story by story. Empty: nothing. */
export async function differences(): Promise<string[]> {
  const found: string[] = [];
  for (const [name, story] of Object.entries(stories)) {
    const seen = await play(story);
    const expected = { ...story.facts };
    const facts = Object.fromEntries(Object.keys(expected).map((key) => [key, seen.facts[key as keyof Facts]]));
    const [was, should] = [
      [seen.stages, seen.sent, facts],
      [story.stages, story.sent, expected],
    ].map((part) => JSON.stringify(part));
    if (was !== should) found.push(`${name}: ${was ?? ''} instead of ${should ?? ''}`);
  }
  return found;
}
