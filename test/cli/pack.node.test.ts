// What is handed out: the package in an empty folder, and the single file wherever it was downloaded to.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { practiceAccount } from '../../practice/behaviours.ts';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { bundleCli } from '../../tools/bundle-cli.ts';
import { dist, root } from '../harness/dist.ts';

// Names below localhost are asked of no resolver.
const account = { ...practiceAccount, username: 'scanner@kopierer.localhost' };
let folder: string;
/** Empty but for what the installation puts there. */
let empty: string;
let server: MailServer;
let tarball: string;
let bin: string;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function run(program: string, args: string[], cwd: string, stdin = ''): Promise<Ended> {
  return new Promise((resolve) => {
    // A registry that nobody answers for: what is asked of it fails.
    const env = { PATH: process.env.PATH, npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: join(folder, 'npm-cache') };
    const child = execFile(program, args, { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
    // Who is asked for the version ends without having read anything.
    child.stdin?.on('error', () => undefined).end(stdin);
  });
}

beforeAll(async () => {
  server = await startMailServer({ host: 'localhost', behaviour: { account } });
  folder = mkdtempSync(join(tmpdir(), 'pack-'));
  // Packed from a copy, so that nobody's dist is touched.
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  for (const name of ['package.json', 'LICENSE', 'README.md']) cpSync(join(root, name), join(copy, name));
  await bundleCli(join(copy, 'dist'));
  const packed = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], copy);
  tarball = join(folder, packed.stdout.trim().split('\n').at(-1) ?? '');
  empty = join(folder, 'empty');
  mkdirSync(empty);
  const installed = await run('npm', ['install', '--offline', '--fetch-retries=0', '--no-audit', '--no-fund', tarball], empty);
  if (installed.code !== 0) throw new Error(installed.stderr);
  bin = join(empty, 'node_modules/.bin/will-it-send');
  writeFileSync(join(folder, 'ca.pem'), server.ca);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const check = (script: string, cwd: string, password: string): Promise<Ended> => {
  const where = ['--host', 'localhost', '--port', String(server.port), '--ca', join(folder, 'ca.pem')];
  const args = [script, 'check', ...where, '--user', account.username, '--password-stdin', '--json'];
  return run(process.execPath, args, cwd, `${password}\n`);
};

test('installed in an empty folder without a network, it brings nothing but itself', () => {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(empty, 'node_modules/will-it-send/package.json'), 'utf8'),
  ) as {
    dependencies?: object;
    optionalDependencies?: object;
  };
  // All that it needs is bundled. In package.json of the project everything is a devDependency; the Node it brings is one of tools/node.
  expect([dependencies, optionalDependencies]).toEqual([undefined, undefined]);
  expect(readdirSync(join(empty, 'node_modules')).sort()).toEqual(['.bin', '.package-lock.json', 'will-it-send']);
});

test('the command of the package signs in, in that folder', async () => {
  const works = await check(bin, empty, account.appPassword);
  expect([works.code, works.stderr]).toEqual([0, '']);
  expect(JSON.parse(works.stdout)).toMatchObject({ type: 'report', verdict: 'works', asked: 'login' });
  const fails = await check(bin, empty, 'another-password');
  expect(fails.code).toBe(1);
  expect(fails.stdout + fails.stderr).not.toContain('another-password');
});

test('a wrong call ends with 2 and one sentence on standard error', async () => {
  const { code, stdout, stderr } = await run(process.execPath, [bin, 'check', '--host', 'localhost'], folder);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^will-it-send: .*for example.*\n$/);
});

test('the package holds the command, its hash and the licence, and nothing else', async () => {
  const { stdout } = await run('tar', ['-tzf', tarball], folder);
  expect(stdout.trim().split('\n').sort()).toEqual([
    'package/LICENSE',
    'package/README.md',
    'package/dist/download/will-it-send.js',
    'package/dist/download/will-it-send.js.sha256',
    'package/package.json',
  ]);
});

test('the single file runs in a folder of either kind of script', async () => {
  for (const type of ['module', 'commonjs', undefined]) {
    const place = mkdtempSync(join(folder, 'download-'));
    if (type !== undefined) writeFileSync(join(place, 'package.json'), JSON.stringify({ type }));
    cpSync(realpathSync(bin), join(place, 'will-it-send.js'));
    expect(await run(process.execPath, ['will-it-send.js', '--version'], place)).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  }
});

// The system's own Node, where it is an older one than the one that runs the tests.
const older = '/usr/bin/node';
test.skipIf(!existsSync(older))('the single file runs on the Node that this system has', async () => {
  const { code, stdout } = await run(older, [bin, 'look', '--host', 'localhost', '--port', String(server.port), '--json'], folder);
  expect([code, (JSON.parse(stdout) as { type: string }).type]).toEqual([1, 'report']);
});

const hashIsRight = (file: string): void => {
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  expect(readFileSync(`${file}.sha256`, 'utf8')).toBe(`${hash}  will-it-send.js\n`);
};

test('the built site offers the same with its hash', () => {
  hashIsRight(join(dist, 'download/will-it-send.js'));
});

test('the hash beside it is that of the file, and the licences are in it', () => {
  hashIsRight(join(empty, 'node_modules/will-it-send/dist/download/will-it-send.js'));
  const start = readFileSync(bin, 'utf8').slice(0, 6000);
  expect(start).toMatch(/^#!\/usr\/bin\/env node\n\/\*!\nWill It Send 0\.1\.0\n\nMIT License/);
});
