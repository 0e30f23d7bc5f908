import { cli } from '../src/words/en-cli.ts';
import { command, exitCodes, type Given } from './command.ts';

/** Runs the command as this process and ends it. `folder` is from where the user called it. */
export async function runAsProcess(given: Given, folder: string): Promise<void> {
  const { stdin, stdout, stderr, argv, env } = process;
  // A reader that has seen enough, such as `head`, changes nothing in the result.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  // Not before everything is written: pipes may take their time. A look-up that nobody waits for any more must not hold the process.
  const end = (code: number): void => {
    stdout.write('', () => stderr.write('', () => process.exit(code)));
  };
  // A fault of our own is no verdict: Node would end with 1, which says "fails". Places only, for a message may hold what was typed.
  const broken = (error: unknown): void => {
    const places = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line)) : [];
    stderr.write([cli.internal, ...places.slice(0, 5), ''].join('\n'));
    end(exitCodes['cannot-tell']);
  };
  process.on('uncaughtException', broken);
  // Heard again and again: npm hands on what the terminal has sent to this process too.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  try {
    end(await command(argv.slice(2), { input: stdin, output: stdout, errors: stderr, env, folder, stopped }, given));
  } catch (error) {
    broken(error);
  }
}
