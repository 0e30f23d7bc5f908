// `will-it-send explain`: sentences, JSON, exit codes, and no secret of the text.
import { describe, expect, test } from 'vitest';
import { explain as words, explainCommand as own } from '../../src/words/en-explain.ts';
import { call } from '../cli/run.ts';

const secret = 'Kopierer!im?Flur#17';
const log = `SMTP_PASSWORD=${secret}\nconnected to smtp.example.com:587\nC: AUTH PLAIN ${btoa(`\0scanner@example.com\0${secret}`)}\nS: 535 5.7.8 Error: authentication failed (${secret})\n`;

describe('explain', () => {
  test('tells the line that matters, the cause, how sure it is and why, the next step and its page', async () => {
    const { code, stdout, stderr } = await call(['explain'], { stdin: log });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`${words.matters}: line 4`);
    expect(stdout).toContain('S: 535 5.7.8 Error: authentication failed ([masked])');
    expect(stdout).toContain('535 5.7.8');
    expect(stdout).toContain(`${words.next}: `);
    expect(stdout).toContain('https://will-it-send.example/causes/auth-wrong-password/');
    expect(stdout).toContain(own.kept);
  });

  test.each([['explain'], ['explain', '--json']])('never writes a secret of the text: %s %s', async (...args) => {
    const { stdout, stderr } = await call(args.filter(Boolean), { stdin: log });
    for (const form of [secret, btoa(secret), btoa(`\0scanner@example.com\0${secret}`), encodeURIComponent(secret)])
      expect(stdout + stderr).not.toContain(form);
  });

  test('as JSON it is one object with the causes, the place and what else was found', async () => {
    const { code, stdout } = await call(['explain', '--json'], { stdin: log });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'explanation',
      v: 1,
      cut: false,
      matters: { from: 4, to: 4, stage: 'auth', code: 535, enhanced: '5.7.8' },
      causes: expect.arrayContaining([
        expect.objectContaining({ cause: 'auth-wrong-password', page: 'https://will-it-send.example/causes/auth-wrong-password/' }),
      ]) as unknown,
      hosts: ['smtp.example.com'],
      port: 587,
      masked: 3,
    });
  });

  test('ends with 3 where nothing in the text is of a mail server, and says what to try', async () => {
    for (const stdin of ['', 'Dear Sir or Madam, the weather was fine.']) {
      const { code, stdout } = await call(['explain'], { stdin });
      expect(code).toBe(3);
      expect(stdout).toContain(words.nothingCommand);
    }
  });

  test('reads what Windows writes in UTF-16, and of far too much the end', async () => {
    const wide = Buffer.from(`\ufeff535 5.7.8 Error: authentication failed\r\n`, 'utf16le');
    expect((await call(['explain'], { stdin: wide })).code).toBe(0);
    const { code, stdout } = await call(['explain'], { stdin: `${'nothing to see here\n'.repeat(300_000)}550 5.1.1 User unknown\n` });
    expect(code).toBe(0);
    expect(stdout).toContain(words.cut);
  });

  test('connects to nothing, so it takes no server', async () => {
    const { code, stderr } = await call(['explain', '--host', 'mail.example.com'], { stdin: log });
    expect(code).toBe(2);
    expect(stderr).toContain('--host');
  });

  test('an escape sequence in the text moves no cursor', async () => {
    const { stdout } = await call(['explain'], { stdin: '535 5.7.8 \u001b[2J\u202edenied' });
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u202e');
  });
});
