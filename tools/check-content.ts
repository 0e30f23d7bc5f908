// npm run check:content: which files were last checked against their sources more than 180 days ago. A list for people, never red.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDay } from '../src/site/write-knowledge.ts';
import { root } from './process.ts';

const maxAgeDays = 180;
const today = buildDay();
const folder = join(root, 'src/content');

const old: { file: string; checked: string; days: number }[] = [];
for (const name of await readdir(folder, { recursive: true })) {
  if (!/\.(?:yaml|mdx)$/.test(name)) continue;
  const checked = /^checked:\s*['"]?(\d{4}-\d{2}-\d{2})/m.exec(await readFile(join(folder, name), 'utf8'))?.[1];
  if (checked === undefined) continue;
  const days = Math.floor((Date.parse(today) - Date.parse(checked)) / 86_400_000);
  if (days > maxAgeDays) old.push({ file: `src/content/${name}`, checked, days });
}

old.sort((a, b) => b.days - a.days);
for (const { file, checked, days } of old) console.log(`${checked}  ${String(days)} days  ${file}`);
console.log(old.length === 0 ? `Everything was checked within ${String(maxAgeDays)} days.` : `${String(old.length)} to look at again.`);
