// The lines of /command/ are pasted as they are, so they are run as they are: those for macOS and Linux, where this system has their programs.
import { execFile, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMailServer, type MailServer } from '../../practice/mail-server.ts';
import { greetingLines, reachLines, type Place } from '../../src/site/network-lines.ts';

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Runs a line in a shell, for which `sleep` takes no time. What it printed, both ways, and how it ended. */
function run(line: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', `sleep() { :; }; ${line}`], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, output: stdout + stderr });
    }).stdin?.end();
  });
}

let starttls: MailServer;
let implicit: MailServer;
beforeAll(async () => {
  starttls = await startMailServer({ host: 'mail.practice.test' });
  implicit = await startMailServer({ host: 'mail.practice.test', security: 'implicit-tls' });
});
afterAll(async () => {
  await starttls.close();
  await implicit.close();
});

const doorOf = ({ address, port }: MailServer, security: Place['security']): Place => ({ host: address, port, security });

/** A port of loopback that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(!has('nc'))('the line with nc', () => {
  test('says that a connection came about', async () => {
    const { code, output } = await run(reachLines(doorOf(starttls, 'starttls')).unix);
    expect(output).toMatch(/succeeded!|open|Connected/);
    expect(code).toBe(0);
  });

  test('says that a port is closed', async () => {
    const { code, output } = await run(reachLines({ host: '127.0.0.1', port: await closedPort(), security: 'starttls' }).unix);
    expect(output).toMatch(/Connection refused/i);
    expect(code).not.toBe(0);
  });
});

describe.skipIf(!has('openssl'))('the line with openssl', () => {
  test('shows the last words of the greeting through STARTTLS, says QUIT and ends', async () => {
    const { output } = await run(greetingLines(doorOf(starttls, 'starttls')).unix);
    expect(output).toMatch(/^250 /m);
    expect(output).toMatch(/^221 /m);
    expect(starttls.seen().map(({ verb }) => verb)).toEqual(['EHLO', 'STARTTLS', 'QUIT']);
  });

  test('shows the greeting through TLS from the start, says QUIT and ends', async () => {
    const { output } = await run(greetingLines(doorOf(implicit, 'implicit-tls')).unix);
    expect(output).toMatch(/^220 mail\.practice\.test /m);
    expect(output).toMatch(/^221 /m);
    expect(implicit.seen().map(({ verb }) => verb)).toEqual(['QUIT']);
  });

  test('says that a port is closed', async () => {
    const { output } = await run(greetingLines({ host: '127.0.0.1', port: await closedPort(), security: 'starttls' }).unix);
    expect(output).toMatch(/Connection refused/i);
  });

  test('says that the encryption is missing', async () => {
    const bare = await startMailServer({ host: 'mail.practice.test', behaviour: { starttls: { offered: false, reply: [] } } });
    const { output } = await run(greetingLines(doorOf(bare, 'starttls')).unix);
    await bare.close();
    // OpenSSL 3, and as it was before and is in LibreSSL.
    expect(output).toMatch(/Didn't find STARTTLS|didn't found starttls/);
  });
});

test('the lines for Windows name host and port, and TLS only where it comes first', () => {
  const place = { host: 'mail.example.com', port: 587, security: 'starttls' } as const;
  expect(reachLines(place).windows).toBe('Test-NetConnection mail.example.com -Port 587');
  expect(greetingLines(place).windows).toContain("TcpClient('mail.example.com', 587)");
  expect(greetingLines(place).windows).not.toContain('SslStream');
  expect(greetingLines({ ...place, port: 465, security: 'implicit-tls' }).windows).toContain(
    "AuthenticateAsClient('mail.example.com', $null",
  );
});
