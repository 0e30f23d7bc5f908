import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface SiteProcess {
  child: ChildProcess;
  port: number;
  /** What it has written so far, both ways. */
  said(): string;
  /** Resolves with its code, or the signal that ended it. */
  ended: Promise<number | string | null>;
}

/** Starts the site (site.fixture.ts). Nobody answers its look-ups. The caller ends it. */
export async function startSite(env: Record<string, string> = {}): Promise<SiteProcess> {
  const all = { ...process.env, PORT: '0', LIMITS: 'off', MAX_CHECKS: '200', DNS_SERVER: '127.0.0.1:9', ...env };
  const child = fork(join(import.meta.dirname, 'site.fixture.ts'), {
    env: all,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (said += part.toString()));
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string | null);
  const [url] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error(`the site ended before it stood: ${said}`);
    }),
  ])) as [string];
  return { child, port: Number(new URL(url).port), said: () => said, ended };
}
