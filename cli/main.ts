// npm run --silent cli -- …: the command in a checkout, with the content as it is in the files now.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from '../src/knowledge/load.ts';
import { ContentError } from '../src/knowledge/read.ts';
import { buildDay } from '../src/site/write-knowledge.ts';
import { exitCodes } from './command.ts';
import { runAsProcess } from './process.ts';

const root = join(import.meta.dirname, '..');
try {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const siteUrl = process.env.SITE_URL ?? 'http://localhost:4321';
  // npm runs scripts in the project's folder and keeps the caller's in INIT_CWD.
  await runAsProcess({ knowledge: await load(root, buildDay()), siteUrl, version }, process.env.INIT_CWD ?? process.cwd());
} catch (error) {
  if (!(error instanceof ContentError)) throw error;
  console.error(error.message);
  process.exit(exitCodes['cannot-tell']);
}
