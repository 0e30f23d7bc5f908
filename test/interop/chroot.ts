// A root that programs can live in: devices, users, files; and the programs that run there, each ended by its id.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { randomInt } from 'node:crypto';
import { createServer, connect } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Users of the servers, by name. Their numbers belong to nobody on a usual system. */
export const users = {
  root: 0,
  nobody: 64_900,
  postfix: 64_901,
  postdrop: 64_902,
  dovecot: 64_903,
  dovenull: 64_904,
  'Debian-exim': 64_905,
  opensmtpd: 64_906,
  opensmtpq: 64_907,
} as const;
export type User = keyof typeof users;

/** Makes devices, users and name resolution in an unpacked root. Harmless when done again. */
export async function furnish(root: string): Promise<void> {
  const lines = Object.entries(users);
  await put(root, '/etc/passwd', lines.map(([name, id]) => `${name}:x:${id}:${id}::/:/usr/sbin/nologin\n`).join(''));
  await put(root, '/etc/group', lines.map(([name, id]) => `${name}:x:${id}:\n`).join(''));
  await put(root, '/etc/hosts', '127.0.0.1 localhost mail.interop.test\n::1 localhost\n');
  await put(root, '/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files\n');
  await put(root, '/etc/resolv.conf', 'nameserver 127.0.0.1\n');
  for (const folder of ['dev', 'run', 'tmp', 'var/log']) await mkdir(join(root, folder), { recursive: true });
  for (const [name, minor] of [
    ['null', 3],
    ['zero', 5],
    ['random', 8],
    ['urandom', 9],
  ] as const) {
    const path = join(root, 'dev', name);
    await rm(path, { force: true });
    await exec('mknod', ['-m', '666', path, 'c', '1', String(minor)]);
  }
}

/** Writes a file of a root; who owns it is `owner`, who else may read it says `mode`. */
export async function put(
  root: string,
  path: string,
  text: string,
  { owner = 'root', mode = 0o644 }: { owner?: User; mode?: number } = {},
): Promise<void> {
  const whole = join(root, path);
  await mkdir(dirname(whole), { recursive: true });
  await rm(whole, { force: true });
  await writeFile(whole, text, { mode });
  await chown(whole, users[owner], users[owner]);
}

/** Makes an empty folder of a root; what it held from a run before is gone. */
export async function folder(root: string, path: string, owner: User = 'root', mode = 0o755): Promise<void> {
  const whole = join(root, path);
  await rm(whole, { recursive: true, force: true });
  await mkdir(whole, { recursive: true });
  await exec('chmod', [mode.toString(8), whole]);
  await chown(whole, users[owner], users[owner]);
}

/** Where ports are looked for: below those that Linux gives to whoever asks for any, so that no test beside us is given one of them meanwhile. */
const ports = { from: 10_240, below: 32_768 };

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () =>
      server.close(() => {
        resolve(true);
      }),
    );
  });

/** Ports of loopback that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(ports.from, ports.below);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

/** What a program in a root knows of the world. */
export const plainEnv = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** A program that runs in a root. */
export interface Program {
  /** What it printed, the newest 8 kB. */
  output(): string;
  /** Ends it and all that it started. */
  stop(): Promise<void>;
}

/**
 * Starts a program in a root, as the first process of a namespace: when it ends, or when we end, however that happens, all that it started ends too.
 */
export function start(root: string, command: string, args: readonly string[]): Program {
  const child: ChildProcess = spawn(
    'setpriv',
    // The shell is the namespace's first process: a server that changes its user would forget whose death is its own.
    [...'--pdeathsig KILL unshare --pid --fork --kill-child=KILL sh -c'.split(' '), '"$@" & wait', 'sh', 'chroot', root, command, ...args],
    { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: plainEnv },
  );
  let output = '';
  const keep = (bytes: Buffer): void => void (output = (output + bytes.toString('latin1')).slice(-8192));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve();
    });
    child.once('close', () => {
      resolve();
    });
  });
  return {
    output: () => output,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Waits until each port greets a connection, or has `ms` milliseconds pass and throws. Of implicit TLS a connection is enough. */
export async function answering(ports: readonly number[], ms: number): Promise<void> {
  const end = Date.now() + ms;
  for (const port of ports) {
    while (!(await connects(port))) {
      if (Date.now() > end) throw new Error(`nothing listens on port ${String(port)} after ${String(ms / 1000)} s`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', () => {
      end(true);
    });
    socket.once('error', () => {
      end(false);
    });
  });
}
