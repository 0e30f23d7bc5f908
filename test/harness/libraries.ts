// Programs and libraries from Debian's packages that a bare system lacks, for a bundled Chromium and a Redis: found by ldd, brought without root.
import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

// Debian and Ubuntu name the packages so; only what the browser asks for beyond the C library.
const packageOf: Record<string, string> = {
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libplc4.so': 'libnspr4',
  'libplds4.so': 'libnspr4',
  'libexpat.so.1': 'libexpat1',
  'libgcc_s.so.1': 'libgcc-s1',
  'libstdc++.so.6': 'libstdc++6',
  // Of a Redis.
  'libjemalloc.so.2': 'libjemalloc2',
  'liblzf.so.1': 'liblzf1',
  'libatomic.so.1': 'libatomic1',
  'liblua5.1.so.0': 'liblua5.1-0',
};

/** Names of the libraries that a program asks for and that are not found, neither in the system nor in `folders`. */
export async function missingLibraries(program: string, folders: string[]): Promise<string[]> {
  const env = { ...process.env, LD_LIBRARY_PATH: folders.join(':') };
  const { stdout } = await exec('ldd', [program], { env }).catch(() => ({ stdout: '' }));
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
}

/** Every folder under `top` that holds a shared library. */
export async function libraryFolders(top: string): Promise<string[]> {
  const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => []);
  return [...new Set(entries.filter((entry) => entry.name.includes('.so')).map((entry) => entry.parentPath))];
}

/**
 * Brings missing libraries as Debian packages into `folder` and names the folders to search. Nothing is installed; no root is needed.
 * `who` begins the sentence of an error: who lacks them.
 *
 * Errors: throws with one sentence where this system has no apt-get, no way to its package server, or no package for a library.
 */
export async function bringLibraries(missing: string[], folder: string, who = 'The browser for the tests'): Promise<string[]> {
  const help = `${who} lacks ${missing.join(', ')}`;
  const packages = [...new Set(missing.map((name) => packageOf[name]))];
  if (packages.includes(undefined))
    throw new Error(`${help}, and which package brings them is not known here. Install it yourself and run the tests again.`);
  await bringPackages(packages as string[], folder, help);
  return libraryFolders(folder);
}

/**
 * Unpacks these Debian packages, and nothing that they depend on, into `folder`. `help` begins the sentence of an error.
 * Errors: throws with one sentence where this system has no apt-get or no way to its package server.
 */
export async function bringPackages(packages: string[], folder: string, help: string): Promise<void> {
  const state = join(folder, 'apt');
  await mkdir(join(state, 'lists/partial'), { recursive: true });
  await mkdir(join(state, 'archives/partial'), { recursive: true });
  // A bare system has empty package lists and writing them needs root; lists of our own do not.
  const own = [
    '-o',
    `Dir::State::lists=${state}/lists`,
    '-o',
    `Dir::Cache=${state}`,
    '-o',
    'Debug::NoLocking=1',
    '-o',
    'APT::Sandbox::User=root',
  ];
  const download = (options: string[]): Promise<unknown> => exec('apt-get', [...options, 'download', ...packages], { cwd: state });
  try {
    await download([]).catch(async () => {
      await exec('apt-get', [...own, 'update']);
      await download(own);
    });
  } catch {
    throw new Error(`${help}, and apt-get could not fetch them. Install ${packages.join(', ')}, and run the tests again.`);
  }
  for (const name of await readdir(state)) {
    if (name.endsWith('.deb')) await exec('dpkg', ['-x', join(state, name), folder]);
  }
  await rm(state, { recursive: true, force: true });
}
