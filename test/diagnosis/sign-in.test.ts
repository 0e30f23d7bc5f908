// What is told of a sign-in that did not work: causes and verdicts of the reply codes that RFC 4954 §6 keeps apart.
import { expect, test } from 'vitest';
import { toReport, type Report } from '../../src/diagnosis/report.ts';
import type { CheckRequest } from '../../src/smtp/events.ts';
import { request, say, see, server, worldOf, type Parts } from '../smtp/parts.ts';
import { knowledge } from './known.ts';

const report = async (parts: Partial<Parts>, wish: CheckRequest = request()): Promise<Report> =>
  toReport((await see(wish, worldOf(server(parts)))).findings, knowledge, { id: 'story' });

test.each<[string, Report['verdict'], string]>([
  ['auth-temporary', 'cannot-tell', '421 4.7.0 Try again later'],
  ['auth-mechanism-unsupported', 'cannot-tell', '432 4.7.12 A password transition is needed'],
  ['auth-temporary', 'cannot-tell', '454 4.7.0 Temporary authentication failure'],
  ['auth-temporary', 'cannot-tell', '451 4.7.0 Temporary server error'],
  ['auth-mechanism-unsupported', 'fails', '534 5.7.9 Authentication mechanism is too weak'],
  ['auth-app-password-required', 'fails', '534 5.7.9 Application-specific password required'],
  ['auth-wrong-password', 'fails', '535 5.7.8 Authentication credentials invalid'],
  ['auth-not-offered-before-tls', 'fails', '538 5.7.11 Encryption required for requested authentication mechanism'],
  ['starttls-required', 'fails', '530 5.7.0 Must issue a STARTTLS command first'],
])('%s, verdict %s: %s', async (cause, verdict, reply) => {
  const { causes, verdict: said } = await report({ answersAuth: say(reply) });
  expect([causes[0]?.cause, said]).toEqual([cause, verdict]);
});

test('not offered, offered only before TLS, not the one that was asked for, and refused are four ends', async () => {
  const ends = [
    await report({ offersAfterTls: [] }),
    await report({ offers: ['STARTTLS', 'AUTH PLAIN'], offersAfterTls: [] }),
    await report({}, request({ mechanism: 'XOAUTH2' })),
    await report({ answersAuth: say('535 5.7.8 no') }),
  ];
  expect(ends.map(({ stages, causes }) => [stages.find(({ stage }) => stage === 'auth')?.facts.why, causes[0]?.cause])).toEqual([
    ['not-offered', 'auth-not-offered'],
    ['offered-only-before-tls', 'auth-not-offered'],
    ['mechanism-not-offered', 'auth-mechanism-unsupported'],
    ['rejected', 'auth-wrong-password'],
  ]);
  for (const { verdict } of ends) expect(verdict).toBe('fails');
});

test('a token that is refused is no wrong password', async () => {
  const token = { offersAfterTls: ['AUTH XOAUTH2'], answersAuth: say('535 5.7.8 Username and Password not accepted.') };
  const { causes } = await report(token, request({ mechanism: 'XOAUTH2' }));
  expect(causes[0]?.cause).toBe('auth-oauth-token-expired-or-scope');
});

test('a server that does not prove itself is never said to work or to be broken', async () => {
  const wish = request({ mechanism: 'SCRAM-SHA-256' });
  const { verdict, causes } = await report({ offersAfterTls: ['AUTH SCRAM-SHA-256'], answersAuth: say('235 welcome') }, wish);
  expect([verdict, causes[0]?.cause]).toEqual(['cannot-tell', 'other']);
});
