// A password on its way in: by a pipe, or typed without being shown. Never as an argument, where every program on the computer can read it.
import { StringDecoder } from 'node:string_decoder';
import type { UsageFault } from './arguments.ts';

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

/** Keys that send several characters: arrows, function keys, the marks around pasted text. */
const keySequences = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.)?/g;

/**
 * Asks on the terminal without showing what is typed. Enter ends it, Ctrl+C stops, Backspace takes back one sign, Ctrl+U all of them.
 * Shape: question and line end are written by `say`. The terminal is as before when this resolves, also when `stopped` ends it.
 * Bounds and errors as of a line from a pipe.
 */
export function askPassword(input: Input, say: (text: string) => void, question: string, stopped?: Promise<void>): Promise<Typed> {
  return new Promise((resolve) => {
    let ended = false;
    const decoder = new StringDecoder('utf8');
    let signs: string[] = [];

    function end(typed: Typed): void {
      if (ended) return;
      ended = true;
      input.off('data', take);
      input.off('end', gone);
      input.off('close', gone);
      input.setRawMode?.(false);
      input.pause();
      say('\n');
      resolve(typed);
    }
    const gone = (): void => {
      end({ stopped: true });
    };
    function take(chunk: Buffer | string): void {
      const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
      for (const sign of text.replace(keySequences, '')) {
        if (sign === '\u0003') {
          gone();
          return;
        }
        // Ctrl+D ends the input as Enter does.
        if (sign === '\r' || sign === '\n' || sign === '\u0004') {
          end(judged(signs.join('')));
          return;
        }
        if (sign === '\u007f' || sign === '\b') signs.pop();
        else if (sign === '\u0015') signs = [];
        else if (signs.length <= mostBytes) signs.push(sign);
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
