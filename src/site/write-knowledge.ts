// Runs at build only: from src/content to the one file that pages, function and tests read.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from '../knowledge/load.ts';

/** The day the site is built for, YYYY-MM-DD: BUILD_DATE, else today in UTC. What pages say of dated changes follows from it. */
export const buildDay = (): string => process.env.BUILD_DATE ?? new Date().toISOString().slice(0, 10);

/** Loads all content and writes src/generated/knowledge.json under `root`. Errors: ContentError, with every fault of the content. */
export async function writeKnowledge(root: string): Promise<void> {
  const knowledge = await load(root, buildDay());
  await mkdir(join(root, 'src/generated'), { recursive: true });
  await writeFile(join(root, 'src/generated/knowledge.json'), JSON.stringify(knowledge));
}
