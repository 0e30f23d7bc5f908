// Running other programs: what the tools share.
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The folder of the project. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** The programs of the lock, as files that the Node we run under can run. Called by path, so that no PATH is needed. */
export const programs = {
  astro: join(root, 'node_modules/astro/bin/astro.mjs'),
  eslint: join(root, 'node_modules/eslint/bin/eslint.js'),
  prettier: join(root, 'node_modules/prettier/bin/prettier.cjs'),
  tsc: join(root, 'node_modules/typescript/bin/tsc'),
  vitest: join(root, 'node_modules/vitest/vitest.mjs'),
  interop: join(root, 'tools/interop.ts'),
};

export interface Ended {
  /** The exit code; 1 where a signal ended it, or `atMostMs`. */
  code: number;
  /** stdout and stderr as they came; empty where they were shown. */
  output: string;
  seconds: number;
}

/**
 * Runs one of the programs to its end.
 *
 * Shape: `show: true` lets its output through, otherwise it is kept for the one who prints failures. `env` is added to ours. `nice` from 1 to 19
 * lets others go first. After `atMostMs` it is ended; default: never.
 */
export function run(
  program: keyof typeof programs,
  args: string[],
  options: { show?: boolean; env?: Record<string, string>; cwd?: string; nice?: number; atMostMs?: number } = {},
): Promise<Ended> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [programs[program], ...args], {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: options.show === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(options.atMostMs !== undefined && { timeout: options.atMostMs, killSignal: 'SIGKILL' }),
    });
    if (options.nice !== undefined && child.pid !== undefined) setPriority(child.pid, options.nice);
    let output = '';
    const keep = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output, seconds: (performance.now() - started) / 1000 });
    });
  });
}
