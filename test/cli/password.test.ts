import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
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
