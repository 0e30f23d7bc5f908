import { expect, test } from 'vitest';
import { encodeText } from '../../src/smtp/base64.ts';
import { credentials, host, look, request, say, see, server, worldOf } from './parts.ts';

const plain = encodeText(`\0${credentials.username}\0${credentials.password}`);

test('a sign-in over STARTTLS goes through every stage once and greets again after TLS', async () => {
  const { dialogue, stages, net, findings } = await see(request(), worldOf(server()));
  expect(dialogue).toEqual([
    'S: 220 mail.example.test ESMTP',
    'C: EHLO check.example.test',
    'S: 250-mail.example.test at your service',
    'S: 250-STARTTLS',
    'S: 250 SIZE 35882577',
    'C: STARTTLS',
    'S: 220 2.0.0 Ready to start TLS',
    'C: EHLO check.example.test',
    'S: 250-mail.example.test at your service',
    'S: 250-AUTH PLAIN LOGIN',
    'S: 250 SIZE 35882577',
    'C: AUTH PLAIN ••••',
    'S: 235 2.7.0 Authentication successful',
    'C: QUIT',
  ]);
  expect(stages).toEqual(['dns ok', 'connect ok', 'banner ok', 'ehlo ok', 'starttls ok', 'tls ok', 'auth ok', 'quit ok']);
  expect(net.connections[0]?.received).toBe(
    `EHLO check.example.test\r\nSTARTTLS\r\nEHLO check.example.test\r\nAUTH PLAIN ${plain}\r\nQUIT\r\n`,
  );
  expect(findings).toMatchObject({ asked: 'login', capabilities: ['AUTH PLAIN LOGIN', 'SIZE 35882577'], target: { host, port: 587 } });
});

test('each command is one write, so nothing waits for a second packet', async () => {
  const { net } = await see(request(), worldOf(server()));
  expect(net.connections[0]?.writes).toBe(5);
});

test('a sign-in over implicit TLS secures the connection before the greeting', async () => {
  const wish = request({ port: 465, security: 'implicit-tls' });
  const { stages, net } = await see(wish, worldOf(server({}, { implicit: true }), 465));
  expect(stages).toEqual(['dns ok', 'connect ok', 'tls ok', 'banner ok', 'ehlo ok', 'auth ok', 'quit ok']);
  expect(net.connections[0]?.target).toMatchObject({ tls: { host }, address: '192.0.2.10' });
});

test('a look never writes AUTH and says why', async () => {
  const { stages, net, findings, stage } = await see(look(), worldOf(server()));
  expect(stages.at(-2)).toBe('auth not-tried look-only');
  expect(stages.at(-1)).toBe('quit ok');
  expect(stage('auth').facts.mechanisms).toEqual(['PLAIN', 'LOGIN']);
  expect(net.connections[0]?.received).not.toContain('AUTH');
  expect(findings.asked).toBe('look');
});

test('without encryption a check looks and does not sign in', async () => {
  const world = worldOf(server({ offers: ['AUTH PLAIN'] }));
  const { stages, net } = await see(request({ security: 'none' }), world);
  expect(stages).toEqual(['dns ok', 'connect ok', 'banner ok', 'ehlo ok', 'auth not-tried not-secured', 'quit ok']);
  expect(net.connections[0]?.received).not.toContain('AUTH');
});

test('only a caller who asks for it signs in without encryption', async () => {
  const { stages } = await see(request({ security: 'none', allowPlaintext: true }), worldOf(server({ offers: ['AUTH PLAIN'] })));
  expect(stages.at(-2)).toBe('auth ok');
});

test('LOGIN is used where PLAIN is not offered, and takes any text behind 334', async () => {
  const answersAuth = async (peer: Parameters<ReturnType<typeof say>>[0]) => {
    peer.write('334 Kullanici adi lutfen\r\n');
    await peer.line();
    peer.write('334\r\n');
    await peer.line();
    peer.write('235 ok\r\n');
  };
  const { dialogue, stage, net } = await see(request(), worldOf(server({ offersAfterTls: ['AUTH XOAUTH2 LOGIN'], answersAuth })));
  expect(dialogue.slice(-7)).toEqual([
    'C: AUTH LOGIN',
    'S: 334 Kullanici adi lutfen',
    'C: ••••',
    'S: 334',
    'C: ••••',
    'S: 235 ok',
    'C: QUIT',
  ]);
  expect(stage('auth').facts).toMatchObject({ mechanism: 'LOGIN', mechanisms: ['XOAUTH2', 'LOGIN'], notTried: ['XOAUTH2'] });
  expect(net.connections[0]?.received).toContain(`${encodeText(credentials.username)}\r\n${encodeText(credentials.password)}\r\n`);
});

test('the old form AUTH=LOGIN PLAIN counts as an offer', async () => {
  const { stage } = await see(request(), worldOf(server({ offersAfterTls: ['AUTH=LOGIN PLAIN'] })));
  expect(stage('auth')).toMatchObject({ outcome: 'ok', facts: { mechanism: 'PLAIN', mechanisms: ['LOGIN', 'PLAIN'] } });
});

test('PLAIN goes in two steps when the line would be longer than 512 octets', async () => {
  const long = 'p'.repeat(600);
  const answersAuth = async (peer: Parameters<ReturnType<typeof say>>[0]) => {
    peer.write('334 \r\n');
    await peer.line();
    peer.write('235 ok\r\n');
  };
  const wish = request({ credentials: { username: 'a', password: long } });
  const { dialogue, stage, net } = await see(wish, worldOf(server({ answersAuth })));
  expect(dialogue.slice(-5, -2)).toEqual(['C: AUTH PLAIN', 'S: 334 ', 'C: ••••']);
  expect(stage('auth').outcome).toBe('ok');
  expect(net.connections[0]?.received).toContain(`AUTH PLAIN\r\n${encodeText(`\0a\0${long}`)}\r\n`);
});

test('a server that asks for more than the mechanism has is told to stop', async () => {
  const answersAuth = async (peer: Parameters<ReturnType<typeof say>>[0]) => {
    for (let line: string | null = ''; line !== null && line !== '*'; line = await peer.line()) peer.write('334 more\r\n');
    peer.write('501 5.7.0 Authentication cancelled\r\n');
  };
  const { stages, dialogue } = await see(request(), worldOf(server({ answersAuth })));
  expect(stages.at(-2)).toBe('auth unclear malformed');
  expect(dialogue.at(-3)).toBe('C: *');
});

test('a server that does not know EHLO is greeted with HELO', async () => {
  const world = worldOf(server({ answersEhlo: say('502 5.5.1 Command not implemented') }));
  const { stages, dialogue } = await see(look({ security: 'none' }), world);
  expect(dialogue).toContain('C: HELO check.example.test');
  expect(stages).toEqual(['dns ok', 'connect ok', 'banner ok', 'ehlo ok', 'auth not-tried look-only', 'quit ok']);
});

test('a refusal after the greeting is parted from with QUIT', async () => {
  const { stages, dialogue } = await see(request(), worldOf(server({ answersAuth: say('535 5.7.8 Error: authentication failed') })));
  expect(stages.slice(-2)).toEqual(['auth refused rejected', 'quit ok']);
  expect(dialogue.at(-1)).toBe('C: QUIT');
});

test('one check signs in at most once, also when it is refused', async () => {
  const { net } = await see(request(), worldOf(server({ answersAuth: say('535 5.7.8 no') })));
  expect(net.connections[0]?.received.match(/AUTH/g)).toHaveLength(1);
});

test('a greeting after TLS that is refused is told as a second stage ehlo', async () => {
  let greeted = 0;
  const answersEhlo = async (peer: Parameters<ReturnType<typeof say>>[0]) => {
    greeted += 1;
    peer.write(greeted === 1 ? '250-mail\r\n250 STARTTLS\r\n' : '421 4.3.0 busy\r\n');
  };
  const { stages } = await see(request(), worldOf(server({ answersEhlo })));
  expect(stages).toEqual([
    'dns ok',
    'connect ok',
    'banner ok',
    'ehlo ok',
    'starttls ok',
    'tls ok',
    'ehlo refused busy',
    'auth not-tried ended-before',
    'quit ok',
  ]);
});

test('a control character in user name or password keeps everything unsent', async () => {
  const { stages, net } = await see(request({ credentials: { username: 'a\0b', password: 'secret-secret' } }), worldOf(server()));
  expect(stages.at(-2)).toBe('auth not-tried unsendable');
  expect(net.connections[0]?.received).not.toContain('AUTH');
});

test('a line break in the greeting name is a fault of the caller and is never written', async () => {
  await expect(see(request({ ehlo: 'a\r\nMAIL FROM:<>' }), worldOf(server()))).rejects.toThrow('control character');
});
