// The sign-in by each mechanism as a dialogue: what goes over the line, what the transcript shows, and how it ends.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Peer } from '../../functions/nets/scripted.ts';
import { works, type Behaviour } from '../../practice/behaviours.ts';
import { authenticate } from '../../practice/sasl.ts';
import { decodeBytes, encodeText } from '../../src/smtp/base64.ts';
import type { CheckRequest } from '../../src/smtp/events.ts';
import { mask } from '../../src/smtp/redact.ts';
import { credentials, password, request, say, see, server, worldOf, type Seen } from './parts.ts';

type Mechanism = NonNullable<CheckRequest['mechanism']>;

const account = { username: credentials.username, appPassword: password, token: 'ya29.a0-Token_0123456789~abcdef' };
const behaviour: Behaviour = {
  ...works,
  mechanisms: ['PLAIN', 'LOGIN', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'],
  account,
};

/** The client's next line. Computing takes real time, in which the virtual clock must not jump: every write says that something happens. */
async function nextLine(peer: Peer): Promise<string | null> {
  const waiting = { is: true };
  const line = peer.line().finally(() => (waiting.is = false));
  while (waiting.is) {
    peer.write('');
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return line;
}

/** Answers AUTH as the practice server does. `then` may change what the server says. */
const practised =
  (then: (reply: string) => string = (reply) => reply) =>
  async (peer: Peer, line: string): Promise<void> => {
    let step = authenticate(line.slice('AUTH '.length), behaviour);
    for (;;) {
      peer.write(step.reply.map((text) => `${then(text)}\r\n`).join(''));
      if (!step.goOn) return;
      const next = await nextLine(peer);
      if (next === null) return;
      step = step.goOn(next);
    }
  };

interface Story {
  secret?: string;
  offers?: string;
  answersAuth?: (peer: Peer, line: string) => Promise<unknown>;
}

async function signIn(mechanism: Mechanism, { secret = password, offers, answersAuth = practised() }: Story = {}): Promise<Seen> {
  const wish = request({ mechanism, credentials: { ...credentials, password: secret } });
  return see(wish, worldOf(server({ offersAfterTls: [`AUTH ${offers ?? behaviour.mechanisms.join(' ')}`], answersAuth })));
}

/** The lines from AUTH to the goodbye. */
const lines = ({ dialogue }: Seen): string[] =>
  dialogue.slice(
    dialogue.findIndex((line) => line.startsWith('C: AUTH')),
    -1,
  );
const sent = ({ net }: Seen): string[] => (net.connections[0]?.received ?? '').replace(/^.*(?=AUTH )/s, '').split('\r\n');
const decoded = (text = ''): string => new TextDecoder().decode(decodeBytes(text) ?? new Uint8Array(0));

const accepted = 'S: 235 2.7.0 Accepted';
const wrong = 'S: 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6';
const asked = `S: 334 ${mask}`;
const said = `C: ${mask}`;

describe.each<[Mechanism, string[], string[], string]>([
  ['PLAIN', [`C: AUTH PLAIN ${mask}`, accepted], [`C: AUTH PLAIN ${mask}`, wrong], password],
  [
    'LOGIN',
    ['C: AUTH LOGIN', 'S: 334 VXNlcm5hbWU6', said, 'S: 334 UGFzc3dvcmQ6', said, accepted],
    ['C: AUTH LOGIN', 'S: 334 VXNlcm5hbWU6', said, 'S: 334 UGFzc3dvcmQ6', said, wrong],
    password,
  ],
  [
    'SCRAM-SHA-256',
    [`C: AUTH SCRAM-SHA-256 ${mask}`, asked, said, asked, 'C: ', accepted],
    [`C: AUTH SCRAM-SHA-256 ${mask}`, asked, said, wrong],
    password,
  ],
  [
    'SCRAM-SHA-1',
    [`C: AUTH SCRAM-SHA-1 ${mask}`, asked, said, asked, 'C: ', accepted],
    [`C: AUTH SCRAM-SHA-1 ${mask}`, asked, said, wrong],
    password,
  ],
  ['CRAM-MD5', ['C: AUTH CRAM-MD5', asked, said, accepted], ['C: AUTH CRAM-MD5', asked, said, wrong], password],
  [
    'XOAUTH2',
    [`C: AUTH XOAUTH2 ${mask}`, accepted],
    [`C: AUTH XOAUTH2 ${mask}`, `S: 334 ${encodeText(JSON.stringify(works.oauthError))}`, 'C: ', wrong],
    account.token,
  ],
  [
    'OAUTHBEARER',
    [`C: AUTH OAUTHBEARER ${mask}`, accepted],
    [`C: AUTH OAUTHBEARER ${mask}`, `S: 334 ${encodeText(JSON.stringify(works.oauthError))}`, 'C: AQ==', wrong],
    account.token,
  ],
])('%s', (mechanism, good, bad, right) => {
  test('is taken with the right secret', async () => {
    const seen = await signIn(mechanism, { secret: right });
    expect(lines(seen)).toEqual(good);
    expect(seen.stage('auth')).toMatchObject({ outcome: 'ok', facts: { mechanism, reply: { code: 235 } } });
    expect(seen.stage('auth').facts.notTried).toEqual(behaviour.mechanisms.filter((name) => name !== mechanism));
  });

  test('is refused with a wrong one, once, and the server’s word stays', async () => {
    const seen = await signIn(mechanism, { secret: 'something-else' });
    expect(lines(seen)).toEqual(bad);
    expect(seen.stage('auth')).toMatchObject({ outcome: 'refused', facts: { why: 'rejected', mechanism, reply: { code: 535 } } });
    expect(sent(seen).filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
  });

  test('that the server does not offer is an end of its own, and nothing else is used instead', async () => {
    const seen = await signIn(mechanism, { offers: 'NTLM' });
    expect(seen.stages.at(-2)).toBe('auth refused mechanism-not-offered');
    expect(seen.stage('auth').facts.notTried).toEqual(['NTLM']);
    expect(sent(seen)[0]).not.toContain('AUTH');
  });

  test.each([
    ['421 4.7.0 Try again later', 'auth refused busy'],
    ['432 4.7.12 A password transition is needed', 'auth refused busy'],
    ['454 4.7.0 Temporary authentication failure', 'auth refused busy'],
    ['534 5.7.9 Authentication mechanism is too weak', 'auth refused rejected'],
    ['535 5.7.8 Authentication credentials invalid', 'auth refused rejected'],
    ['538 5.7.11 Encryption required for requested authentication mechanism', 'auth refused rejected'],
  ])('keeps %s apart', async (reply, end) => {
    const seen = await signIn(mechanism, { answersAuth: say(reply) });
    expect(seen.stages.at(-2)).toBe(end);
    expect(seen.stage('auth').facts.reply).toMatchObject({ code: Number(reply.slice(0, 3)), enhanced: reply.split(' ')[1] });
  });

  test('gets a * from us when the server never stops asking', async () => {
    const answersAuth = async (peer: Peer): Promise<void> => {
      for (let line: string | null = ''; line !== null && line !== '*'; line = await nextLine(peer)) peer.write('334 bW9yZQ==\r\n');
      peer.write('501 5.7.0 cancelled\r\n');
    };
    const seen = await signIn(mechanism, { answersAuth });
    expect(seen.stages.slice(-2)).toEqual(['auth unclear malformed', 'quit ok']);
    expect(lines(seen).slice(-2)).toEqual(['C: *', 'S: 501 5.7.0 cancelled']);
  });
});

test('auto goes through the order, and each that is left is told as not tried', async () => {
  for (const [offers, used] of [
    ['XOAUTH2 CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256', 'SCRAM-SHA-256'],
    ['CRAM-MD5 SCRAM-SHA-1', 'SCRAM-SHA-1'],
    ['NTLM CRAM-MD5', 'CRAM-MD5'],
  ] as const) {
    const { stage } = await signIn('auto', { offers });
    expect(stage('auth')).toMatchObject({ outcome: 'ok', facts: { mechanism: used } });
    expect(stage('auth').facts.notTried).toEqual(offers.split(' ').filter((name) => name !== used));
  }
  expect((await signIn('auto', { offers: 'XOAUTH2 OAUTHBEARER' })).stages.at(-2)).toBe('auth refused no-common-mechanism');
});

describe('SCRAM does not believe', () => {
  /** Says the challenge that begins like this in another way. */
  const changed = (beginning: string, change: (text: string) => string) =>
    practised((reply) => {
      const text = reply.startsWith('334 ') ? decoded(reply.slice(4)) : '';
      return text.startsWith(beginning) ? `334 ${encodeText(change(text))}` : reply;
    });

  test.each<[string, (peer: Peer, line: string) => Promise<unknown>, string]>([
    ['a server with another signature', changed('v=', () => `v=${encodeText('x'.repeat(32))}`), 'server-not-proven'],
    ['a server with a nonce of its own', changed('r=', (text) => text.replace('r=', 'r=0')), 'scram-nonce'],
    ['a server that wants too few rounds', changed('r=', (text) => text.replace('i=4096', 'i=1')), 'scram-iterations'],
    ['a server that wants too many rounds', changed('r=', (text) => text.replace('i=4096', 'i=100001')), 'scram-iterations'],
    ['a server that says nothing of the kind', changed('r=', () => 'welcome'), 'malformed'],
  ])('%s: it is stopped, and no yes comes of it', async (_, answersAuth, why) => {
    const seen = await signIn('SCRAM-SHA-256', { answersAuth });
    expect(seen.stages.slice(-2)).toEqual([`auth unclear ${why}`, 'quit ok']);
    expect(lines(seen).slice(-2)).toEqual(['C: *', 'S: 501 5.7.0 Authentication cancelled']);
  });

  test('a yes at once, or one without the signature', async () => {
    const atOnce = await signIn('SCRAM-SHA-256', { answersAuth: say('235 welcome, whoever you are') });
    expect(atOnce.stage('auth')).toMatchObject({ outcome: 'unclear', facts: { why: 'server-not-proven', reply: { code: 235 } } });
    const unsigned = practised((reply) => (decoded(reply.slice(4)).startsWith('v=') ? '235 fine' : reply));
    expect((await signIn('SCRAM-SHA-256', { answersAuth: unsigned })).stages.at(-2)).toBe('auth unclear server-not-proven');
  });

  test('but tells what the server calls the error', async () => {
    const answersAuth = async (peer: Peer, line: string): Promise<void> => {
      const step = authenticate(line.slice(5), behaviour);
      peer.write(`${step.reply.join('')}\r\n`);
      await nextLine(peer);
      peer.write(`334 ${encodeText('e=invalid-proof')}\r\n`);
      expect(await nextLine(peer)).toBe('');
      peer.write('535 5.7.8 no\r\n');
    };
    const { stage } = await signIn('SCRAM-SHA-256', { answersAuth });
    expect(stage('auth')).toMatchObject({
      outcome: 'refused',
      facts: { why: 'rejected', saslError: 'invalid-proof', reply: { code: 535 } },
    });
  });
});

describe('a token', () => {
  test.each(['XOAUTH2', 'OAUTHBEARER'] as const)('that is refused with %s is told with status and scope', async (mechanism) => {
    const { stage } = await signIn(mechanism, { secret: 'an-old-token' });
    expect(stage('auth').facts.oauth).toEqual({ status: '400', scope: 'https://mail.practice.test/' });
  });

  test('goes in a line of its own where the command would be longer than 512 octets', async () => {
    const secret = 't'.repeat(2_500);
    const seen = await signIn('XOAUTH2', { secret });
    expect(lines(seen).slice(0, 3)).toEqual(['C: AUTH XOAUTH2', 'S: 334 ', said]);
    expect(decoded(sent(seen)[1])).toBe(`user=${credentials.username}\x01auth=Bearer ${secret}\x01\x01`);
  });

  test('that the server refused is not taken after all', async () => {
    const answersAuth = async (peer: Peer): Promise<void> => {
      peer.write(`334 ${encodeText('{"status":"401"}')}\r\n`);
      await peer.line();
      peer.write('235 never mind\r\n');
    };
    expect((await signIn('XOAUTH2', { answersAuth })).stages.at(-2)).toBe('auth unclear malformed');
  });
});

describe('nothing that was sent comes back', () => {
  const echoing = async (peer: Peer, line: string): Promise<void> => {
    const heard = [line];
    let step = authenticate(line.slice(5), behaviour);
    while (step.goOn) {
      peer.write(`${step.reply.join('')}\r\n`);
      const next = await nextLine(peer);
      if (next === null) return;
      heard.push(next);
      step = step.goOn(next);
    }
    const all = heard.flatMap((one) => [one, ...one.split(' '), decoded(one), decoded(one.split(' ').at(-1))]);
    // Of a message in the clear only the secret part is hidden.
    peer.write(all.map((one) => `535-5.7.8 heard ${one.replace(/[\0\x01]/g, ' ')}\r\n`).join('') + '535 5.7.8 no\r\n');
  };

  test.each(['PLAIN', 'LOGIN', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'] as const)(
    'of %s: neither the secret nor what was made of it, in base64 or not',
    async (mechanism) => {
      const secret = mechanism === 'XOAUTH2' || mechanism === 'OAUTHBEARER' ? account.token : password;
      const seen = await signIn(mechanism, { secret, answersAuth: echoing });
      expect(seen.stage('auth').outcome).toBe('refused');
      const told = JSON.stringify([seen.events, seen.findings]);
      const responses = sent(seen).filter((line) => line !== '' && line !== 'QUIT');
      const made = responses.map((line) => decoded(line.split(' ').at(-1))).join('\n');
      const derived = [.../,p=([^,\n]+)/g[Symbol.matchAll](made), .../ ([0-9a-f]{32})/g[Symbol.matchAll](made)].map(
        (found) => found[1] ?? '',
      );
      expect(derived.length).toBe(mechanism.startsWith('SCRAM') || mechanism === 'CRAM-MD5' ? 1 : 0);
      const last = responses.at(-1)?.split(' ').at(-1) ?? '';
      for (const hidden of [secret, encodeText(secret), last, ...derived]) expect(told).not.toContain(hidden);
    },
  );

  test('also where the password has another form in SCRAM', async () => {
    const answersAuth = say('535 5.7.8 IX-IX-IX is wrong');
    const { stage } = await signIn('SCRAM-SHA-1', { secret: 'Ⅸ-Ⅸ-Ⅸ-', answersAuth: say('535 5.7.8 IX-IX-IX- is wrong') });
    expect(stage('auth').facts.reply?.lines).toEqual([`5.7.8 ${mask} is wrong`]);
    expect((await signIn('PLAIN', { secret: 'other-one', answersAuth })).stage('auth').facts.reply?.lines[0]).toContain('IX-IX-IX');
  });

  test('and a short password hides the words of an error, too', async () => {
    const answersAuth = async (peer: Peer): Promise<void> => {
      peer.write(`334 ${encodeText('{"status":"abc","scope":"abc"}')}\r\n`);
      await peer.line();
      peer.write('535 5.7.8 abc\r\n');
    };
    const { events, stage } = await signIn('XOAUTH2', { secret: 'abc', answersAuth });
    expect(stage('auth').facts.oauth).toEqual({ status: mask, scope: mask });
    expect(JSON.stringify(events)).not.toContain('abc"');
  });
});

/** What a server may say behind AUTH: questions of every kind, answers of every kind, nothing. */
const word = fc.oneof(
  fc.string({ maxLength: 30 }).map((text) => `334 ${encodeText(text)}`),
  fc.string({ maxLength: 30 }).map((text) => `334 ${text.replace(/[\r\n]/g, '')}`),
  fc.constantFrom('334', '334 ', '334-a\r\n334 b', '235 2.7.0 in', '535 5.7.8 no', '454 4.7.0 later', '250 ok', 'nonsense', ''),
);

test('for any words of a server each sign-in ends, says no secret, and takes no yes that is none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...behaviour.mechanisms), fc.array(word, { maxLength: 5 }), async (mechanism, words) => {
      const secret = 'a-Secret-of-24-letters-x';
      const answersAuth = async (peer: Peer): Promise<void> => {
        for (const text of words) {
          if (text === '') return peer.close();
          peer.write(`${text}\r\n`);
          if ((await peer.line()) === null) return;
        }
        peer.close();
      };
      const seen = await signIn(mechanism, { secret, answersAuth });
      expect(seen.net.pendingTimers).toBe(0);
      const received = sent(seen);
      expect(received.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
      const told = JSON.stringify([seen.events, seen.findings]);
      expect(told).not.toContain(secret);
      expect(told).not.toContain(encodeText(secret));
      const { outcome, facts } = seen.stage('auth');
      if (outcome !== 'ok') return;
      expect(facts.reply?.code).toBe(235);
      // No server of this kind can know the nonce, and every other mechanism has said what it has to say.
      expect(mechanism).not.toMatch(/SCRAM/);
      expect(received.length).toBeGreaterThanOrEqual(mechanism === 'LOGIN' ? 4 : mechanism === 'CRAM-MD5' ? 3 : 2);
    }),
    { numRuns: 2_000 },
  );
}, 60_000);
