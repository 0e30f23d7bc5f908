// The command against mail servers of its own, over real sockets.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report.ts';
import { behaviours, practiceAccount } from '../../practice/behaviours.ts';
import { createAuthority } from '../../practice/certificates.ts';
import { startMailServer, type MailServer, type MailServerOptions } from '../../practice/mail-server.ts';
import { corrections } from '../../src/words/en.ts';
import { fill } from '../../src/words/fill.ts';
import { call, siteUrl, type Given } from './run.ts';

// Names below localhost are asked of no resolver.
const account = { ...practiceAccount, username: 'scanner@kopierer.localhost', appPassword: 'gut&billig-€' };
const authority = createAuthority();
const servers: MailServer[] = [];
let folder: string;
let server: MailServer;

async function start(options: Partial<MailServerOptions> = {}): Promise<MailServer> {
  const started = await startMailServer({ host: 'localhost', authority, ...options, behaviour: { account, ...options.behaviour } });
  servers.push(started);
  return started;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  await writeFile(join(folder, 'ca.pem'), authority.ca);
  server = await start();
});
afterAll(async () => {
  await Promise.all(servers.map((one) => one.close()));
  await rm(folder, { recursive: true });
});

const at = ({ port }: MailServer): string[] => ['--host', 'localhost', '--port', String(port), '--ca', 'ca.pem'];
const look = (one: MailServer, more: string[] = [], given: Given = {}) => call(['look', ...at(one), ...more], { folder, ...given });
const check = (one: MailServer, password: string, more: string[] = [], given: Given = {}) =>
  call(['check', ...at(one), '--user', account.username, '--password-stdin', ...more], { folder, stdin: `${password}\n`, ...given });

describe('how it ends', () => {
  test('0 and a verdict in words where the sign-in works', async () => {
    const { code, stdout, stderr } = await check(server, account.appPassword);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Sign-in                     fine');
    expect(stdout).toContain('Works\nThe sign-in works: localhost took this user name and password.\n');
    expect(stdout).toContain('< 235 2.7.0 Accepted');
    expect(stdout).not.toContain('\u001b');
  });

  test('1, the next step and the page of the cause where the server says no', async () => {
    const { code, stdout } = await check(server, 'falsch-falsch');
    expect(code).toBe(1);
    expect(stdout).toContain('Does not work\n');
    expect(stdout).toContain('Do this next\n');
    expect(stdout).toContain('535 5.7.8 Error: authentication failed');
    expect(stdout).toContain(`${siteUrl}/causes/auth-wrong-password/`);
  });

  test('3 where the server says "not now"', async () => {
    const busy = await start({ behaviour: { greeting: ['421 4.3.2 Too busy'] } });
    const { code, stdout } = await check(busy, account.appPassword);
    expect(code).toBe(3);
    expect(stdout).toContain('Could not find out\n');
  });

  test('1 and no sign-in where the certificate is not trusted; --ca makes it so', async () => {
    const before = server.count('AUTH');
    const { code, stdout } = await call(
      ['check', '--host', 'localhost', '--port', String(server.port), '--user', account.username, '--password-stdin'],
      { stdin: account.appPassword },
    );
    expect(code).toBe(1);
    expect(stdout).toContain(`${siteUrl}/causes/cert-untrusted-chain/`);
    expect(stdout).toContain('A device of about 2009');
    expect(server.count('AUTH')).toBe(before);
  });

  test('130 where the user stops it, and the connection is ended', async () => {
    const silent = await start({ behaviour: { greeting: [] } });
    const ended = await look(silent, [], { stopped: Promise.resolve() });
    expect(ended.code).toBe(130);
    expect(ended.stderr).toBe('You stopped it. Nothing was found out.\n');
  });
});

describe('a look', () => {
  test('signs in to nothing and says how to go on', async () => {
    const before = server.count('AUTH');
    const { code, stdout } = await look(server);
    expect(code).toBe(0);
    expect(stdout).toContain('Ready for a sign-in\n');
    expect(stdout).toContain(`will-it-send check --host localhost --port ${String(server.port)} --security starttls --user …`);
    expect(server.count('AUTH')).toBe(before);
  });

  test('understands a pasted address, and says how it was read', async () => {
    const { code, stdout } = await call(['look', '--host', `smtp://LocalHost:${String(server.port)}/`, '--ca', 'ca.pem'], { folder });
    expect(code).toBe(0);
    expect(stdout).toContain(fill(corrections['port-from-host'], { port: server.port }));
    const cleaned = await call(['look', '--host', 'smtp://LocalHost/', ...at(server).slice(2)], { folder });
    expect(cleaned.stdout).toContain('was read as the server localhost.');
  });

  test('shows the other ports of the server, whatever they are on this machine', async () => {
    const { stdout } = await look(server);
    expect(stdout).toMatch(/^Other ports of this server: .*\n {2}Port 465, .*\n {2}Port 587, .*\n {2}Port 2525, /m);
    const { doors } = JSON.parse((await look(server, ['--json'])).stdout) as Report;
    expect(doors?.map(({ port }) => port)).toEqual([465, 587, 2525]);
  });

  test('greets with the name it was given', async () => {
    expect((await look(server, ['--ehlo', 'scanner.example.com'])).stdout).toContain('> EHLO scanner.example.com');
  });

  test('greets as a device would, also with nothing', async () => {
    expect((await look(server, ['--ehlo', 'Copier 2'])).stdout).toContain('> EHLO Copier 2\n');
    expect((await look(server, ['--ehlo='])).stdout).toContain('> EHLO\n');
    const strict = await start({ behaviour: behaviours['ehlo-name-rejected'] });
    const { code, stdout } = await look(strict, ['--ehlo', 'localhost']);
    expect(code).toBe(1);
    expect(stdout).toContain(`${siteUrl}/causes/ehlo-name-rejected/`);
  });

  test('tells what old devices would get when it is asked to', async () => {
    expect((await look(server, ['--old-devices'])).stdout).toMatch(
      /^The server’s encryption suits devices .*\n {2}A device of about 2009 /m,
    );
    expect((await look(server)).stdout).not.toContain('A device of about 2009');
  });

  test('leads to the settings of the device', async () => {
    expect((await look(server, ['--device', 'xerox-altalink'])).stdout).toContain(`${siteUrl}/devices/xerox-altalink/`);
  });

  test('uses TLS from the start where it is asked to', async () => {
    const implicit = await start({ security: 'implicit-tls' });
    expect((await look(implicit, ['--security', 'implicit-tls'])).code).toBe(0);
  });
});

test('a check that reached its server asks no other port', async () => {
  const report = JSON.parse((await check(server, account.appPassword, ['--json'])).stdout) as Report;
  expect(report).not.toHaveProperty('doors');
});

describe('From and test message', () => {
  const office = 'office@kopierer.localhost';
  const strictFrom = { mailFrom: behaviours['sender-not-allowed'].mailFrom };

  test('a From that is refused ends with 1, says so after the sign-in, and what to do', async () => {
    const strict = await start({ behaviour: strictFrom });
    const { code, stdout } = await check(strict, account.appPassword, ['--from', office, '--depth', 'send']);
    expect(code).toBe(1);
    expect(stdout).toContain('User name and password were taken.');
    expect(stdout).toContain('Put the user name itself as From address into the device');
    expect(stdout).toContain(`> MAIL FROM:<${office}>`);
    expect(stdout).toContain(`${siteUrl}/causes/sender-not-allowed/`);
    expect(strict.count('DATA')).toBe(0);
  });

  test('a From that is taken is told, and no message goes out', async () => {
    const own = await start();
    const { code, stdout } = await check(own, account.appPassword, ['--from', office]);
    expect(code).toBe(0);
    expect(stdout).toContain(`took ${office} as the sender.`);
    expect([own.count('MAIL'), own.count('RCPT'), own.count('DATA')]).toEqual([1, 0, 0]);
  });

  test('a message goes to the user name, with the words of the site, and its number is told as no proof', async () => {
    const own = await start({ behaviour: strictFrom });
    const { code, stdout } = await check(own, account.appPassword, ['--depth', 'send']);
    expect(code).toBe(0);
    expect(stdout).toContain(`took a test message to ${account.username}.`);
    expect(stdout).toContain('4PRACT1CE0');
    expect(stdout).toContain('does not prove that it arrives');
    const report = JSON.parse((await check(own, account.appPassword, ['--depth', 'send', '--json'])).stdout) as Report;
    expect(report.asked).toBe('send');
    expect(report.stages.find(({ stage }) => stage === 'data')?.facts.queueId).toBe('4PRACT1CE0');
  });
});

describe('--json', () => {
  test('is one report object and nothing else', async () => {
    const { stdout, stderr, code } = await check(server, account.appPassword, ['--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd()).not.toContain('\n');
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({ type: 'report', v: 1, verdict: 'works', asked: 'login', tls: { trusted: true } });
  });

  test('has the cause where it fails', async () => {
    const { stdout, code } = await check(server, 'falsch-falsch', ['--json', '--mechanism', 'login']);
    const report = JSON.parse(stdout) as Report;
    expect([code, report.verdict, report.causes[0]?.cause]).toEqual([1, 'fails', 'auth-wrong-password']);
    expect(report.stages.find(({ stage }) => stage === 'auth')?.facts.mechanism).toBe('LOGIN');
  });
});

test('a method that is asked for is used, with a token where it takes one', async () => {
  const every = await start({ behaviour: { mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'XOAUTH2'] } });
  const scram = await check(every, account.appPassword, ['--mechanism', 'scram-sha-256']);
  expect([scram.code, scram.stdout]).toEqual([0, expect.stringContaining('Method: SCRAM-SHA-256')]);
  const token = await check(every, account.token, ['--mechanism', 'XOAUTH2']);
  expect([token.code, token.stdout]).toEqual([0, expect.stringContaining('Method: XOAUTH2')]);
  expect(token.stdout).not.toContain(account.token);
});

test('the password is in nothing that is written, in no form, even where the server repeats it', async () => {
  const password = 'geheim-geheim-42';
  const forms = [password, btoa(password), btoa(`\0${account.username}\0${password}`)];
  const parrot = await start({
    behaviour: {
      signIn: [{ when: 'anything', reply: forms.map((form, at) => `535${at < forms.length - 1 ? '-' : ' '}5.7.8 no: ${form}`) }],
    },
  });
  for (const more of [[], ['--json'], ['--mechanism', 'LOGIN']]) {
    const { stdout, stderr } = await check(parrot, password, more);
    expect(stdout).toContain('535');
    for (const form of forms) expect(stdout + stderr).not.toContain(form);
  }
});

test('nothing that a server says can steer the terminal', async () => {
  const rude = await start({
    behaviour: {
      greeting: ['220 {host} \u001b[2J\u001b]0;owned\u0007 \u202eevil'],
      signIn: [{ when: 'anything', reply: ['535 5.7.8 \u001b[31mno\u009b2J'] }],
    },
  });
  const { stdout } = await check(rude, account.appPassword, [], { columns: 80, env: { NO_COLOR: '1' } });
  expect(stdout).toContain('\\x1b[2J\\x1b]0;owned\\x07');
  expect(stdout).toContain('\\x{202e}evil');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  const json = (await check(rude, account.appPassword, ['--json'])).stdout;
  expect(json.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
});

test('a terminal has colours, and words beside them', async () => {
  const { stdout } = await look(server, [], { columns: 80 });
  expect(stdout).toContain('\u001b[32mfine');
  expect(stdout.split('\n').every((line) => line.replace(/\u001b\[\d+m/g, '').length <= 100)).toBe(true);
});

test('without encryption it signs in only when asked to twice', async () => {
  const before = server.count('AUTH');
  expect((await check(server, account.appPassword, ['--security', 'none'])).code).toBe(2);
  const { stdout } = await check(server, account.appPassword, ['--security', 'none', '--allow-plaintext']);
  expect(stdout).toContain('The password will go over the network without encryption, because you asked for it.');
  // This server offers no sign-in before TLS, and what is not offered is not tried.
  expect(server.count('AUTH')).toBe(before);
});

test('port 25 is looked at', async () => {
  // Whatever is there on this machine: the port is not refused as an input.
  expect((await call(['look', '--host', '127.0.0.1', '--port', '25', '--security', 'none'])).code).not.toBe(2);
});
