// The same app in workerd, as it is deployed: static files from the assets binding, and a check over cloudflare:sockets with implicit TLS.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestHarness } from 'wrangler';
import { behaviours, practiceAccount } from '../../practice/behaviours.ts';
import { createAuthority } from '../../practice/certificates.ts';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import type { LookAnswer } from '../../src/view/look-view.ts';
import { root } from '../harness/dist.ts';

const account = { username: 'scanner@practice.test', password: 'abcdefghijklmnop' };
let folder: string;
let server: MailServer;
let stranger: MailServer;
let submission: MailServer;
let strict: MailServer;
let harness: TestHarness;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-'));
  // workerd verifies the name that it connects to, and resolves by the hosts file: the server has to be localhost.
  const authority = createAuthority();
  server = await startMailServer({ host: 'localhost', security: 'implicit-tls', authority });
  stranger = await startMailServer({ host: 'localhost', security: 'implicit-tls' });
  submission = await startMailServer({ host: 'localhost', security: 'starttls' });
  // Names below localhost are asked of no resolver.
  strict = await startMailServer({
    host: 'localhost',
    security: 'implicit-tls',
    authority,
    behaviour: { ...behaviours['sender-not-allowed'], account: { ...practiceAccount, username: 'scanner@kopierer.localhost' } },
  });
  await writeFile(join(folder, 'ca.pem'), server.ca);
  // The only way to give workerd a CA. It is read while wrangler is loaded, so wrangler is loaded after it is set.
  process.env.NODE_EXTRA_CA_CERTS = join(folder, 'ca.pem');
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const vars = {
    ALLOW_TARGETS: [server, stranger, submission, strict].map(({ port }) => `localhost:${String(port)}`).join(),
    SITE_URL: 'http://localhost:4321',
    LIMITS: 'off',
  };
  const pages = { name: 'pages', main: join(import.meta.dirname, 'pages.fixture.ts'), compatibility_date: '2026-10-30', vars };
  harness = createTestHarness({
    root,
    workers: [{ configPath: join(root, 'wrangler.jsonc'), vars }, { config: pages }],
  });
  await harness.listen();
});
afterAll(async () => {
  await harness.close();
  await server.close();
  await stranger.close();
  await submission.close();
  await strict.close();
  await rm(folder, { recursive: true });
});

const check = (fields: Record<string, string | number>, accept = 'application/json') =>
  harness.fetch('/api/check', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: accept },
    body: JSON.stringify({ host: 'localhost', security: 'implicit-tls', ...account, ...fields }),
  });

describe('in workerd', () => {
  test('a check with implicit TLS signs in for real', async () => {
    const report = (await (await check({ port: server.port })).json()) as Report;
    expect(report.stages.map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual([
      'dns ok',
      'connect ok',
      'tls ok',
      'banner ok',
      'ehlo ok',
      'auth ok',
      'quit ok',
    ]);
    expect(report.verdict).toBe('works');
    expect(server.count('AUTH')).toBe(1);
  });

  test('the Pages adapter is the same app', async () => {
    const response = await harness.getWorker('pages').fetch('http://localhost/api/check', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ host: 'localhost', port: server.port, security: 'implicit-tls', ...account }),
    });
    expect(await response.json()).toMatchObject({ verdict: 'works' });
  });

  test('events come one a line', async () => {
    const response = await check({ port: server.port }, 'application/x-ndjson');
    const lines = (await response.text()).trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'report', verdict: 'works' });
    expect(lines.join()).not.toContain(account.password);
  });

  test('a wrong password is told as such', async () => {
    const report = (await (await check({ port: server.port, password: 'wrong-password' })).json()) as Report;
    expect([report.verdict, report.causes[0]?.cause]).toEqual(['fails', 'auth-wrong-password']);
  });

  test('a From that is not the login’s is refused, the own one takes a message', async () => {
    const login = { port: strict.port, username: 'scanner@kopierer.localhost', depth: 'send' };
    const refused = (await (await check({ ...login, from: 'office@kopierer.localhost' })).json()) as Report;
    expect([refused.verdict, refused.causes[0]?.cause, strict.count('DATA')]).toEqual(['fails', 'sender-not-allowed', 0]);
    const sent = (await (await check(login)).json()) as Report;
    expect([sent.verdict, sent.asked]).toEqual(['works', 'send']);
    expect(sent.stages.find(({ stage }) => stage === 'data')?.facts.queueId).toBe('4PRACT1CE0');
  });

  test('old devices are told about on request, though the platform shows no hello of its own', async () => {
    const response = await harness.fetch('/api/look', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ host: 'localhost', port: server.port, security: 'implicit-tls', peek: 'old-devices' }),
    });
    const { report } = (await response.json()) as LookAnswer;
    expect(report.peeks?.filter(({ wouldGetIn }) => wouldGetIn === 'ok').map(({ hello }) => hello)).toEqual(
      expect.arrayContaining(['device-2014', 'today']),
    );
  });

  test('a certificate that is not trusted gets no password, and the verdict does not make up why', async () => {
    const report = (await (await check({ port: stranger.port })).json()) as Report;
    expect(report.verdict).toBe('cannot-tell');
    expect(stranger.count('AUTH')).toBe(0);
  });

  test('a sign-in over STARTTLS stays off, because nobody here can see whose certificate it is', async () => {
    const report = (await (await check({ port: submission.port, security: 'starttls' })).json()) as Report;
    expect(report.verdict).toBe('cannot-tell');
    expect(report.stages.find(({ stage }) => stage === 'auth')?.outcome).toBe('not-tried');
    expect(submission.count('AUTH')).toBe(0);
  });

  test('a form post is answered with the site’s own page', async () => {
    const response = await harness.fetch('/api/look', {
      method: 'POST',
      headers: { Accept: 'text/html' },
      body: new URLSearchParams({ host: 'localhost', port: String(server.port), security: 'implicit-tls' }),
    });
    const html = await response.text();
    expect(html).toContain('data-verdict="works"');
    expect(html).toContain('<footer');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  test('pages are files, with the same headers; a bad address is the 404 page', async () => {
    const page = await harness.fetch('/check/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect((await harness.fetch('/no-such-page/')).status).toBe(404);
  });
});

test('wrangler takes the build as it is, and the Worker without the knowledge is at most 80 kB', async () => {
  const out = join(folder, 'out');
  const { stdout } = await promisify(execFile)('wrangler', ['deploy', '--dry-run', '--outdir', out], { cwd: root });
  expect(stdout).toContain('--dry-run: exiting now');
  const script = (await readdir(out)).find((name) => name.endsWith('.js')) ?? '';
  expect((await stat(join(out, script))).size).toBeGreaterThan(0);
  const knowledge = gzipSync(readFileSync(join(root, 'src/generated/knowledge.json'))).length;
  expect(gzipSync(readFileSync(join(out, script))).length - knowledge).toBeLessThan(80_000);
});
