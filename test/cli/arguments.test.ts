import { describe, expect, test } from 'vitest';
import { usageErrors, type UsageError } from '../../src/words/en-cli.ts';
import { call } from './run.ts';

const secret = 'hunter2-hunter2';
const check = ['check', '--host', 'mail.example.com', '--user', 'scanner@example.com'];
const look = ['look', '--host', 'mail.example.com'];

/** What was typed, the fault it is, and words that the sentence must have. */
const faults: [string[], UsageError, ...string[]][] = [
  [[], 'no-command'],
  [['--json'], 'no-command'],
  [['test', '--host', 'mail.example.com'], 'unknown-command'],
  [[...check, secret], 'extra-word'],
  [['look', '--hots', 'mail.example.com'], 'unknown-option', '--hots'],
  [[...look, '-x'], 'unknown-option', '-x'],
  // Perhaps a password that began with dashes.
  [[...look, '--Hunter2Secret'], 'unknown-option', '--…'],
  [[...check, '--password', secret], 'password-argument'],
  [[...check, `--password=${secret}`], 'password-argument'],
  [['look', '--host'], 'value-missing', '--host'],
  [['look', '--host='], 'value-missing', '--host'],
  [['look', '--host', '--json'], 'value-missing', '--host'],
  [[...look, `--json=${secret}`], 'value-unwanted', '--json'],
  [[...check, '--password-stdin=yes'], 'value-unwanted', '--password-stdin'],
  [[...look, '--host', 'other.example.com'], 'given-twice', '--host'],
  [[...look, '--user', 'scanner@example.com'], 'only-for-check', '--user'],
  [[...look, '--password-stdin'], 'only-for-check', '--password-stdin'],
  [['look', '--host', 'mail.example.com', '--jsonl'], 'only-for-explain', '--jsonl'],
  [['explain', '--host', 'mail.example.com'], 'not-for-explain', '--host'],
  [['explain', '--user', 'scanner@example.com'], 'not-for-explain', '--user'],
  [['look'], 'host-needed'],
  [['look', '--host', 'mail_server!'], 'host-form'],
  [['look', '--host', 'scanner@example.com'], 'host-form'],
  [['look', '--host', '169.254.169.254'], 'host-forbidden'],
  [['look', '--host', '[fe80::1]:587'], 'host-forbidden'],
  [[...look, '--port', 'many'], 'port-form'],
  [[...look, '--port', '0'], 'port-form'],
  [[...look, '--port', '65536'], 'port-form'],
  [['look', '--host', 'mail.example.com:99999'], 'port-form'],
  [['look', '--host', 'mail.example.com:465', '--port', '587'], 'port-differs', '465', '587'],
  [[...check, '--port', '25'], 'port-25'],
  [[...look, '--security', 'tls'], 'security-form'],
  [['check', '--host', 'mail.example.com'], 'user-needed'],
  [['check', '--host', 'mail.example.com', '--user', 'a\nb'], 'user-form'],
  [[...check, '--security', 'none'], 'plaintext'],
  [[...check, '--mechanism', 'digest-md5'], 'mechanism-form', 'PLAIN, LOGIN'],
  [[...check, '--from', '<scanner@example.com>'], 'from-form'],
  [[...check, '--depth', 'deep'], 'depth-form'],
  [[...check, '--from', 'a@example.com b@example.com'], 'from-form'],
  [['check', '--host', 'mail.example.com', '--user', 'scanner', '--depth', 'send'], 'depth-address'],
  [[...look, '--depth', 'send'], 'only-for-check', '--depth'],
  [[...look, '--old-devices=yes'], 'value-unwanted', '--old-devices'],
  [[...check, '--ehlo', 'a\r\nMAIL FROM:<>'], 'ehlo-form'],
  [[...check, '--ehlo', 'x'.repeat(256)], 'ehlo-form'],
  [[...look, '--ehlo'], 'value-missing', '--ehlo'],
  [[...check, '--ca', 'no-such-file.pem'], 'ca-file'],
  [[...check, '--ca', import.meta.filename], 'ca-form'],
  [[...check, '--device', 'toaster'], 'device-unknown', '--device '],
  [['check', '--host', 'mail.example.com', '--user', 'someone@gmail.com'], 'host-not-of-provider', 'smtp.gmail.com'],
  [check, 'no-terminal'],
  [[...check, '--password-stdin'], 'password-empty'],
];

describe('a command that was called in a wrong way', () => {
  test.each(faults)('%j is %s', async (args, code, ...words) => {
    const ended = await call(args);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    // One sentence on one line, with an example, and without anything that may be a secret.
    expect(ended.stderr).toMatch(/^will-it-send: [^\n]+for example[^\n]+\n$/);
    expect(ended.stderr).not.toContain(secret);
    expect(ended.stderr).not.toMatch(/\{\w+\}|undefined/);
    const start = usageErrors[code].split('{')[0] ?? '';
    expect(ended.stderr).toContain(start);
    for (const word of words) expect(ended.stderr).toContain(word);
  });

  test('a password that is too long, or not in UTF-8, is not tried', async () => {
    for (const [stdin, words] of [
      ['x'.repeat(4097), 'longer than 4096 bytes'],
      [Buffer.from([0x70, 0xe4, 0x73, 0x73, 0x0a]), 'not in UTF-8'],
    ] as const) {
      const { code, stderr } = await call([...check, '--password-stdin'], { stdin });
      expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    }
  });
});

test('help and version are answers, not faults', async () => {
  for (const args of [['--help'], ['check', '-h'], ['help']]) {
    const { code, stdout, stderr } = await call(args);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Will It Send/);
    expect(stdout).not.toContain('{');
  }
  expect(await call(['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
});
