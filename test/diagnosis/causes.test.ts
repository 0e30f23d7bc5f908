// From a scripted server to the cause that a visitor is told: engine, signatures and diagnosis together.
import { expect, test } from 'vitest';
import { tlsFacts, type Peer, type World } from '../../functions/nets/scripted.ts';
import { toReport, type Report } from '../../src/diagnosis/report.ts';
import type { CheckRequest } from '../../src/smtp/events.ts';
import type { TlsReason } from '../../src/smtp/net.ts';
import { address, look, request, say, see, server, worldOf, type Parts } from '../smtp/parts.ts';
import { knowledge } from './known.ts';

const report = async (world: World, wish: CheckRequest = request()): Promise<Report> =>
  toReport((await see(wish, world)).findings, knowledge, { id: 'story' });

const withParts = (parts: Partial<Parts>, port = 587): World => worldOf(server(parts), port);
const withTls = (...reasons: TlsReason[]): World => withParts({ tls: tlsFacts({ trusted: false, reasons }) });
const withAuth = (...lines: string[]): World => withParts({ answersAuth: say(lines.join('\r\n')) });
const silent = async (peer: Peer) => peer.left;

/** The same world, reached under a provider's own name. */
const at = (host: string, world: World): [World, CheckRequest] => [{ ...world, names: { [host]: { A: [address] } } }, request({ host })];

const stories: [string, Report['verdict'], World, CheckRequest?][] = [
  ['dns-no-such-host', 'fails', {}],
  ['dns-temporary', 'cannot-tell', { names: { 'mail.example.test': { A: 'failed' } } }],
  ['connect-refused', 'fails', worldOf('closed')],
  ['connect-timeout-blocked-port', 'cannot-tell', worldOf('silent')],
  ['no-greeting', 'fails', withParts({ greets: silent })],
  ['greeting-rejected', 'cannot-tell', withParts({ greets: say('554 5.7.1 Client host blocked') })],
  ['ip-blocklisted', 'cannot-tell', withParts({ greets: say('554 5.7.1 Service unavailable; blocked using bl.example') })],
  ['greeting-rejected', 'cannot-tell', withParts({ greets: say('421 Too many concurrent SMTP connections') })],
  ['starttls-not-offered', 'fails', withParts({ offers: ['AUTH PLAIN'] })],
  [
    'starttls-injection',
    'fails',
    withParts({
      answersStarttls: async (peer) => {
        peer.write('220 go\r\n250 AUTH LOGIN\r\n');
      },
    }),
  ],
  ['implicit-vs-starttls-mismatch', 'fails', worldOf(server()), request({ security: 'implicit-tls' })],
  ['implicit-vs-starttls-mismatch', 'fails', worldOf(server({}, { implicit: true }), 465), request({ port: 465 })],
  ['cert-expired', 'fails', withTls('expired')],
  ['cert-self-signed', 'fails', withTls('self-signed')],
  ['cert-untrusted-chain', 'fails', withTls('untrusted-chain')],
  ['cert-hostname-mismatch', 'fails', withTls('other-name')],
  ['tls-server-too-old', 'fails', withTls('version')],
  ['tls-cipher-mismatch', 'fails', withTls('cipher')],
  ['auth-not-offered', 'fails', withParts({ offersAfterTls: [] })],
  ['auth-not-offered', 'fails', withParts({ offersAfterTls: [] }), look()],
  ['auth-not-offered-before-tls', 'fails', withParts({}), request({ security: 'none', allowPlaintext: true })],
  ['auth-mechanism-unsupported', 'fails', withParts({ offersAfterTls: ['AUTH XOAUTH2'] })],
  ['auth-mechanism-unsupported', 'fails', withAuth('504 5.7.4 Unrecognized authentication type')],
  ['auth-wrong-password', 'fails', withAuth('535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6')],
  ['auth-wrong-password', 'fails', withAuth('535 Incorrect authentication data')],
  ['auth-wrong-password', 'fails', withAuth('535 Denied')],
  ['auth-temporary', 'cannot-tell', withAuth('454 4.7.0 Temporary authentication failure: Connection lost to authentication server')],
  ['auth-too-many-attempts', 'cannot-tell', withAuth('454 4.7.0 Too many login attempts, please try again later. d1-sm - gsmtp')],
  ['other', 'fails', withParts({ greets: async (peer) => void peer.write('220 hi\r\n'), answersEhlo: say('999 what') })],
];

test.each(stories)('%s is told, verdict %s', async (cause, verdict, world, wish) => {
  const { causes, verdict: said } = await report(world, wish);
  expect([causes[0]?.cause, said]).toEqual([cause, verdict]);
  expect(causes[0]?.evidence.length).toBeGreaterThan(0);
});

const google = 'smtp.gmail.com';
const microsoft = 'smtp.office365.com';
const personal = 'smtp-mail.outlook.com';
const unsuccessful = '535 5.7.139 Authentication unsuccessful,';

/** In the words of real providers; session ids masked. */
const replies: [string, string, string[]][] = [
  [
    'auth-wrong-password',
    google,
    [
      '535-5.7.8 Username and Password not accepted. For more information, go to',
      '535 5.7.8  https://support.google.com/mail/?p=BadCredentials x.1 - gsmtp',
    ],
  ],
  [
    'auth-app-password-required',
    google,
    [
      '534-5.7.9 Application-specific password required. For more information, go to',
      '534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor x.1 - gsmtp',
    ],
  ],
  [
    'auth-web-login-required',
    google,
    [
      '534-5.7.14 Please log in via your web browser and',
      '534-5.7.14 then try again.',
      '534 5.7.14  https://support.google.com/mail/answer/78754 x.1',
    ],
  ],
  [
    'auth-web-login-required',
    google,
    [
      '534-5.7.9 Please log in with your web browser and then try again. Learn more at',
      '534 5.7.9  https://support.google.com/mail/?p=WebLoginRequired x.1 - gsmtp',
    ],
  ],
  ['auth-too-many-attempts', google, ['454 4.7.0 Too many login attempts, please try again later. x.1 - gsmtp']],
  ['auth-wrong-password', microsoft, [`${unsuccessful} the user credentials were incorrect. [X]`]],
  [
    'auth-basic-disabled-tenant',
    microsoft,
    [
      `${unsuccessful} SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [X]`,
    ],
  ],
  ['auth-basic-disabled-mailbox', microsoft, [`${unsuccessful} SmtpClientAuthentication is disabled for the Mailbox. [X]`]],
  [
    'auth-security-defaults-or-conditional-access',
    microsoft,
    [`${unsuccessful} user is locked by your organization's security defaults policy. Contact your administrator. [X]`],
  ],
  [
    'auth-security-defaults-or-conditional-access',
    microsoft,
    [`${unsuccessful} the request did not meet the criteria to be authenticated successfully. Contact your administrator.`],
  ],
  ['auth-basic-retired', microsoft, ['550 5.7.30 Basic authentication is not supported for Client Submission.']],
  ['auth-basic-retired', personal, [`${unsuccessful} basic authentication is disabled. [X]`]],
  ['auth-basic-retired', personal, [`${unsuccessful} SmtpClientAuthentication is disabled for the Mailbox. [X]`]],
];

test.each(replies)('%s is read from the words of %s', async (cause, host, lines) => {
  const { causes, provider } = await report(...at(host, withAuth(...lines)));
  expect(causes[0]?.cause).toBe(cause);
  expect(causes.length).toBeLessThanOrEqual(3);
  expect(provider).toBeDefined();
});

test('every cause that a signature names has a page', () => {
  for (const { cause } of knowledge.signatures) expect(knowledge.causes[cause], cause).toBeDefined();
});

test('a second reason of a bad certificate is named after the first', async () => {
  const { causes } = await report(withTls('expired', 'other-name'));
  expect(causes.map(({ cause }) => cause).slice(0, 2)).toEqual(['cert-expired', 'cert-hostname-mismatch']);
});

test('an app password is named as a possibility where the provider answers a missing one in the same words', async () => {
  const { causes } = await report(...at(google, withAuth('535 5.7.8 Username and Password not accepted.')));
  expect(causes.map(({ cause }) => cause)).toEqual([
    'auth-wrong-password',
    'auth-app-password-required',
    'auth-app-password-revoked-or-old',
  ]);
});
