import { describe, expect, test } from 'vitest';
import { behaviours, works, type Behaviour } from '../../practice/behaviours.ts';
import { startSession, type Command, type Session } from '../../practice/session.ts';

const host = 'mail.practice.test';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = (username: string, password: string): string => base64(`\0${username}\0${password}`);
const username = 'scanner@practice.test';
const password = 'abcdefghijklmnop';
const right = plain(username, password);

function start(different: Partial<Behaviour> = {}, secure = true): { session: Session; seen: Command[] } {
  const seen: Command[] = [];
  const session = startSession({ host, behaviour: { ...works, ...different }, secure, seen: (command) => seen.push(command) });
  return { session, seen };
}

/** All replies to these lines in one text. */
function replies(lines: string[], different: Partial<Behaviour> = {}, secure = true): string {
  const { session } = start(different, secure);
  return lines.map((line) => session.receive(bytes(`${line}\r\n`)).send).join('');
}

describe('a session', () => {
  test('greets with the name of its host', () => {
    expect(start().session.greet()).toEqual({ send: '220 mail.practice.test ESMTP\r\n', next: 'more' });
  });

  test('says the same however the bytes are split', () => {
    const dialogue = bytes(
      `EHLO client.example\r\nAUTH LOGIN\r\n${base64(username)}\r\n${base64(password)}\r\nMAIL FROM:<${username}>\r\nRCPT TO:<${username}>\r\n` +
        'DATA\r\nSubject: test\r\n\r\nhello\r\n.\r\nWHAT\r\nQUIT\r\n',
    );
    const whole = start().session.receive(dialogue);
    expect(whole.send.match(/^\d{3} /gm)).toEqual(['250 ', '334 ', '334 ', '235 ', '250 ', '250 ', '354 ', '250 ', '502 ', '221 ']);
    for (let split = 1; split < dialogue.length; split += 1) {
      const { session } = start();
      const first = session.receive(dialogue.slice(0, split));
      const second = session.receive(dialogue.slice(split));
      expect({ send: first.send + second.send, next: second.next }).toEqual(whole);
    }
    const { session } = start();
    expect(Array.from(dialogue, (byte) => session.receive(Uint8Array.from([byte])).send).join('')).toBe(whole.send);
  });

  test('offers STARTTLS before TLS and sign-in behind it', () => {
    const { session } = start({}, false);
    const before = session.receive(bytes('EHLO x\r\n')).send;
    expect([before.includes('STARTTLS'), before.includes('AUTH')]).toEqual([true, false]);
    expect(session.receive(bytes('STARTTLS\r\n'))).toEqual({ send: '220 2.0.0 Ready to start TLS\r\n', next: 'start-tls' });
    session.secured();
    const after = session.receive(bytes('EHLO x\r\n')).send;
    expect([after.includes('STARTTLS'), after.includes('AUTH PLAIN LOGIN')]).toEqual([false, true]);
  });

  // RFC 3207 §5: commands that an attacker puts behind STARTTLS would be carried out as if they came under TLS.
  test('forgets what was said before TLS', () => {
    const { session, seen } = start({}, false);
    session.receive(bytes('STARTTLS\r\nEHLO evil\r\nNO'));
    session.secured();
    expect(session.receive(bytes('NOOP\r\n')).send).toBe('250 2.0.0 OK\r\n');
    expect(seen.map(({ verb }) => verb)).toEqual(['STARTTLS', 'NOOP']);
  });

  test('takes no sign-in and no mail before TLS', () => {
    expect(replies([`AUTH PLAIN ${right}`, 'MAIL FROM:<a@example.com>'], {}, false)).toBe(
      '530 5.7.0 Must issue a STARTTLS command first\r\n530 5.7.0 Authentication required\r\n',
    );
    expect(replies([`AUTH PLAIN ${right}`], { starttls: { offered: false, reply: [] } }, false)).toMatch(/^538 /);
  });

  test('ends a line that is too long, whether it has an end or not', () => {
    const { session } = start();
    expect(session.receive(bytes('x'.repeat(4_097)))).toEqual({ send: '500 5.5.2 Line too long\r\n', next: 'end' });
    expect(session.receive(bytes('NOOP\r\n'))).toEqual({ send: '', next: 'more' });
  });

  test('that is silent never answers', () => {
    const { session } = start({ greeting: [] });
    expect(session.greet().send).toBe('');
    expect(session.receive(bytes('EHLO x\r\nQUIT\r\n'))).toEqual({ send: '', next: 'more' });
  });

  test('keeps verbs of what it saw, and nothing that could be a secret', () => {
    const { session, seen } = start();
    for (const line of [`AUTH PLAIN ${right}`, password, right, 'AUTH LOGIN', base64(username), base64(password), `NOOP ${password}`]) {
      session.receive(bytes(`${line}\r\n`));
    }
    expect(new Set(seen.map(({ verb }) => verb))).toEqual(new Set(['AUTH', 'OTHER', 'NOOP']));
    expect(Object.keys(seen[0] ?? {})).toEqual(['verb', 'secure']);
  });
});

describe('a sign-in', () => {
  const accepted = '235 2.7.0 Accepted\r\n';
  const wrong = '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6\r\n';

  test.each<[string, string[], string]>([
    ['PLAIN with initial response', [`AUTH PLAIN ${right}`], accepted],
    ['PLAIN without', ['AUTH PLAIN', right], `334 \r\n${accepted}`],
    ['LOGIN', ['AUTH LOGIN', base64(username), base64(password)], `334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n${accepted}`],
    ['LOGIN with initial response', [`AUTH LOGIN ${base64(username)}`, base64(password)], `334 UGFzc3dvcmQ6\r\n${accepted}`],
    ['lower case', [`auth plain ${right}`], accepted],
    ['the app password with spaces', [`AUTH PLAIN ${plain(username, 'abcd efgh ijkl mnop')}`], accepted],
    ['the account in capitals', [`AUTH PLAIN ${plain('Scanner@Practice.Test', password)}`], accepted],
    ['a wrong password', [`AUTH PLAIN ${plain(username, 'wrong')}`], wrong],
    ['a wrong account', [`AUTH PLAIN ${plain('other@practice.test', password)}`], wrong],
    ['a password beyond ASCII', [`AUTH PLAIN ${plain(username, 'pässwörd€')}`], wrong],
    ['cancelled with *', ['AUTH PLAIN', '*'], '334 \r\n501 5.7.0 Authentication cancelled\r\n'],
    [
      'cancelled in the middle of LOGIN',
      ['AUTH LOGIN', base64(username), '*'],
      '334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n501 5.7.0 Authentication cancelled\r\n',
    ],
    ['what is no base64', ['AUTH PLAIN !!!'], '501 5.5.2 Cannot decode response\r\n'],
    ['PLAIN without its two NULs', [`AUTH PLAIN ${base64('scanner')}`], '501 5.5.2 Cannot decode response\r\n'],
    ['a mechanism that is not offered', ['AUTH CRAM-MD5'], '504 5.5.4 Unrecognized authentication type\r\n'],
    ['a second time', [`AUTH PLAIN ${right}`, `AUTH PLAIN ${right}`], `${accepted}503 5.5.1 Already signed in\r\n`],
  ])('%s', (_story, lines, expected) => {
    expect(replies(lines)).toBe(expected);
  });

  test('is a command that nobody knows where it is not offered', () => {
    expect(replies(['EHLO x', `AUTH PLAIN ${right}`], { mechanisms: [] })).toMatch(/ENHANCEDSTATUSCODES\r\n502 /);
  });
});

describe('a message', () => {
  const signIn = `AUTH PLAIN ${right}`;
  const said = (lines: string[], different: Partial<Behaviour> = {}): string[] =>
    replies([signIn, ...lines], different)
      .split('\r\n')
      .slice(1, -1);

  test('is taken with an id when sender, recipient and text came in this order', () => {
    const lines = [`MAIL FROM:<${username}>`, `RCPT TO:<${username}>`, 'DATA', 'Subject: test', '', 'hello', '.'];
    expect(said(lines)).toEqual(['250 2.1.0 Ok', '250 2.1.5 Ok', '354 Go ahead', '250 2.0.0 Ok: queued as 4PRACT1CE0']);
    expect(said([...lines, `MAIL FROM:<${username}>`]).at(-1)).toBe('250 2.1.0 Ok');
  });

  test.each<[string, string[], RegExp]>([
    ['a recipient without sender', [`RCPT TO:<${username}>`], /^503 .*need MAIL/],
    ['a text without recipient', [`MAIL FROM:<${username}>`, 'DATA'], /^503 .*need RCPT/],
    ['a second sender', [`MAIL FROM:<${username}>`, `MAIL FROM:<${username}>`], /^503 .*nested/],
    ['what was reset', [`MAIL FROM:<${username}>`, 'RSET', `RCPT TO:<${username}>`], /^503 .*need MAIL/],
    ['a sender without brackets', [`MAIL FROM: ${username}`], /^501 /],
    ['a recipient of nobody', [`MAIL FROM:<${username}>`, 'RCPT TO:<>'], /^501 /],
  ])('not %s', (_story, lines, expected) => {
    expect(said(lines).at(-1)).toMatch(expected);
  });

  test('of a sender who is somebody else is refused where the server wants its own, and the own one is taken after that', () => {
    const strict = behaviours['sender-not-allowed'];
    const lines = ['MAIL FROM:<boss@example.com>', `RCPT TO:<${username}>`, 'MAIL FROM:<Scanner@Practice.Test> SIZE=100'];
    expect(said(lines, strict)).toEqual([
      '553 5.7.1 Sender address rejected: not owned by auth user.',
      '503 5.5.1 Error: need MAIL command',
      '250 2.1.0 Ok',
    ]);
    expect(said(lines.slice(0, 1))).toEqual(['250 2.1.0 Ok']);
  });
});

test.each([
  ['EHLO', /^501 /],
  ['EHLO ', /^501 /],
  ['EHLO Xerox AltaLink', /^501 /],
  ['EHLO localhost', /^504 /],
  ['EHLO copier', /^504 /],
  ['EHLO copier.example.com', /^250-/],
  ['EHLO [192.0.2.1]', /^250-/],
])('a server that is strict with names answers %j so; any other takes it', (line, expected) => {
  expect(replies([line], behaviours['ehlo-name-rejected'])).toMatch(expected);
  expect(replies([line])).toMatch(/^250-/);
});
