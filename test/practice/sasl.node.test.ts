// Sign-ins over real TCP and TLS: the practice server against this project's check, and against another client.
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeNet } from '../../functions/nets/node.ts';
import { practiceAccount, works } from '../../practice/behaviours.ts';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { check } from '../../src/smtp/check.ts';
import type { Findings } from '../../src/smtp/events.ts';
import { mechanismNames, takesToken, type MechanismName } from '../../src/smtp/sasl/mechanisms.ts';

let submission: MailServer;
let submissions: MailServer;

beforeAll(async () => {
  const common = { host: 'mail.office.test', alsoNames: ['localhost'], behaviour: { mechanisms: mechanismNames } };
  submission = await startMailServer(common);
  submissions = await startMailServer({ ...common, security: 'implicit-tls' });
});
afterAll(() => Promise.all([submission.close(), submissions.close()]));

async function signIn(server: MailServer, mechanism: MechanismName | 'auto', password: string): Promise<Findings> {
  const security = server === submissions ? 'implicit-tls' : 'starttls';
  const credentials = { username: practiceAccount.username, password };
  const net = nodeNet({ ca: [server.ca] });
  const running = check({ host: 'localhost', port: server.port, security, mechanism, credentials, ehlo: 'client.example' }, net);
  for (;;) {
    const next = await running.next();
    if (next.done === true) return next.value;
  }
}

const authOf = ({ stages }: Findings) => stages.find(({ stage }) => stage === 'auth');

describe.each(mechanismNames)('%s', (mechanism) => {
  const right = takesToken(mechanism) ? practiceAccount.token : practiceAccount.appPassword;

  test('signs in over STARTTLS and over implicit TLS', async () => {
    for (const server of [submission, submissions]) {
      expect(authOf(await signIn(server, mechanism, right))).toMatchObject({ outcome: 'ok', facts: { mechanism, reply: { code: 235 } } });
    }
  });

  test('does not with another secret', async () => {
    const findings = await signIn(submission, mechanism, 'another secret');
    expect(authOf(findings)).toMatchObject({ outcome: 'refused', facts: { why: 'rejected', reply: { code: 535, enhanced: '5.7.8' } } });
    expect(authOf(findings)?.facts.oauth?.status).toBe(takesToken(mechanism) ? works.oauthError.status : undefined);
  });
});

test('a server that takes anybody but holds another password does not prove itself in SCRAM', async () => {
  const server = await startMailServer({
    host: 'mail.office.test',
    alsoNames: ['localhost'],
    behaviour: { mechanisms: ['SCRAM-SHA-256'], signIn: [{ when: 'anything', reply: ['235 2.7.0 Accepted'] }] },
  });
  expect(authOf(await signIn(server, 'auto', 'another secret'))).toMatchObject({
    outcome: 'unclear',
    facts: { mechanism: 'SCRAM-SHA-256', why: 'server-not-proven' },
  });
  await server.close();
});

/** What nodemailer says: true, or the reply code of the refusal. */
async function another(auth: Record<string, string>): Promise<boolean | number | undefined> {
  const { ca, port } = submissions;
  const transport = createTransport({
    host: 'localhost',
    port,
    secure: true,
    tls: { ca },
    auth: { user: practiceAccount.username, ...auth },
    ...(auth.method === undefined ? {} : { authMethod: auth.method }),
  });
  try {
    return await transport.verify();
  } catch (error) {
    return (error as { responseCode?: number }).responseCode;
  } finally {
    transport.close();
  }
}

test.each([
  [{ method: 'CRAM-MD5', pass: practiceAccount.appPassword }, true],
  [{ method: 'CRAM-MD5', pass: 'wrong' }, 535],
  [{ method: 'LOGIN', pass: practiceAccount.appPassword }, true],
  [{ type: 'OAuth2', accessToken: practiceAccount.token }, true],
])('nodemailer and the practice server agree on %o', async (auth, outcome) => {
  expect(await another(auth)).toBe(outcome);
});
