// The command as its page offers it. The build bundles the file first and says where it lies, so that the page shows the hash of that very file.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

export interface CommandFile {
  name: string;
  /** In thousands of bytes, rounded up. */
  kilobytes: number;
  /** In hex, lower case, as sha256sum prints it. */
  sha256: string;
}

/** Name, size and hash of the file that COMMAND_FILE names. Errors: one for whoever builds without tools/build.ts. */
export async function commandFile(file = process.env.COMMAND_FILE): Promise<CommandFile> {
  if (file === undefined) throw new Error('COMMAND_FILE is not set: the command is bundled before the pages are made, by tools/build.ts');
  const bytes = await readFile(file);
  return {
    name: basename(file),
    kilobytes: Math.ceil(bytes.length / 1000),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
