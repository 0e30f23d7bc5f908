// A process whose every trace is kept: what it says on both outputs, how it ends, and the files that it leaves.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Watched {
  /** Its own folder: working directory, home and place for temporary files in one. */
  folder: string;
  stdout: () => Buffer;
  stderr: () => Buffer;
  /** Resolves with how it ended, once its outputs are closed. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stop: (signal: NodeJS.Signals) => void;
  /** Resolves with the first match in its output; rejects when it ends without one. */
  says: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Everything in its folder, by path. */
  files: () => Promise<Map<string, Uint8Array>>;
  /** Ends it and takes its folder away. */
  close: () => Promise<void>;
}

/** Starts a script with this very Node. `env`: all that it knows of its surroundings. `input`: what it reads on standard input. */
export async function watch(script: string, args: string[], env: Record<string, string>, input?: string): Promise<Watched> {
  const folder = await mkdtemp(join(tmpdir(), 'canary-'));
  const around = { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, XDG_CACHE_HOME: folder, ...env };
  const child = spawn(process.execPath, [script, ...args], { cwd: folder, env: around, stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.on('data', (part: Buffer) => err.push(part));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  let isOver = false;
  const ended: Watched['ended'] = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      isOver = true;
      resolve({ code, signal });
    });
  });
  const stdout = (): Buffer => Buffer.concat(out);
  const stderr = (): Buffer => Buffer.concat(err);
  return {
    folder,
    stdout,
    stderr,
    ended,
    stop: (signal) => child.kill(signal),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(stdout().toString());
          if (found) resolve(found);
        };
        child.stdout.on('data', look);
        look();
        void ended.then(() => {
          reject(new Error(`the process ended early: ${stderr().toString().slice(-2_000)}`));
        });
      }),
    async files() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return new Map(await Promise.all(files.map(async (path): Promise<[string, Uint8Array]> => [path, await readFile(path)])));
    },
    async close() {
      if (!isOver) child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
