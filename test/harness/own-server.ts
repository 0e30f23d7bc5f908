// A mail server of nobody's, and the app that may reach it with all its limits on: a site as strangers meet it, on a clock of the test's own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { startApp, type App } from './app.ts';

/** What its account is called, the password that it takes, and one that it refuses. */
export const account = { username: 'scanner@practice.test', right: 'abcdefghijklmnop', wrong: 'Kopierer-im-Flur-17' } as const;

export interface Limited {
  readonly url: string;
  readonly server: MailServer;
  /** Host, port and encryption of the mail server, as fields. */
  readonly place: { host: string; port: string; security: string };
  /** Lets time pass for tickets and counts. */
  pass(seconds: number): void;
}

/** Starts both; the counts are new for each test, and it is then 14:00:00 UTC. `env`: settings beyond these. */
export function useLimited(env: Record<string, string> = {}): Limited {
  let folder: string;
  let server: MailServer;
  let app: App;
  let now = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'limited-'));
    server = await startMailServer({ host: 'localhost' });
    await writeFile(join(folder, 'ca.pem'), server.ca);
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 25, 14, 0, 0);
    const opened = { ALLOW_TARGETS: `localhost:${String(server.port)}`, EXTRA_CA: join(folder, 'ca.pem') };
    app = await startApp({ LIMITS: '', ...opened, ...env }, () => now);
  });
  afterEach(() => app.close());
  return {
    get url() {
      return app.url;
    },
    get server() {
      return server;
    },
    get place() {
      return { host: 'localhost', port: String(server.port), security: 'starttls' };
    },
    pass: (seconds) => {
      now += seconds * 1_000;
    },
  };
}
