// The command called from a test: what it says, and how it ends.
import { PassThrough } from 'node:stream';
import { command, type ExitCode } from '../../cli/command.ts';
import type { Input } from '../../cli/password.ts';
import { knowledge } from '../diagnosis/known.ts';

export interface Called {
  code: ExitCode;
  stdout: string;
  stderr: string;
}

export interface Given {
  /** Comes through the pipe. Default: nothing, and no terminal. */
  stdin?: string | Buffer;
  input?: Input;
  /** Somebody reads it on a screen of so many columns. Default: a pipe. */
  columns?: number;
  env?: Record<string, string>;
  folder?: string;
  stopped?: Promise<void>;
}

export const siteUrl = 'https://will-it-send.example';

/** A standard input from which a program reads. */
export function pipe(text: string | Buffer = ''): Input {
  const input = new PassThrough();
  input.end(text);
  return input;
}

export async function call(args: string[], given: Given = {}): Promise<Called> {
  const said = { stdout: '', stderr: '' };
  const into = (name: keyof typeof said) => ({
    ...(given.columns !== undefined && { isTTY: true, columns: given.columns }),
    write: (text: string) => void (said[name] += text),
  });
  const code = await command(
    args,
    {
      input: given.input ?? pipe(given.stdin),
      output: into('stdout'),
      errors: into('stderr'),
      env: given.env ?? {},
      folder: given.folder ?? '/',
      stopped: given.stopped ?? new Promise(() => undefined),
    },
    { knowledge, siteUrl, version: '1.2.3' },
  );
  return { code, ...said };
}
