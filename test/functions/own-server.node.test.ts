// A mail server that nobody knows, with words made up here, reached as an office would: ALLOW_TARGETS opens it, EXTRA_CA trusts it.
// The check has to be real: the server counts what it was asked.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report.ts';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { startApp, type App } from '../harness/app.ts';

const account = { username: 'ärger@kopierer.example', appPassword: 'gut&billig-€' };
let folder: string;
let server: MailServer;
let other: MailServer;
let app: App;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-server-'));
  server = await startMailServer({
    host: 'localhost',
    behaviour: {
      greeting: ['220-grüezi', '220 {host} Hausmeisters Postkasten'],
      account,
      signIn: [
        { when: 'app-password', reply: ['235 2.7.0 Herein'] },
        { when: 'anything', reply: ['535-5.7.8 Draussen bleiben', '535 5.7.8 sagt der Hausmeister'] },
      ],
    },
  });
  other = await startMailServer({ host: 'localhost' });
  await writeFile(join(folder, 'ca.pem'), server.ca);
  app = await startApp({
    ALLOW_TARGETS: `localhost:${String(server.port)}, localhost:${String(other.port)}`,
    EXTRA_CA: join(folder, 'ca.pem'),
    PRACTICE: 'off',
  });
});
afterAll(async () => {
  await app.close();
  await server.close();
  await other.close();
  await rm(folder, { recursive: true });
});

const check = async (fields: Record<string, string | number>): Promise<Report> => {
  const response = await fetch(`${app.url}/api/check`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ host: 'localhost', security: 'starttls', ...fields }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Report;
};

describe('a check of a server of one’s own', () => {
  let before: number;
  beforeEach(() => {
    before = server.seen().length;
  });

  test('signs in with a password beyond ASCII, and asks for everything exactly once', async () => {
    const report = await check({ port: server.port, username: account.username, password: account.appPassword });
    expect(report.stages.find(({ stage }) => stage === 'auth')).toMatchObject({ outcome: 'ok' });
    expect(report.verdict).toBe('works');
    expect(report.tls).toMatchObject({ trusted: true, chain: [{ names: ['localhost'] }, {}] });
    const asked = server.seen().slice(before);
    // EHLO once on each side of the handshake, as RFC 3207 §4.2 wants it; QUIT is not waited for and may come later.
    expect(asked.slice(0, 4)).toEqual([
      { verb: 'EHLO', secure: false },
      { verb: 'STARTTLS', secure: false },
      { verb: 'EHLO', secure: true },
      { verb: 'AUTH', secure: true },
    ]);
    expect(asked.slice(4).every(({ verb }) => verb === 'QUIT')).toBe(true);
  });

  test('brings the server’s own words home, and makes one attempt only', async () => {
    const report = await check({ port: server.port, username: account.username, password: 'falsch-falsch' });
    expect([report.verdict, report.causes[0]?.cause]).toEqual(['fails', 'auth-wrong-password']);
    expect(report.stages.find(({ stage }) => stage === 'auth')?.facts.reply).toEqual({
      code: 535,
      enhanced: '5.7.8',
      lines: ['5.7.8 Draussen bleiben', '5.7.8 sagt der Hausmeister'],
    });
    expect(
      server
        .seen()
        .slice(before)
        .filter(({ verb }) => verb === 'AUTH'),
    ).toHaveLength(1);
  });

  test('sends nothing secret to a server whose certificate is not trusted', async () => {
    const report = await check({ port: other.port, username: account.username, password: account.appPassword });
    expect([report.verdict, report.causes[0]?.cause]).toEqual(['fails', 'cert-untrusted-chain']);
    expect(other.count('AUTH')).toBe(0);
  });

  test('goes nowhere but to the exact port that was opened', async () => {
    const response = await fetch(`${app.url}/api/check`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ host: 'localhost', port: 587, security: 'starttls', username: 'a@example.com', password: 'abcdefgh' }),
    });
    expect(response.status).toBe(400);
  });
});
