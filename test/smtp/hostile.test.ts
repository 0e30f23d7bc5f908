// Servers that mean no good, or know no better, in virtual time: each ends in the right stage, with the right word, inside its clock.
import { describe, expect, test } from 'vitest';
import { type Listener, type Peer } from '../../functions/nets/scripted.ts';
import type { CheckRequest } from '../../src/smtp/events.ts';
import { testMessage } from './mail-table.ts';
import { request, say, see, server, usual, worldOf, type Parts } from './parts.ts';

const implicit: Partial<CheckRequest> = { port: 465, security: 'implicit-tls' };
const sending = request({ depth: 'send' });

/** The end, as `stage outcome why`, and what is left behind. */
async function endOf(listener: Listener, wish = request()): Promise<{ end: string; ms: number; received: string }> {
  const { findings, stages, net, events } = await see(wish, worldOf(listener, wish.port), { testMessage });
  expect(net.connections.every(({ open }) => !open)).toBe(true);
  expect(net.pendingTimers).toBe(0);
  expect(JSON.stringify(events).length).toBeLessThan(300_000);
  const end = stages.find((one) => !/ ok$/.test(one)) ?? 'ok';
  return { end, ms: findings.ms, received: net.connections.map(({ received }) => received).join('') };
}

const goes = {
  away: async (peer: Peer) => {
    peer.close();
  },
  silent: async (peer: Peer) => peer.left,
};

/** A server whose answer to the second EHLO, the one under TLS, is this. */
function secondEhlo(answer: (peer: Peer) => Promise<unknown>): Parts['answersEhlo'] {
  let greetings = 0;
  return (peer, lines) => ((greetings += 1) === 1 ? usual.answersEhlo(peer, lines) : answer(peer));
}

/** A server that hangs or goes away when the handshake is due, whichever way of encryption. */
const noHandshake = (does: (peer: Peer) => Promise<unknown>, isImplicit: boolean): Listener =>
  isImplicit
    ? async (peer) => void (await does(peer))
    : server({ answersStarttls: async (peer) => (peer.write('220 go\r\n'), await does(peer)) });

type Row = [at: string, listener: Listener, wish: CheckRequest, away: string, ms: number];
const rows = (does: (peer: Peer) => Promise<unknown>): Row[] => [
  ['the greeting', server({ greets: does }), request(), 'banner refused closed', 20_000],
  ['EHLO', server({ answersEhlo: does }), request(), 'ehlo refused closed', 10_000],
  ['STARTTLS', server({ answersStarttls: does }), request(), 'starttls refused closed', 10_000],
  ['the handshake behind STARTTLS', noHandshake(does, false), request(), 'tls refused closed', 10_000],
  ['EHLO under TLS', server({ answersEhlo: secondEhlo(does) }), request(), 'ehlo refused closed', 10_000],
  ['AUTH', server({ answersAuth: does }), request(), 'auth unclear closed', 20_000],
  ['the handshake of implicit TLS', noHandshake(does, true), request(implicit), 'tls refused closed', 10_000],
  ['the greeting under implicit TLS', server({ greets: does }, { implicit: true }), request(implicit), 'banner refused closed', 20_000],
  ['EHLO under implicit TLS', server({ answersEhlo: does }, { implicit: true }), request(implicit), 'ehlo refused closed', 10_000],
  ['AUTH under implicit TLS', server({ answersAuth: does }, { implicit: true }), request(implicit), 'auth unclear closed', 20_000],
  [
    'a password on a line of its own',
    server({ answersAuth: async (peer) => (peer.write('334 VXNlcm5hbWU6\r\n'), await peer.line(), await does(peer)) }),
    request({ mechanism: 'LOGIN' }),
    'auth unclear closed',
    20_000,
  ],
  ['MAIL FROM', server({ answersMail: does }), sending, 'mail-from refused closed', 10_000],
  ['RCPT TO', server({ answersRcpt: does }), sending, 'rcpt-to refused closed', 10_000],
  ['DATA', server({ answersData: does }), sending, 'data refused closed', 10_000],
  ['the message', server({ answersMessage: does }), sending, 'data unclear closed', 20_000],
];

describe('a server that goes away at', () => {
  test.each(rows(goes.away))('%s is told so, at once', async (_, listener, wish, end) => {
    expect(await endOf(listener, wish)).toMatchObject({ end, ms: 0 });
  });
});

describe('a server that hangs at', () => {
  test.each(rows(goes.silent))('%s is waited for as long as that is due', async (_, listener, wish, away, ms) => {
    const end = `${away.split(' ')[0] ?? ''} timed-out no-answer`;
    expect(await endOf(listener, wish)).toMatchObject({ end, ms });
  });
});

/** A reply that never gets to its end, a piece each second. */
const drips = (text: string) => async (peer: Peer) => {
  for (let at = 0; ; at += 1) {
    peer.write(text.charAt(at % text.length));
    if ((await Promise.race([peer.left.then(() => 'left'), peer.wait(1_000)])) === 'left') return;
  }
};

describe('a server that drips a byte each second', () => {
  test.each<[string, Partial<Parts>, string, number]>([
    ['in its greeting', { greets: drips('220-still here\r\n') }, 'banner timed-out no-answer', 20_000],
    ['at EHLO', { answersEhlo: drips('250-X\r\n') }, 'ehlo timed-out no-answer', 10_000],
    ['at STARTTLS', { answersStarttls: drips('220-wait\r\n') }, 'starttls timed-out no-answer', 10_000],
    ['behind AUTH', { answersAuth: drips('235-almost in\r\n') }, 'auth timed-out no-answer', 20_000],
    ['at RCPT TO', { answersRcpt: drips('250-somebody\r\n') }, 'rcpt-to timed-out no-answer', 10_000],
    ['behind the message', { answersMessage: drips('250-queued\r\n') }, 'data timed-out no-answer', 20_000],
  ])('%s has the time of its stage and no more', async (_, parts, end, ms) => {
    expect(await endOf(server(parts), sending)).toMatchObject({ end, ms });
  });

  test('and gets to an end in time is a server like others', async () => {
    const greets = async (peer: Peer) => {
      for (const sign of '220 mail ESMTP\r\n') {
        peer.write(sign);
        await peer.wait(1_000);
      }
    };
    expect(await endOf(server({ greets }))).toMatchObject({ end: 'ok', ms: 16_000 });
  });
});

describe('a tarpit behind AUTH', () => {
  const asks = async (peer: Peer) => {
    for (let line: string | null = ''; line !== null; line = await peer.line()) {
      await peer.wait(15_000);
      peer.write('334 \r\n');
    }
  };
  test.each([
    // Twice fifteen seconds for PLAIN, which has one answer and then breaks off; the whole clock for who asks on.
    ['PLAIN', 'auth unclear malformed'],
    ['LOGIN', 'auth timed-out no-answer'],
  ] as const)('that asks on and on, a quarter of a minute each, is left with %s in the time of the check', async (mechanism, end) => {
    const seen = await endOf(server({ answersAuth: asks }), request({ mechanism }));
    expect(seen.end).toBe(end);
    expect(seen.ms).toBeLessThanOrEqual(45_000);
    expect(seen.received.match(/AUTH/g)).toHaveLength(1);
  });
});

describe('an answer before its question', () => {
  const early = (text: string) => async (peer: Peer) => {
    peer.write(`220 mail\r\n${text}`);
  };
  test('behind the greeting ends the check there, and nothing is signed in to', async () => {
    const seen = await endOf(server({ greets: early('250-mail\r\n250 AUTH PLAIN\r\n') }));
    expect(seen).toMatchObject({ end: 'ehlo refused malformed', received: '' });
  });

  test('"235 welcome" behind the answer to EHLO is no sign-in, and no password goes out', async () => {
    const answersEhlo = secondEhlo(async (peer) => peer.write('250-mail\r\n250 AUTH PLAIN\r\n235 welcome\r\n'));
    const seen = await endOf(server({ answersEhlo }));
    expect(seen.end).toBe('auth unclear malformed');
    expect(seen.received).not.toContain('AUTH');
  });

  test('"235 welcome" where the user name is asked for is none either', async () => {
    expect(await endOf(server({ answersAuth: say('235 welcome') }), request({ mechanism: 'LOGIN' }))).toMatchObject({
      end: 'auth unclear malformed',
    });
  });

  test('before TLS it is gone once TLS stands', async () => {
    const answersStarttls = say('220 go\r\n235 welcome');
    expect(await endOf(server({ answersStarttls }))).toMatchObject({ end: 'starttls refused injection' });
  });
});

describe('what a server says', () => {
  test('may be 8-bit, in any code, and hold NUL: it is kept as it came, and the check goes on', async () => {
    const greets = async (peer: Peer) => {
      peer.write(Uint8Array.from([...'220 M\u00fcller \u0000 ESMTP\r\n'].map((sign) => sign.charCodeAt(0))));
    };
    const answersAuth = async (peer: Peer) => peer.write('535 5.7.8 Passw\u00f6rter \u0000 \u2026\r\n');
    const { stage, stages } = await see(request(), worldOf(server({ greets, answersAuth })));
    expect(stage('banner').facts.reply?.lines).toEqual(['M\u00fcller \u0000 ESMTP']);
    expect(stage('auth').facts.reply?.lines).toEqual(['5.7.8 Passw\u00f6rter \u0000 \u2026']);
    expect(stages.slice(-2)).toEqual(['auth refused rejected', 'quit ok']);
  });

  test('may end its lines with a bare LF', async () => {
    const lf = (text: string) => async (peer: Peer) => peer.write(text.replaceAll('\r', ''));
    const answersEhlo: Parts['answersEhlo'] = async (peer, lines) =>
      lf(['mail', ...lines, 'HELP'].map((line, at, all) => `250${at < all.length - 1 ? '-' : ' '}${line}\n`).join(''))(peer);
    const parts = { greets: lf('220-mail\n220 ESMTP\n'), answersEhlo, answersStarttls: lf('220 go\n'), answersAuth: lf('235 in\n') };
    expect(await endOf(server(parts))).toMatchObject({ end: 'ok' });
  });

  test.each<[string, Partial<Parts>, string]>([
    ['in the greeting', { greets: async (peer) => peer.write('220-one\r\n250 two\r\n') }, 'banner refused malformed'],
    ['to EHLO', { answersEhlo: async (peer) => peer.write('250-mail\r\n251 AUTH PLAIN\r\n') }, 'ehlo refused malformed'],
    ['to STARTTLS', { answersStarttls: async (peer) => peer.write('220-go\r\n221 bye\r\n') }, 'starttls refused malformed'],
    ['to AUTH', { answersAuth: async (peer) => peer.write('535-no\r\n235 yes\r\n') }, 'auth unclear malformed'],
  ])('with different codes in one reply %s is no reply', async (_, parts, end) => {
    expect(await endOf(server(parts))).toMatchObject({ end });
  });

  test.each<[string, Partial<Parts>, string]>([
    ['to EHLO', { answersEhlo: async (peer) => peer.write(`250 ${'x'.repeat(10_000_000)}`) }, 'ehlo refused too-long'],
    ['to STARTTLS', { answersStarttls: async (peer) => peer.write(`220 ${'x'.repeat(10_000_000)}`) }, 'starttls refused too-long'],
    ['to AUTH', { answersAuth: async (peer) => peer.write(`535 ${'x'.repeat(10_000_000)}`) }, 'auth unclear too-long'],
    ['to AUTH, in many lines', { answersAuth: async (peer) => peer.write('535-5.7.8 no\r\n'.repeat(700_000)) }, 'auth unclear too-long'],
  ])('in a line of 10 MB %s is cut off', async (_, parts, end) => {
    expect(await endOf(server(parts))).toMatchObject({ end });
  });
});

describe('capabilities that change after TLS', () => {
  test('are those after it: what came before counts no more', async () => {
    const parts = { offers: ['STARTTLS', 'AUTH PLAIN', 'SIZE 1'], offersAfterTls: ['AUTH LOGIN', 'SIZE 2'] };
    const { findings, stage } = await see(request(), worldOf(server(parts)));
    expect(findings.capabilities).toEqual(['AUTH LOGIN', 'SIZE 2']);
    expect(stage('auth').facts).toMatchObject({ mechanism: 'LOGIN', mechanisms: ['LOGIN'] });
  });

  test('to nothing, or to STARTTLS again, are an end without a sign-in', async () => {
    for (const offersAfterTls of [[], ['STARTTLS']]) {
      const seen = await endOf(server({ offers: ['STARTTLS', 'AUTH PLAIN'], offersAfterTls }));
      expect(seen.end).toBe('auth refused offered-only-before-tls');
      expect(seen.received).not.toContain('AUTH');
    }
  });
});
