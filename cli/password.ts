// A password on its way in: by a pipe, or typed without being shown. Never as an argument, where every program on the computer can read it.
import { StringDecoder } from 'node:string_decoder';
import type { UsageFault } from './arguments.ts';
import { keyReader } from './keys.ts';

/** Bytes of a password, without its line end. */
const mostBytes = 4_096;

/** What the command needs of standard input. */
export interface Input extends AsyncIterable<Buffer | string> {
  isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  off(event: 'end' | 'close', listener: () => void): unknown;
}

/** `stopped`: Ctrl+C. */
export type Typed = { password: string } | { stopped: true } | UsageFault;

const bytesOf = (text: string): number => Buffer.byteLength(text);

function judged(password: string): Typed {
  if (password === '') return { code: 'password-empty' };
  return bytesOf(password) > mostBytes ? { code: 'password-long', with: { bytes: String(mostBytes) } } : { password };
}

/**
 * Reads one line from a pipe; what follows it is not read. A mark of byte order is not part of the password.
 * Bounds: 4,096 bytes. Errors: `password-empty`, `password-long`, `password-not-utf8`.
 */
export async function readPasswordLine(input: Input): Promise<Typed> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    const end = bytes.indexOf(0x0a);
    parts.push(end === -1 ? bytes : bytes.subarray(0, end));
    length += bytes.length;
    if (end !== -1 || length > mostBytes + 8) break;
  }
  try {
    return judged(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)).replace(/\r$/, ''));
  } catch {
    return { code: length > mostBytes ? 'password-long' : 'password-not-utf8', with: { bytes: String(mostBytes) } };
  }
}

/** After so many ms without the rest of a sequence, Escape was a key of its own. Node's readline waits as long. */
const restMs = 500;

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Without its last letter, even where that is several characters: an accent may come as one of its own. */
const withoutLast = (typed: string): string => typed.slice(0, [...letters.segment(typed)].at(-1)?.index ?? 0);

/**
 * Asks on the terminal without showing what is typed. Enter ends it, Ctrl+C stops, Backspace takes back one letter, Ctrl+W a word, Ctrl+U all.
 * Shape: question and line end are written by `say`. The terminal is as before when this resolves, also when `stopped` ends it.
 * Bounds and errors as of a line from a pipe.
 */
export function askPassword(input: Input, say: (text: string) => void, question: string, stopped?: Promise<void>): Promise<Typed> {
  return new Promise((resolve) => {
    let ended = false;
    let typed = '';
    let rest: NodeJS.Timeout | undefined;
    const decoder = new StringDecoder('utf8');
    const keys = keyReader();

    function end(result: Typed): void {
      if (ended) return;
      ended = true;
      clearTimeout(rest);
      input.off('data', take);
      input.off('end', gone);
      input.off('close', gone);
      input.setRawMode?.(false);
      input.pause();
      say('\n');
      resolve(result);
    }
    const gone = (): void => {
      end({ stopped: true });
    };
    function take(chunk: Buffer | string): void {
      clearTimeout(rest);
      for (const key of keys.read(typeof chunk === 'string' ? chunk : decoder.write(chunk))) {
        if (key.is === 'sign') {
          if (typed.length <= mostBytes) typed += key.sign;
        } else if (key.is === 'stop') gone();
        else if (key.is === 'enter') end(judged(typed));
        else if (key.is === 'back') typed = withoutLast(typed);
        else if (key.is === 'word') typed = typed.replace(/\S*\s*$/, '');
        else typed = '';
        if (ended) return;
      }
      if (keys.isInside()) {
        rest = setTimeout(() => {
          keys.forget();
        }, restMs);
      }
    }

    say(question);
    input.setRawMode?.(true);
    input.on('data', take);
    input.on('end', gone);
    input.on('close', gone);
    input.resume();
    // A signal, too, leaves the terminal as it was.
    void stopped?.then(gone);
  });
}
