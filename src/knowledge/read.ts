// Content files as they stand on disk: found, parsed, told by file name. Node only.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';

/** One fault of a content file: where, and what was expected instead of what. */
export interface Fault {
  file: string;
  key: string;
  fault: string;
}

/** Thrown by load() with every fault found, so that an author mends them in one go. The message is the list. */
export class ContentError extends Error {
  readonly faults: Fault[];
  constructor(faults: Fault[]) {
    const lines = faults.map(({ file, key, fault }) => `  ${file}: ${key === '' ? '' : `${key}: `}${fault}`);
    super(`${String(faults.length)} fault(s) in the content:\n${lines.join('\n')}`);
    this.name = 'ContentError';
    this.faults = faults;
  }
}

export interface ContentFile {
  id: string;
  /** Path from the root of the project. */
  file: string;
  /** The file's data; of MDX its front matter. */
  data: unknown;
  /** Text behind the front matter; of YAML empty. */
  body: string;
}

const frontMatter = /^---\r?\n([\s\S]*?)\r?\n---\r?\n?/;

function parseFile(file: string, text: string, faults: Fault[]): { data: unknown; body: string } | undefined {
  const head = file.endsWith('.mdx') ? frontMatter.exec(text) : undefined;
  if (file.endsWith('.mdx') && !head) {
    faults.push({ file, key: '', fault: 'has no front matter; expected it between two lines of "---" at the top' });
    return undefined;
  }
  try {
    const data: unknown = parse(head?.[1] ?? text);
    return { data, body: head ? text.slice(head[0].length) : '' };
  } catch (error) {
    faults.push({
      file,
      key: '',
      fault: `is not readable as YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
    });
    return undefined;
  }
}

/** Reads every file of src/content/<folder> with this ending, by id. A folder that does not exist is empty. */
export async function readFolder(root: string, folder: string, ending: string, faults: Fault[]): Promise<ContentFile[]> {
  const names = await readdir(join(root, 'src/content', folder)).catch(() => []);
  const files: ContentFile[] = [];
  for (const name of names.filter((entry) => entry.endsWith(ending)).sort()) {
    const file = `src/content/${folder}/${name}`;
    const parsed = parseFile(file, await readFile(join(root, file), 'utf8'), faults);
    if (parsed) files.push({ id: name.slice(0, -ending.length), file, ...parsed });
  }
  return files;
}

/** Reads one file of src/content; undefined where it does not exist. */
export async function readOne(root: string, name: string, faults: Fault[]): Promise<ContentFile | undefined> {
  const file = `src/content/${name}`;
  const text = await readFile(join(root, file), 'utf8').catch(() => undefined);
  const parsed = text === undefined ? undefined : parseFile(file, text, faults);
  return parsed && { id: name, file, ...parsed };
}

/** Holds a file against its schema. Faults name the key and what was expected. */
export function hold<Schema extends z.ZodType>(schema: Schema, source: ContentFile, faults: Fault[]): z.output<Schema> | undefined {
  const result = schema.safeParse(source.data);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    faults.push({ file: source.file, key: issue.path.map(String).join('.'), fault: issue.message });
  }
  return undefined;
}
