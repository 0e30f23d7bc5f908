// A sign-in by a method that the visitor names, over HTTP and real sockets.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report.ts';
import { mechanismNames, takesToken } from '../../src/smtp/sasl/mechanisms.ts';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { startApp, type App } from '../harness/app.ts';

// As long as Microsoft's.
const account = { username: 'copier@office.example', appPassword: 'green-Printer-42', token: `eyJ0.${'Ab3-_'.repeat(500)}` };
let folder: string;
let server: MailServer;
let app: App;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mechanism-'));
  server = await startMailServer({ host: 'localhost', behaviour: { mechanisms: mechanismNames, account } });
  await writeFile(join(folder, 'ca.pem'), server.ca);
  app = await startApp({ ALLOW_TARGETS: `localhost:${String(server.port)}`, EXTRA_CA: join(folder, 'ca.pem'), PRACTICE: 'off' });
});
afterAll(async () => {
  await app.close();
  await server.close();
  await rm(folder, { recursive: true });
});

async function check(mechanism: string, password: string): Promise<{ report: Report; text: string }> {
  const response = await fetch(`${app.url}/api/check`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ host: 'localhost', port: server.port, security: 'starttls', username: account.username, mechanism, password }),
  });
  expect(response.status).toBe(200);
  const text = await response.text();
  return { report: JSON.parse(text) as Report, text };
}

test.each(mechanismNames)('%s works with the right secret and fails with another, and neither is in the report', async (name) => {
  const right = takesToken(name) ? account.token : account.appPassword;
  const good = await check(name.toLowerCase(), right);
  expect(good.report.verdict).toBe('works');
  expect(good.report.stages.find(({ stage }) => stage === 'auth')?.facts.mechanism).toBe(name);
  const bad = await check(name, `not-${right}`);
  expect(bad.report.verdict).toBe('fails');
  for (const { text } of [good, bad]) expect(text).not.toContain(right.slice(0, 16));
});
