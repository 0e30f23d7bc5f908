// A real Redis for the tests: the one of this system, or Debian's, unpacked once into .cache. Nothing is installed; no root is needed.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './dist.ts';
import { bringLibraries, bringPackages, libraryFolders, missingLibraries } from './libraries.ts';

export interface RedisProgram {
  path: string;
  /** What its environment needs beyond ours. */
  env: Record<string, string>;
}

const ofTheSystem = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'];

/** The program, or why there is none here, as a sentence: then the suite is skipped and says so. */
export async function findRedis(): Promise<RedisProgram | string> {
  const present = ofTheSystem.find((path) => existsSync(path));
  if (present !== undefined) return { path: present, env: {} };
  if (process.platform !== 'linux') return 'no redis-server is installed, and only on Linux can the tests bring one';
  try {
    return await bring(join(root, '.cache/redis'));
  } catch (error) {
    return `no redis-server is installed, and none could be brought: ${error instanceof Error ? error.message : 'unknown'}`;
  }
}

async function bring(home: string): Promise<RedisProgram> {
  const within = 'usr/bin/redis-server';
  if (!existsSync(join(home, within))) {
    // Renamed when it is whole: two runs at once, or one cut short, leave no half.
    const staging = `${home}.${String(process.pid)}`;
    await bringPackages(['redis-server', 'redis-tools'], staging, 'The tests with a Redis need one');
    const missing = await missingLibraries(join(staging, within), []);
    if (missing.length > 0) await bringLibraries(missing, staging, 'The Redis for the tests');
    await rename(staging, home).catch(() => rm(staging, { recursive: true, force: true }));
  }
  return { path: join(home, within), env: { LD_LIBRARY_PATH: (await libraryFolders(home)).join(':') } };
}

export interface RunningRedis {
  /** For REDIS_URL. */
  url: string;
  /** Ends it at once, as a crash does; what it held is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
  /** It holds its connections and answers nothing, until `wake`. */
  freeze(): void;
  wake(): void;
  close(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

async function begin({ path, env }: RedisProgram, port: number, folder: string): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn(path, options, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error(`redis-server ended at once: ${said.slice(-500)}`));
    });
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes('Ready to accept connections')) resolve();
    });
  });
  return child;
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

/** Starts one on loopback that writes nothing to disk. The caller closes it. */
export async function startRedis(program: RedisProgram): Promise<RunningRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  let child = await begin(program, port, folder);
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    kill: () => end(child),
    async restart() {
      await end(child);
      child = await begin(program, port, folder);
    },
    freeze() {
      child.kill('SIGSTOP');
    },
    wake() {
      child.kill('SIGCONT');
    },
    async close() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
