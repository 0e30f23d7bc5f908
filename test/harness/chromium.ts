// Which Chromium the tests use: one of this system, Playwright's own, or the one that npm brings (@sparticuz/chromium), unpacked once into .cache.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium as playwright } from 'playwright-core';
import { bringLibraries, libraryFolders, missingLibraries } from './libraries.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Found {
  executablePath: string;
  /** What its environment needs beyond ours. */
  env: Record<string, string>;
}

const ofTheSystem = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Where the package lies; it exports only its entry point. */
const packageFolder = (): string => dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));

// The package unpacks into the system's folder for temporary files without a lock; two runs at once, or one cut short, leave half a browser.
// So we let it unpack into a folder of our own and rename that: a name in .cache is a whole browser.
async function unpack(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageFolder(), 'package.json'), 'utf8')) as { version: string };
  const home = join(root, '.cache/chromium', version);
  if (existsSync(home)) return home;
  const staging = `${home}.${String(process.pid)}`;
  await mkdir(staging, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = staging;
  try {
    const { default: packaged, inflate } = await import('@sparticuz/chromium');
    await packaged.executablePath();
    await inflate(join(packageFolder(), 'bin/al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  await writeFile(join(staging, 'fonts/fonts.conf'), fontsConf(join(home, 'fonts')));
  await rename(staging, home).catch(() => rm(staging, { recursive: true, force: true }));
  return home;
}

const fontsConf = (folder: string): string =>
  `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n  <dir>/usr/share/fonts</dir>\n  <dir>${folder}</dir>\n  <cachedir>${folder}/cache</cachedir>\n</fontconfig>\n`;

/** The libraries it lacks: those that the package itself carries, then those of this system's own packages, brought once. */
async function findLibraries(program: string, home: string): Promise<string[]> {
  const system = join(home, 'system');
  const carried = join(home, 'al2023/lib');
  for (const folders of [[], [carried], [...(await libraryFolders(system)), carried]]) {
    if ((await missingLibraries(program, folders)).length === 0) return folders;
  }
  return [...(await bringLibraries(await missingLibraries(program, [carried]), system)), carried];
}

async function bundled(): Promise<Found> {
  const home = await unpack();
  const executablePath = join(home, 'chromium');
  const folders = await findLibraries(executablePath, home);
  return {
    executablePath,
    env: {
      ...(folders.length > 0 && { LD_LIBRARY_PATH: [...folders, process.env.LD_LIBRARY_PATH ?? []].flat().join(':') }),
      // Without any font a browser measures every letter as nothing.
      ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_PATH: join(home, 'fonts') }),
    },
  };
}

/**
 * Finds the Chromium for the tests.
 *
 * WILLITSEND_BROWSER: a path to use, or `bundled` for the one from npm even where the system has its own.
 * Errors: throws with one sentence where there is none for this system.
 */
export async function chromium(): Promise<Found> {
  const wish = process.env.WILLITSEND_BROWSER;
  if (wish !== undefined && wish !== 'bundled') return { executablePath: wish, env: {} };
  if (wish !== 'bundled') {
    const present = [...ofTheSystem, playwright.executablePath()].find((path) => existsSync(path));
    if (present !== undefined) return { executablePath: present, env: {} };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'The tests need a Chromium, and the one that npm brings runs on Linux x64 only. Install Chromium or Google Chrome and run the tests again.',
    );
  }
  return bundled();
}
