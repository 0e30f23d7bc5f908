// From the sender to the message. Which server does what is in mail-table.ts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../src/smtp/events.ts';
import { credentials, look, request, say, see, server, worldOf } from './parts.ts';
import type { Peer } from '../../functions/nets/scripted.ts';
import { differences, play, stories, testMessage } from './mail-table.ts';

test('senders, recipients and messages go as in the table', async () => {
  expect(await differences()).toEqual([]);
});

test('the message is one that every server can take, and says that a machine made it', async () => {
  const seen = await play({
    ...stories['a test message goes to the login itself and is told with its id'],
    wish: { depth: 'send', from: 'office@example.test' },
    stages: [],
    sent: [],
  });
  expect(seen.message).toEqual([
    'From: <office@example.test>',
    `To: <${credentials.username}>`,
    'Date: Wed, 25 Nov 2026 09:00:00 +0000',
    `Message-ID: <${seen.facts.messageId ?? ''}>`,
    'Subject: A test',
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'One line.',
    // Each got one dot more on its way (RFC 5321 §4.5.2).
    '..hidden',
    '..',
    '',
    'The last one.',
  ]);
  expect(seen.facts.messageId).toMatch(/^[0-9a-f]{32}@example\.test$/);
  expect(seen.findings.asked).toBe('send');
});

test('each message has an id of its own', async () => {
  const ids = [
    await play({ wish: { depth: 'send' }, stages: [], sent: [] }),
    await play({ wish: { depth: 'send' }, stages: [], sent: [] }),
  ];
  expect(new Set(ids.map(({ facts }) => facts.messageId)).size).toBe(2);
});

test('each step costs one round trip, and the message is one write', async () => {
  const { net } = await see(request({ depth: 'send' }), worldOf(server()), { testMessage });
  // EHLO, STARTTLS, EHLO, AUTH, MAIL FROM, RCPT TO, DATA, the message, QUIT.
  expect(net.connections[0]?.writes).toBe(9);
});

test('nothing of it is there where nobody asked', async () => {
  const { stages, net } = await see(request(), worldOf(server()));
  expect(stages.some((stage) => /mail-from|rcpt-to|data/.test(stage))).toBe(false);
  expect(net.connections[0]?.received).not.toContain('MAIL');
  expect(net.lookups.some((lookup) => lookup.endsWith(' TXT'))).toBe(false);
});

test('a look writes no sender and tells what its domain publishes all the same', async () => {
  const world = worldOf(server());
  world.names = { ...world.names, 'example.test': { TXT: ['v=spf1 -all'] } };
  const { stages, stage, net, findings } = await see(look({ from: 'office@example.test', depth: 'send' }), world, { testMessage });
  expect(stages.slice(-5)).toEqual([
    'auth not-tried look-only',
    'mail-from not-tried look-only',
    'rcpt-to not-tried look-only',
    'data not-tried look-only',
    'quit ok',
  ]);
  expect(stage('mail-from').facts.senderPolicy?.spf).toEqual({ outcome: 'ok', record: 'v=spf1 -all', includes: [], all: '-' });
  expect(net.connections[0]?.received).not.toContain('MAIL');
  expect(findings.asked).toBe('look');
});

test('words for the message, and a sender that was read before, are the caller’s part', async () => {
  await expect(see(request({ depth: 'send' }), worldOf(server()))).rejects.toThrow('no words');
  await expect(see(request({ from: 'a@b.example> SIZE=1' }), worldOf(server()))).rejects.toThrow('no address');
  await expect(
    see(request({ depth: 'send' }), worldOf(server()), { testMessage: { subject: 'a\r\nBcc: all@example.test', lines: [] } }),
  ).rejects.toThrow('control character');
});

test.each([
  ['', 'EHLO'],
  ['localhost', 'EHLO localhost'],
  ['Xerox 7835 (2. Etage)', 'EHLO Xerox 7835 (2. Etage)'],
  ['Büro', 'EHLO Büro'],
])('the greeting of a device named “%s” is %s', async (ehlo, line) => {
  const { net, stage } = await see(request({ ehlo }), worldOf(server()));
  expect(net.connections[0]?.received.split('\r\n').filter((sent) => sent.startsWith('EHLO'))).toEqual([line, line]);
  expect(stage('auth').outcome).toBe('ok');
});

test('an empty name stays one where the server knows only HELO', async () => {
  const { net } = await see(look({ ehlo: '', security: 'none' }), worldOf(server({ answersEhlo: say('502 5.5.1 no') })));
  expect(net.connections[0]?.received).toBe('EHLO\r\nHELO\r\nQUIT\r\n');
});

test('the password is masked in everything that is told behind the sign-in', async () => {
  const { password } = credentials;
  const answersMessage = say(`250 2.0.0 Ok: queued as ${password}`);
  const world = worldOf(server({ answersMail: say(`250 2.1.0 ${password}`), answersMessage }));
  world.names = { ...world.names, 'example.test': { TXT: [`v=spf1 exp=${password} include:${password}.example -all`] } };
  const { events, findings } = await see(request({ depth: 'send', from: `${password}@example.test` }), world, { testMessage });
  expect(findings.stages.find(({ stage }) => stage === 'data')?.outcome).toBe('ok');
  expect(JSON.stringify([events, findings]).toLowerCase()).not.toContain(password.toLowerCase());
});

test('a password that is too short to look for hides what the server says, and its id with it', async () => {
  const wish = request({ depth: 'send', credentials: { ...credentials, password: 'abc' } });
  const { stage, events } = await see(wish, worldOf(server({ answersMessage: say('250 2.0.0 Ok: queued as abc123') })), { testMessage });
  expect(stage('data')).toMatchObject({ outcome: 'ok' });
  expect(stage('data').facts.queueId).toBeUndefined();
  expect(JSON.stringify(events)).not.toContain('abc123');
});

test('who leaves while the policy is looked up leaves at once', async () => {
  const world = worldOf(server());
  world.names = { ...world.names, 'example.test': { TXT: 'silent' } };
  const { net, stages } = await see(request({ from: 'office@example.test' }), world, { cancelled: Promise.resolve() });
  expect(stages.at(-1)).toBe('quit not-tried cancelled');
  expect(net.pendingTimers).toBe(0);
});

test('a policy that is late is waited for at the sender only, to the end of its own clock', async () => {
  const world = worldOf(server());
  world.names = { ...world.names, 'example.test': { TXT: 'silent' }, '_dmarc.example.test': { TXT: ['v=DMARC1; p=reject'] } };
  const { net, stage, findings } = await see(request({ from: 'office@example.test' }), world);
  expect(stage('auth').ms).toBe(0);
  expect(stage('mail-from')).toMatchObject({ outcome: 'ok', ms: 10_000 });
  expect(stage('mail-from').facts.senderPolicy).toEqual({
    domain: 'example.test',
    spf: { outcome: 'unclear' },
    dmarc: { outcome: 'ok', record: 'v=DMARC1; p=reject', domain: 'example.test', policy: 'reject' },
  });
  expect(findings.ms).toBe(10_000);
  expect(net.pendingTimers).toBe(0);
});

/** What a server may answer behind the sign-in: the right thing, a refusal of any kind, noise, silence, its leave. */
const answer = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('250 2.0.0 Ok: queued as 4ZxY1c2Qh0z9v', '354 go on', '250-a\r\n250 b', '251 passed on') },
  { weight: 2, arbitrary: fc.integer({ min: 200, max: 599 }).map((code) => `${String(code)} ${credentials.password}`) },
  { weight: 1, arbitrary: fc.constantFrom('250', '250-', 'nonsense', '421 bye', '250 ok\r\n250 and again', '', 'silence') },
);

test('for any words of a server behind the sign-in a check ends in time, and says of a message what is true', async () => {
  const answering = (text: string) => async (peer: Peer) => {
    if (text === 'silence') await peer.left;
    else if (text === '') peer.close();
    else peer.write(`${text}\r\n`);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 4, maxLength: 4 }), fc.boolean(), async ([mail, rcpt, data, whole], hasFrom) => {
      const world = worldOf(
        server({
          answersMail: answering(mail ?? ''),
          answersRcpt: answering(rcpt ?? ''),
          answersData: answering(data ?? ''),
          answersMessage: answering(whole ?? ''),
        }),
      );
      const wish = request({ depth: 'send', ...(hasFrom && { from: 'office@example.test' }) });
      const { events, findings, net } = await see(wish, world, { testMessage });
      expect(findings.ms).toBeLessThanOrEqual(limits.wholeMs);
      expect(net.pendingTimers).toBe(0);
      expect(net.connections.every(({ open }) => !open)).toBe(true);
      expect(JSON.stringify([events, findings])).not.toContain(credentials.password);
      const [sender, recipient, message] = (['mail-from', 'rcpt-to', 'data'] as const).map((name) =>
        findings.stages.find(({ stage }) => stage === name),
      );
      const received = net.connections[0]?.received ?? '';
      const isOut = received.includes('\r\n.\r\n');
      if (received.includes('RCPT TO')) expect(sender?.outcome).toBe('ok');
      if (received.includes('\r\nDATA\r\n')) expect(recipient?.outcome).toBe('ok');
      if (message?.outcome === 'ok') expect([isOut, message.facts.reply?.code]).toEqual([true, 250]);
      // Only a clear no is one, once the message is out.
      if (isOut && message?.outcome === 'refused') expect(message.facts.reply?.code).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: 3_000 },
  );
}, 60_000);
