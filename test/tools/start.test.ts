import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { securityContact } from '../../src/knowledge/contact.ts';
import type { Operator } from '../../src/knowledge/schemas/index.ts';
import { root } from '../harness/dist.ts';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** `npm start` without npm. `until` is called with what it printed so far and may end it. */
function start(env: Record<string, string>, until?: (stdout: string, child: ChildProcess) => void): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'tools/run.mjs'), 'tools/start.ts'], { cwd: root, env: { ...process.env, ...env } });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      ended.stdout += chunk.toString();
      until?.(ended.stdout, child);
    });
    child.stderr.on('data', (chunk: Buffer) => void (ended.stderr += chunk.toString()));
    child.on('close', (code) => {
      resolve({ ...ended, code });
    });
  });
}

test('a busy port ends the start with 1 and one sentence', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = String((other.address() as AddressInfo).port);
  const { code, stdout, stderr } = await start({ PORT: port });
  await new Promise((resolve) => other.close(resolve));
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(`Port ${port} is in use by another program: close that one, or choose another with PORT=4322 npm start.\n`);
});

test('a setting that cannot be used ends the start with 1 and one sentence', async () => {
  const { code, stderr } = await start({ PORT: 'many' });
  expect(code).toBe(1);
  expect(stderr).toBe('PORT is "many"; expected a whole number from 0 to 65535.\n');
});

test('a start tells the address and the practice account, serves the site, and ends cleanly when asked to', async () => {
  const answers: Promise<number>[] = [];
  const { code, stdout, stderr } = await start({ PORT: '0' }, (printed, child) => {
    const url = /http:\/\/localhost:\d+/.exec(printed)?.[0];
    if (url === undefined || !printed.includes('abcdefghijklmnop') || answers.length > 0) return;
    answers.push(fetch(`${url}/`).then(({ status }) => status));
    void Promise.allSettled(answers).then(() => child.kill('SIGTERM'));
  });
  expect(await Promise.all(answers)).toEqual([200]);
  expect(stdout).toContain('scanner@practice.test');
  const operator = (parse(readFileSync(join(root, 'src/content/operator.yaml'), 'utf8')) ?? {}) as Operator;
  expect(stdout.includes('There is no /.well-known/security.txt')).toBe(securityContact(operator) === undefined);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
