// The Dockerfile without Docker: its commands in order, each stage in a plain folder, then what comes out as an ordinary user who may write nothing.
// Stood in for: `npm ci` by links to the packages that are installed here by the same lock; the image by the Node that runs this test.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isInstalled } from '../../tools/install.mjs';
import { root } from '../harness/dist.ts';

interface Instruction {
  word: string;
  rest: string;
}

interface Stage {
  name: string;
  image: string;
  folder: string;
  /** Where it stands, as a path of the image. */
  place: string;
  env: Record<string, string>;
  user: string;
  healthcheck: string[];
  command: string[];
  exposed: string;
}

const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const instructions: Instruction[] = dockerfile
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => ({ word: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));

/** Whether .dockerignore lets a path of the project in: the last line that fits decides. As much of its language as ours speaks. */
function goesIn(path: string): boolean {
  const lines = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const fits = (pattern: string): boolean => {
    if (pattern === '*') return true;
    if (pattern.startsWith('**/')) return new RegExp(`(^|/)${pattern.slice(3).replace(/\./g, '\\.').replace(/\*/g, '[^/]*')}$`).test(path);
    return path === pattern || path.startsWith(`${pattern}/`);
  };
  const last = lines.findLast((line) => fits(line.replace(/^!/, '')));
  return last?.startsWith('!') ?? true;
}

/** The build context: what Docker would be sent. */
function context(): string[] {
  const found: string[] = [];
  for (const top of readdirSync(root)) {
    // Big, and let in by nobody: not even listed.
    if (['node_modules', '.git', '.cache', 'dist'].includes(top) && !goesIn(top)) continue;
    const path = join(root, top);
    const below = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      : [];
    found.push(...(statSync(path).isDirectory() ? below.map((entry) => join(entry.parentPath, entry.name)) : [path]));
  }
  return found.map((file) => relative(root, file).split(sep).join('/')).filter(goesIn);
}

let folder: string;
const stages: Stage[] = [];

const inStage = (stage: Stage, path: string): string => join(stage.folder, resolve('/', stage.place, path));

function copy(stage: Stage, rest: string): void {
  const words = rest.split(' ').filter((word) => !word.startsWith('--'));
  const from = /--from=(\S+)/.exec(rest)?.[1];
  const target = words.pop() ?? '';
  const source = stages.find(({ name }) => name === from);
  for (const word of words) {
    const to = inStage(stage, target);
    if (source) {
      // Of a folder its content is copied.
      cpSync(join(source.folder, word), to, { recursive: true });
      continue;
    }
    const files = context().filter((file) => word === '.' || file === word || file.startsWith(`${word}/`));
    expect(files.length, `COPY ${word}`).toBeGreaterThan(0);
    for (const file of files) {
      const isFile = files.length === 1 && file === word;
      const path = isFile ? join(to, target.endsWith('/') ? file : '') : join(to, word === '.' ? file : relative(word, file));
      mkdirSync(join(path, '..'), { recursive: true });
      cpSync(join(root, file), path);
    }
  }
}

async function run(stage: Stage, command: string): Promise<void> {
  const cwd = inStage(stage, '.');
  if (command.startsWith('npm ci ')) {
    expect(isInstalled(root), 'the packages here are those of the lock').toBe(true);
    expect(readFileSync(join(cwd, 'package-lock.json'))).toEqual(readFileSync(join(root, 'package-lock.json')));
    mkdirSync(join(cwd, 'node_modules'));
    for (const name of readdirSync(join(root, 'node_modules')).filter((one) => !/^\.(?:astro|vite)/.test(one)))
      symlinkSync(join(root, 'node_modules', name), join(cwd, 'node_modules', name));
    return;
  }
  const path = `${join(process.execPath, '..')}:/usr/bin:/bin`;
  await promisify(execFile)('/bin/sh', ['-c', command], { cwd, env: { HOME: folder, PATH: path, ...stage.env } });
}

/** Follows the Dockerfile from top to bottom. `given`: build arguments. */
async function follow(given: Record<string, string>): Promise<void> {
  for (const { word, rest } of instructions) {
    const stage = stages.at(-1);
    if (word === 'FROM') {
      const [image = '', , name = ''] = rest.split(' ');
      const own = join(folder, `stage-${String(stages.length)}`);
      mkdirSync(own);
      stages.push({ name, image, folder: own, place: '/', env: {}, user: 'root', healthcheck: [], command: [], exposed: '' });
    } else if (!stage) throw new Error(`${word} stands before FROM`);
    else if (word === 'WORKDIR') {
      stage.place = resolve(stage.place, rest);
      mkdirSync(inStage(stage, '.'), { recursive: true });
    } else if (word === 'COPY') copy(stage, rest);
    else if (word === 'RUN') await run(stage, rest);
    else if (word === 'ARG') {
      const [name = '', value = given[rest]] = rest.split('=');
      const used = given[name] ?? value;
      if (used !== undefined) stage.env[name] = used;
    } else if (word === 'ENV') Object.assign(stage.env, Object.fromEntries(rest.split(' ').map((pair) => pair.split('='))));
    else if (word === 'USER') stage.user = rest;
    else if (word === 'EXPOSE') stage.exposed = rest;
    else if (word === 'HEALTHCHECK') stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4)) as string[];
    else if (word === 'CMD') stage.command = JSON.parse(rest) as string[];
    else throw new Error(`this test does not know ${word}`);
  }
}

const image = (): Stage => {
  const last = stages.at(-1);
  if (!last) throw new Error('the Dockerfile has no stage');
  return last;
};

function filesOf(place: string): string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(place, join(entry.parentPath, entry.name)));
}

/** The ordinary user, where the test is root; else whoever runs it, who may then write nothing either. */
const asUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'docker-'));
  chmodSync(folder, 0o755);
  await follow({ SITE_URL: 'https://check.example', BUILD_DATE: '2026-11-25' });
  for (const entry of readdirSync(image().folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (asUser.uid !== undefined) chownSync(path, 0, 0);
    chmodSync(path, entry.isDirectory() ? 0o555 : 0o444);
  }
  for (const place of [image().folder, join(image().folder, 'site')]) chmodSync(place, 0o555);
}, 180_000);
afterAll(() => {
  for (const entry of readdirSync(image().folder, { recursive: true, withFileTypes: true }))
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  chmodSync(image().folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

describe('the image', () => {
  test('is Node of one release line in both stages, and runs as somebody who is not root', () => {
    expect(stages.map((stage) => stage.image)).toEqual(['node:24-slim', 'node:24-slim']);
    expect(image().user).toBe('node');
  });

  test('is small: one file of program, the pages and what they know; no package, no source, no test', () => {
    const files = filesOf(join(image().folder, 'site'));
    expect(files.filter((file) => !file.startsWith('dist/')).sort()).toEqual(['LICENSE', 'server.mjs', 'src/generated/knowledge.json']);
    const bytes = files.reduce((sum, file) => sum + statSync(join(image().folder, 'site', file)).size, 0);
    expect(bytes).toBeLessThan(12_000_000);
  });

  test('holds no setting that is secret: none is an argument or a variable of the build, and no file of them goes in', () => {
    expect(dockerfile).not.toMatch(/SECRET|PASSWORD|TOKEN|REDIS_URL/);
    for (const file of [
      'settings.env',
      '.env',
      '.dev.vars',
      'node_modules/x/index.js',
      '.git/config',
      'src/.env',
      'tools/my.env',
      'test/x.ts',
    ])
      expect([file, goesIn(file)]).toEqual([file, false]);
    for (const file of ['src/pages/index.astro', 'package.json', 'functions/app.ts', '.npmrc', 'tools/node/package.json'])
      expect([file, goesIn(file)]).toEqual([file, true]);
  });
});

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((found) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        found(port);
      });
    });
  });
}

/** What CMD runs, in the image's folder and environment. Node stands for itself: the word is resolved here. */
function start(words: string[], env: Record<string, string>): ChildProcess {
  const [program, ...args] = words;
  expect(program).toBe('node');
  return spawn(process.execPath, args, { cwd: join(image().folder, 'site'), env: { ...image().env, ...env }, ...asUser });
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => {
    child.on('close', done);
  });

describe('what comes out', () => {
  test('serves pages and API, is well by its own health check, writes nothing, and ends when asked to', async () => {
    const port = String(await freePort());
    const env = {
      PORT: port,
      HOST: '127.0.0.1',
      SITE_URL: 'https://check.example',
      SECRET: '0123456789abcdefghijklmnopqrstuv',
      TMPDIR: '/nowhere',
    };
    const before = filesOf(image().folder);
    const server = start(image().command, env);
    let said = '';
    const listens = new Promise<void>((is) => {
      server.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Will It Send is at')) is();
      });
    });
    const end = ended(server);
    await Promise.race([listens, end]);
    expect(said).toContain(`http://127.0.0.1:${port}/`);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect([page.status, page.headers.get('strict-transport-security')]).toEqual([200, 'max-age=31536000']);
    expect(await (await fetch(`http://127.0.0.1:${port}/api/health`)).json()).toMatchObject({ ok: true, built: '2026-11-25' });
    const look = await fetch(`http://127.0.0.1:${port}/api/look`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ host: 'printer.local' }),
    });
    expect(look.status).toBe(400);
    expect(await ended(start(image().healthcheck, env))).toBe(0);
    server.kill('SIGTERM');
    expect(await end).toBe(0);
    expect(filesOf(image().folder)).toEqual(before);
    expect(await ended(start(image().healthcheck, env)), 'of a server that is gone').toBe(1);
  });

  test('cannot write where it stands', async () => {
    const attempt = start(['node', '-e', `require('fs').writeFileSync('x', '')`], {});
    expect(await ended(attempt)).not.toBe(0);
    expect(existsSync(join(image().folder, 'site/x'))).toBe(false);
  });

  test('a setting that cannot be used ends it with 1 and one sentence', async () => {
    const child = start(image().command, { SITE_URL: 'check.example' });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await ended(child)).toBe(1);
    expect(said).toBe('SITE_URL is "check.example"; expected an address such as https://example.com, without a path.\n');
  });
});
