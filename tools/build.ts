// npm run build: from src and public to dist. Others call buildIfNeeded(), which does nothing where nothing has changed.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { headersFile } from '../functions/headers.ts';
import { ContentError } from '../src/knowledge/read.ts';
import { buildDay, writeKnowledge } from '../src/site/write-knowledge.ts';
import { bundleCli } from './bundle-cli.ts';
import { root, run } from './process.ts';

/** The build did not go through. The message is for the author: what is wrong, in which file. */
export class BuildError extends Error {}

export interface Build {
  /** False where the last build still holds. */
  built: boolean;
  pages: number;
  seconds: number;
}

const keyFile = join(root, '.cache/build-key');
const dist = join(root, 'dist');
const operatorsOwn = ['operator.yaml', 'opt-out.yaml'].map((name) => join(root, 'src/content', name));

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/src/generated/'))
    .sort();
}

/**
 * Every file that decides what runs and what is shown, as one hash (SHA-256, hex): the page About names it, so that whoever has the same source
 * can tell. It holds no path of this machine, no date, no address, and not what is each operator's own.
 */
export async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  const single = ['astro.config.mjs', 'package.json', 'package-lock.json', 'LICENSE', 'tools/build.ts', 'tools/bundle-cli.ts'];
  const folders = ['src', 'public', 'cli', 'functions'].map((name) => filesUnder(join(root, name)));
  const files = [
    ...(await Promise.all(folders)).flat(),
    ...single.map((name) => join(root, name)).filter((file) => existsSync(file)),
  ].filter((file) => !operatorsOwn.includes(file));
  for (const file of files) hash.update(`\n${file.slice(root.length + 1)}\n`).update(await readFile(file));
  return hash.digest('hex');
}

/** What the result depends on: the source, what the operator has filled in, the day and the address of the site. */
async function buildKey(source: string): Promise<string> {
  const hash = createHash('sha256').update(`${buildDay()}\n${process.env.SITE_URL ?? ''}\n${source}`);
  for (const file of operatorsOwn) hash.update(`\n`).update(await readFile(file).catch(() => ''));
  return hash.digest('hex');
}

/** The response headers as the file that Workers assets read. They come from the constant that the Node server uses. */
async function writeHeaders(folder: string): Promise<void> {
  await writeFile(join(folder, '_headers'), headersFile());
}

/** Astro's own words without its progress and without stacks: neither helps an author. */
function withoutNoise(output: string): string {
  const lines = output.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  const first = lines.findIndex((line) => /\[ERROR\]|error/i.test(line));
  const kept = lines.slice(Math.max(first, 0)).filter((line) => !/^\s+at .*[:(]/.test(line) && !/^\s*Stack trace:/.test(line));
  return kept.join('\n').trim();
}

async function build(source: string): Promise<void> {
  // Astro would do this too, but a fault in the content reads better without its frame.
  await writeKnowledge(root).catch((error: unknown) => {
    throw error instanceof ContentError ? new BuildError(error.message) : error;
  });
  // Built beside and then put in place: whoever reads dist meanwhile sees the old site or the new one, never half of one.
  const fresh = join(root, '.cache', `dist-${String(process.pid)}`);
  // Before the pages, for one of them shows its hash; not in `fresh`, which Astro empties.
  const command = `${fresh}-command`;
  try {
    const { file } = await bundleCli(command);
    const astro = await run('astro', ['build', '--outDir', fresh], {
      env: { BUILD_DATE: buildDay(), COMMAND_FILE: file, SOURCE_HASH: source, ASTRO_TELEMETRY_DISABLED: '1' },
    });
    if (astro.code !== 0) throw new BuildError(withoutNoise(astro.output));
    await writeHeaders(fresh);
    await rename(join(command, 'download'), join(fresh, 'download'));
    await rm(dist, { recursive: true, force: true });
    await rename(fresh, dist);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(command, { recursive: true, force: true });
  }
}

/**
 * Builds the site where something it depends on has changed since the last build.
 *
 * Shape: `force` builds in any case. Errors: BuildError with the text for the author; dist is then the last whole one, and the next call builds again.
 */
export async function buildIfNeeded(force = false): Promise<Build> {
  const started = performance.now();
  const source = await sourceHash();
  const key = await buildKey(source);
  const last = await readFile(keyFile, 'utf8').catch(() => '');
  const needed = force || last !== key || !existsSync(join(dist, 'index.html'));
  if (needed) {
    await rm(keyFile, { force: true });
    await build(source);
    await mkdir(join(root, '.cache'), { recursive: true });
    await writeFile(keyFile, key);
  }
  const pages = (await filesUnder(dist)).filter((file) => file.endsWith('.html')).length;
  return { built: needed, pages, seconds: (performance.now() - started) / 1000 };
}

/** Builds, or prints what is wrong and ends with 1: what every command does first. */
export async function buildOrExit(force = false): Promise<Build> {
  try {
    return await buildIfNeeded(force);
  } catch (error) {
    console.error(error instanceof BuildError ? `The site was not built.\n${error.message}` : error);
    process.exit(1);
  }
}

if (process.argv[1] === import.meta.filename) {
  // `npm pack` asks with --if-needed: the page of the command shows the hash of what is packed. Its stdout belongs to npm.
  const { pages, seconds } = await buildOrExit(!process.argv.includes('--if-needed'));
  console.error(`Built ${String(pages)} pages for ${buildDay()} in ${seconds.toFixed(1)} s. Source: ${await sourceHash()}`);
}
