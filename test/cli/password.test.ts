import { PassThrough } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { askPassword, readPasswordLine, type Typed } from '../../cli/password.ts';
import { call, pipe } from './run.ts';

/** A terminal whose keys are the chunks that a test sends. */
class Terminal extends PassThrough {
  readonly isTTY = true;
  readonly modes: boolean[] = [];
  setRawMode(on: boolean): void {
    this.modes.push(on);
  }
}

async function type(...keys: (string | Buffer)[]): Promise<{ typed: Typed; said: string; modes: boolean[] }> {
  const terminal = new Terminal();
  let said = '';
  const asked = askPassword(terminal, (text) => (said += text), 'Password: ');
  for (const key of keys) terminal.write(key);
  return { typed: await asked, said, modes: terminal.modes };
}

test('what is typed is taken and not shown', async () => {
  expect(await type('s', 'e', 'cret', '\r')).toEqual({ typed: { password: 'secret' }, said: 'Password: \n', modes: [true, false] });
});

test('a pasted line ends at its end', async () => {
  expect((await type('secret word\r\nmore')).typed).toEqual({ password: 'secret word' });
});

test('a letter that comes in two reads is one letter', async () => {
  const [first, second] = [Buffer.from('ä').subarray(0, 1), Buffer.from('ä').subarray(1)];
  expect((await type(first, second, '\r')).typed).toEqual({ password: 'ä' });
});

test('Backspace takes back one letter, Ctrl+U all of them, arrows type nothing', async () => {
  expect((await type('secrät', '\u007f', '\b', 'et', '\r')).typed).toEqual({ password: 'secret' });
  expect((await type('wrong', '\u0015', 'right', '\r')).typed).toEqual({ password: 'right' });
  expect((await type('a', '\u001b[D', '\u001bOC', '\u001b[3~', 'b', '\r')).typed).toEqual({ password: 'ab' });
});

afterEach(() => {
  vi.useRealTimers();
});

test('an arrow that comes in two or more reads types nothing', async () => {
  for (const arrow of ['\u001b[D', '\u001bOC', '\u001b[1;5C', '\u001b[3~', '\u001b[[A']) {
    for (let at = 1; at < arrow.length; at += 1)
      expect((await type('a', arrow.slice(0, at), arrow.slice(at), 'b', '\r')).typed, `${arrow} at ${String(at)}`).toEqual({
        password: 'ab',
      });
    expect((await type('a', ...arrow, 'b', '\r')).typed, arrow).toEqual({ password: 'ab' });
  }
});

test('the Escape key alone types nothing, and what is typed after a while is no part of a sequence', async () => {
  vi.useFakeTimers();
  const terminal = new Terminal();
  const asked = askPassword(terminal, () => undefined, '');
  terminal.emit('data', 'a\u001b');
  vi.advanceTimersByTime(600);
  terminal.emit('data', 'O');
  terminal.emit('data', '[b\r');
  expect(await asked).toEqual({ password: 'aO[b' });
  expect(vi.getTimerCount()).toBe(0);
});

test('Enter and Ctrl+C after the Escape key do what they always do', async () => {
  expect((await type('ab', '\u001b', '\r')).typed).toEqual({ password: 'ab' });
  expect((await type('ab', '\u001b[', '\u0003')).typed).toEqual({ stopped: true });
});

test('pasted text is taken without the marks that a terminal puts around it, wherever it is cut', async () => {
  const pasted = '\u001b[200~pass [wörd]\u001b[201~';
  for (let at = 1; at < pasted.length; at += 1)
    expect((await type(pasted.slice(0, at), pasted.slice(at), '\r')).typed, String(at)).toEqual({ password: 'pass [wörd]' });
  expect((await type('\u001b[200~secret\rmore\u001b[201~')).typed).toEqual({ password: 'secret' });
});

test('Backspace takes back a letter of several bytes or characters whole', async () => {
  expect((await type('aä€😀', '\u007f', '\r')).typed).toEqual({ password: 'aä€' });
  expect((await type('aä€', '\u007f\u007f\u007f\u007f', 'b', '\r')).typed).toEqual({ password: 'b' });
  expect((await type('ae\u0301', '\u007f', '\r')).typed).toEqual({ password: 'a' });
});

test('Ctrl+W takes back a word, and other control keys type nothing', async () => {
  expect((await type('one two  ', '\u0017', 'three', '\r')).typed).toEqual({ password: 'one three' });
  expect((await type('one', '\u0017', 'two', '\r')).typed).toEqual({ password: 'two' });
  expect((await type('a\u0001\u0000\tb', '\r')).typed).toEqual({ password: 'ab' });
});

test('Ctrl+C and a terminal that goes away stop the command, and the terminal is as before', async () => {
  expect(await type('sec', '\u0003')).toEqual({ typed: { stopped: true }, said: 'Password: \n', modes: [true, false] });
  const terminal = new Terminal();
  const asked = askPassword(terminal, () => undefined, '');
  terminal.end();
  expect(await asked).toEqual({ stopped: true });
  expect(terminal.modes).toEqual([true, false]);
});

test('a signal while the question stands ends it, and the terminal shows again what is typed', async () => {
  const terminal = new Terminal();
  const asked = askPassword(terminal, () => undefined, '', Promise.resolve());
  terminal.write('sec');
  expect(await asked).toEqual({ stopped: true });
  expect(terminal.modes).toEqual([true, false]);
});

test('a signal while a pipe brings no password ends the command', async () => {
  const args = ['check', '--host', 'localhost', '--user', 'scanner@example.com', '--password-stdin'];
  expect(await call(args, { input: new PassThrough(), stopped: Promise.resolve() })).toMatchObject({ code: 130, stdout: '' });
});

test('Enter alone is no password', async () => {
  expect((await type('\r')).typed).toEqual({ code: 'password-empty' });
});

test('Ctrl+C at the question ends with 130 and a word', async () => {
  const terminal = new Terminal();
  terminal.write('sec\u0003');
  const ended = await call(['check', '--host', 'localhost', '--user', 'scanner@example.com'], { input: terminal });
  expect(ended).toMatchObject({ code: 130, stdout: '' });
  expect(ended.stderr).toBe('Password of scanner@example.com for localhost (not shown): \nYou stopped it. Nothing was found out.\n');
});

test('of a pipe the first line is taken, without its end and without a byte order mark', async () => {
  for (const text of ['pass word', 'pass word\n', 'pass word\r\n', 'pass word\nsecond line\n', '\ufeffpass word\n'])
    expect(await readPasswordLine(pipe(text)), JSON.stringify(text)).toEqual({ password: 'pass word' });
  expect(await readPasswordLine(pipe(`${'x'.repeat(4096)}\r\n`))).toEqual({ password: 'x'.repeat(4096) });
});

test('an endless pipe is not read to its end', async () => {
  let chunks = 0;
  const endless = {
    ...pipe(),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        chunks += 1;
        yield Buffer.alloc(1024, 'x');
      }
    },
  };
  expect(await readPasswordLine(endless as never)).toMatchObject({ code: 'password-long' });
  expect(chunks).toBeLessThan(10);
});
