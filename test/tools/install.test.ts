import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { install, isInstalled, lockKey, npmEnv, stampFile } from '../../tools/install.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'));
  writeLock({ 'node_modules/alpha': { version: '1.0.0' }, 'node_modules/other-system': { version: '1.0.0', optional: true } });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

type Packages = Record<string, { version: string; optional?: boolean }>;

const lock = (packages: Packages): string => JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'made-up' }, ...packages } });
function writeLock(packages: Packages): void {
  writeFileSync(join(root, 'package-lock.json'), lock(packages));
}

/** What npm leaves behind when it has installed these. */
function installByHand(packages: Packages): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'node_modules/.package-lock.json'), lock(packages));
}

/** An npm that says these words and ends with this code. */
function fakeNpm(words: string, code: number): NodeJS.ProcessEnv {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\nmkdir -p node_modules\necho "$@" > arguments\necho '${words}' >&2\nexit ${String(code)}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
}

describe('whether the packages are there', () => {
  test('an empty folder has none', () => {
    expect(isInstalled(root)).toBe(false);
  });

  test('a folder made from this lock has them', () => {
    expect(install(root, fakeNpm('', 0))).toBeUndefined();
    expect(readFileSync(stampFile(root), 'utf8').trim()).toBe(lockKey(root));
    expect(isInstalled(root)).toBe(true);
  });

  test('a folder made from another lock has not', () => {
    install(root, fakeNpm('', 0));
    writeLock({ 'node_modules/alpha': { version: '1.0.1' } });
    expect(isInstalled(root)).toBe(false);
  });

  test('an installation by hand counts, and is remembered', () => {
    installByHand({ 'node_modules/alpha': { version: '1.0.0' } });
    expect(isInstalled(root)).toBe(true);
    expect(existsSync(stampFile(root))).toBe(true);
  });

  test('an installation by hand of another version, of too little or of too much does not count', () => {
    installByHand({ 'node_modules/alpha': { version: '0.9.0' } });
    expect(isInstalled(root)).toBe(false);
    installByHand({});
    expect(isInstalled(root)).toBe(false);
    installByHand({ 'node_modules/alpha': { version: '1.0.0' }, 'node_modules/left-over': { version: '1.0.0' } });
    expect(isInstalled(root)).toBe(false);
  });
});

describe('installing', () => {
  test('takes the exact lock, runs no script of a package and leaves nothing out', () => {
    install(root, fakeNpm('', 0));
    const words = readFileSync(join(root, 'arguments'), 'utf8');
    expect(words).toMatch(/^ci /);
    expect(words).toContain('--ignore-scripts');
    expect(words).toContain('--include=optional');
    expect(words).not.toContain('--omit');
  });

  test('without a network ends in one sentence', () => {
    const sentence = install(root, fakeNpm('npm error code ENOTFOUND\nnpm error network request failed', 1));
    expect(sentence).toBe(
      'The packages could not be fetched: there is no way to the package registry. Connect to the network once and run the command again.',
    );
    expect(existsSync(stampFile(root))).toBe(false);
  });

  test('shows what npm said where the reason is another', () => {
    expect(install(root, fakeNpm('npm error EUSAGE lock and package.json differ', 1))).toContain('EUSAGE lock and package.json differ');
  });

  test('without npm ends in one sentence', () => {
    expect(install(root, { PATH: join(root, 'nowhere') })).toMatch(/^npm was not found/);
  });

  test('does not obey what an outer npm was told', () => {
    const env = npmEnv(root, {
      PATH: [join(root, 'node_modules/.bin'), '/usr/bin'].join(delimiter),
      NODE_ENV: 'production',
      npm_config_omit: 'dev optional',
      npm_config_global: 'true',
      npm_config_registry: 'http://registry.test/',
      HOME: '/home/someone',
    });
    expect(env).toEqual({ PATH: '/usr/bin', npm_config_registry: 'http://registry.test/', HOME: '/home/someone' });
  });
});
