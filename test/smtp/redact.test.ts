import { expect, test } from 'vitest';
import { encodeText } from '../../src/smtp/base64.ts';
import { mask, redactor } from '../../src/smtp/redact.ts';
import { address, credentials, host, request, say, see, server, worldOf, type Parts } from './parts.ts';

const { username, password } = credentials;
const latin = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Every form in which the password could come back. */
function formsOf(secret: string): string[] {
  return [
    secret,
    secret.toUpperCase(),
    latin(secret),
    encodeText(secret),
    encodeText(`\0${username}\0${secret}`),
    encodeText(`a\0${secret}`),
    encodeText(`ab${secret}tail`),
    encodeText(`abc${secret}`),
    encodeText(`user=${username}\x01auth=${secret}\x01\x01`),
    encodeText(`xy${secret}!`).replaceAll('+', '-').replaceAll('/', '_'),
  ];
}

const secrets = [password, 'abcdef', 'pä$$(wörd)€', 'ÿÿÿÿÿÿ>>>???', 'a.b*c+d?', '\\d{6}[x]^|/'];

test('every form of a password is found, and what stands around it stays', () => {
  for (const secret of secrets) {
    const { text } = redactor(secret);
    for (const form of formsOf(secret)) expect(text(`5.7.8 <${form}> refused`), form).toBe(`5.7.8 <${mask}> refused`);
  }
});

test('a blob with the password is masked as a whole, several of them each', () => {
  const blob = encodeText(`\0${username}\0${password}`);
  expect(redactor(password).text(`${blob} and ${blob}.`)).toBe(`${mask} and ${mask}.`);
});

test('the beginning of a long secret is found too, with what follows it', () => {
  const token = 'ya29.a0AfB_byC-0123456789+abcdefghij/KLMNOPQRSTUVWXYZ==';
  const { text } = redactor(token);
  for (const form of formsOf(token)) expect(text(`5.7.8 <${form}> refused`), form).toBe(`5.7.8 <${mask}> refused`);
  const quoted = encodeText(`user=${username}\x01auth=Bearer ${token}\x01\x01`).slice(0, -30);
  expect(text(`500 5.5.6 Line too long: AUTH XOAUTH2 ${quoted}... bye`)).toBe(`500 5.5.6 Line too long: AUTH XOAUTH2 ${mask}... bye`);
  expect(text(`Bearer ${token.slice(0, 30)} and more`)).toBe(`Bearer ${mask} and more`);
});

test('a long line of base64 is scanned in one go', () => {
  const line = encodeText('x'.repeat(60_000)) + encodeText(`ab${password}`);
  expect(redactor(password).text(line)).toBe(mask);
});

test('a password of five characters hides all that the server says in AUTH and nothing else', () => {
  const { text, answer } = redactor('12345');
  expect(text('220 mail 12345')).toBe('220 mail 12345');
  expect(answer('5.7.8 who is 12345')).toBe(mask);
});

test('codes of our own stay, also when the password is one of them', () => {
  const { facts } = redactor('rejected');
  expect(facts({ why: 'rejected', reply: { code: 535, lines: ['you are rejected'] } })).toEqual({
    why: 'rejected',
    reply: { code: 535, lines: [`you are ${mask}`] },
  });
});

/** A server that knows the password from elsewhere and says it wherever it can. */
const parrot = (secret: string): Partial<Parts> => {
  const all = formsOf(secret);
  return {
    greets: say(`220-${all.join(' ')}\r\n220 ${secret}`),
    offers: ['STARTTLS', ...all.map((form) => `X-${form}`)],
    offersAfterTls: ['AUTH PLAIN LOGIN', ...all.map((form) => `XECHO ${form}`)],
    answersStarttls: say(`220 ${secret}`),
    tls: {
      trusted: true,
      reasons: [],
      chain: [{ subject: `CN=${secret}`, names: [secret], issuer: `O=${secret}`, validFrom: '', validTo: '', fingerprint: '' }],
    },
    answersAuth: async (peer, line) => {
      peer.write(`535-5.7.8 ${line}\r\n${all.map((form) => `535-5.7.8 got ${form}\r\n`).join('')}535 5.7.8 Sorry, ${secret}\r\n`);
    },
  };
};

test('no event and no finding holds the password in any form, whatever the server says', async () => {
  for (const mechanism of ['PLAIN', 'LOGIN'] as const) {
    const { events, findings, stage } = await see(request({ mechanism }), worldOf(server(parrot(password))));
    const told = JSON.stringify([events, findings]);
    for (const form of formsOf(password)) expect(told.toLowerCase()).not.toContain(form.toLowerCase());
    expect(stage('auth')).toMatchObject({ outcome: 'refused', facts: { reply: { code: 535, enhanced: '5.7.8' } } });
  }
});

test('a short password is in no event of the sign-in, and the code of the reply stays', async () => {
  const wish = request({ credentials: { username, password: '4711' } });
  const answersAuth = say('535-5.7.8 4711\r\n535 5.7.8 NDcxMQ==');
  const { events, stage, dialogue } = await see(wish, worldOf(server({ answersAuth })));
  expect(JSON.stringify(events)).not.toMatch(/4711|NDcxMQ/);
  expect(dialogue.slice(-4)).toEqual(['C: AUTH PLAIN ••••', 'S: 535-••••', 'S: 535 ••••', 'C: QUIT']);
  expect(stage('auth').facts.reply).toEqual({ code: 535, enhanced: '5.7.8', lines: [mask, mask] });
});

test('a line of the sign-in that is no reply is hidden in the same way', async () => {
  const answersAuth = say('you said 4711');
  const { dialogue } = await see(request({ credentials: { username, password: '4711' } }), worldOf(server({ answersAuth })));
  expect(dialogue.at(-1)).toBe('S: ••••');
});

test('host and addresses are what the caller asked for and stay', async () => {
  const { findings, stage } = await see(request({ credentials: { username, password: host } }), worldOf(server()));
  expect(findings.target.host).toBe(host);
  expect(stage('dns').facts.addresses).toEqual([address]);
});
