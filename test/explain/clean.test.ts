// The log cleaner: what it masks, what it leaves, and how much of the many forms it finds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, mask } from '../../src/explain/clean.ts';
import { explain } from '../../src/explain/explain.ts';
import { known } from './known.ts';
import { logs } from './logs.ts';

const base64 = (text: string): string => btoa(text);
const cleaned = (text: string): string => clean(text).text;

test('in generated logs at least 99.9 % of 10,000 secrets are found, and the rest stays byte for byte', () => {
  const sample = fc.sample(logs(mask), { numRuns: 1_500, seed: 20261125 });
  const secrets = sample.flatMap((log) => log.secrets.map((secret) => ({ ...secret, log })));
  const shown = new Map(sample.map((log) => [log, cleaned(log.text)]));
  const left = secrets.filter(({ written, log }) => shown.get(log)?.includes(written));
  expect(secrets.length).toBeGreaterThan(10_000);
  expect(left.length / secrets.length, left.map(({ form }) => form).join(', ')).toBeLessThanOrEqual(0.001);
  const changed = sample.filter((log) => shown.get(log) !== log.cleaned);
  expect(changed.length / sample.length).toBeLessThanOrEqual(0.005);
});

test('a cleaned text is explained as the text was, and is not changed by a second cleaning', () => {
  for (const { text } of fc.sample(logs(mask), { numRuns: 150, seed: 5 })) {
    const once = cleaned(text);
    expect(cleaned(once)).toBe(once);
    const [before, after] = [explain(text, known), explain(once, known)];
    expect(after.causes).toEqual(before.causes);
    expect([after.matters?.from, after.matters?.stages]).toEqual([before.matters?.from, before.matters?.stages]);
  }
});

test('lines stay where they are, and what was found is named by kind and line', () => {
  const text = `a\r\nSMTP_PASSWORD="xK9$mP2#vL5n"\r\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\nsmtp://joe:hunter%402@mail.example.com\n`;
  const { text: shown, found } = clean(text);
  expect(shown).toBe(
    `a\r\nSMTP_PASSWORD="${mask}"\r\n-----BEGIN PRIVATE KEY-----\n${mask}\n${mask}\n-----END PRIVATE KEY-----\nsmtp://joe:${mask}@mail.example.com\n`,
  );
  expect(found).toEqual([
    { kind: 'setting', line: 2 },
    { kind: 'key', line: 4 },
    { kind: 'key', line: 5 },
    { kind: 'url', line: 7 },
  ]);
});

test('a secret that was found once is masked wherever it stands: plain, in base64, with percent signs, with backslashes', () => {
  const secret = 'Kopier"er &17';
  const shown = cleaned(
    [
      `'pass' => '${secret}',`,
      `the server said: no ${secret} here`,
      `q=${encodeURIComponent(secret)}&x=1`,
      JSON.stringify({ said: `no ${secret}` }),
      `token ${base64(secret)}.`,
      `plain ${base64(`user:${secret}`)}`,
      'Kopierer bleibt',
    ].join('\n'),
  );
  expect(shown.split('\n')).toEqual([
    `'pass' => '${mask}',`,
    `the server said: no ${mask} here`,
    `q=${mask}&x=1`,
    `{"said":"no ${mask}"}`,
    `token ${mask}.`,
    `plain ${mask}`,
    'Kopierer bleibt',
  ]);
});

test('the user name of a sign-in stays, unless it is asked for', () => {
  const dialogue = `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${base64('joe@example.com')}\nS: 334 UGFzc3dvcmQ6\nC: ${base64('hunter2!')}\nS: 535 no`;
  expect(cleaned(dialogue)).toContain(base64('joe@example.com'));
  expect(cleaned(dialogue)).not.toContain(base64('hunter2!'));
  expect(clean(dialogue, { names: true }).text).toBe(
    `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${mask}\nS: 334 UGFzc3dvcmQ6\nC: ${mask}\nS: 535 no`,
  );
});

describe('masked', () => {
  const secret = 'Tr0ub4dor&3!';
  test.each([
    ['a log that begins in the middle of a sign-in', `<< 334 UGFzc3dvcmQ6\n>> ${base64(secret)}\n<< 535 no`],
    ['an Exchange log', `2026-01-01T00:00:00Z,S\\C,08,1,2,>,334 UGFzc3dvcmQ6,\n2026-01-01T00:00:00Z,S\\C,08,1,2,<,${base64(secret)},`],
    ['a sign-in in a JSON log', `{"dir":"in","line":"334 UGFzc3dvcmQ6"}\n{"dir":"out","line":"${base64(secret)}"}`],
    ['zero signs spelled out', `printf '\\0joe\\0${secret}' | base64`],
    ['zero signs of perl', `encode_base64("\\000joe\\@example.com\\000${secret}")`],
    ['var_dump of PHP', `  ["password"]=>\n  string(12) "${secret}"`],
    ['print_r of PHP', `    [password] => ${secret}`],
    ['a list of arguments', `["swaks", "--auth-password", "${secret}"]`],
    ['PowerShell', `ConvertTo-SecureString '${secret}' -AsPlainText -Force`],
    ['VBScript', `.Item("http://schemas.microsoft.com/cdo/configuration/sendpassword") = "${secret}"`],
    ['SQL', `VALUES ('smtp_password', '${secret}')`],
    ['a table', `| Password | ${secret} |`],
    ['German', `Kennwort: ${secret}`],
    ['French', `Mot de passe : ${secret}`],
    ['Dockerfile', `ENV SMTP_PASSWORD ${secret}`],
    ['a default value', `pass: process.env.SMTP_PASS || '${secret}'`],
    ['a typed setting', `private readonly smtpPassword: string = '${secret}';`],
    ['C', `#define AUTHOR_PASSWORD "${secret}"`],
    ['libcurl', `curl_easy_setopt(curl, CURLOPT_PASSWORD, "${secret}");`],
    ['plist', `<key>Password</key>\n\t<string>${secret}</string>`],
    ['CDATA', `<password><![CDATA[${secret}]]></password>`],
    ['quoted mail', `> > SMTP_PASSWORD=${secret}`],
    ['an address without name', `redis://:${encodeURIComponent(secret)}@cache.example.com:6379/0`],
    ['an uncoded @ in an address', `smtp://joe:${secret}@x@mail.example.com/`],
    ['a triple quotation', `password = """${secret}"""`],
    ['a setter', `mailSender.setPassword("${secret}");`],
  ])('%s', (_, text) => {
    const shown = cleaned(text);
    expect(shown).toContain(mask);
    for (const form of [secret, base64(secret), encodeURIComponent(secret)]) expect(shown).not.toContain(form);
  });

  test.each([
    'SG.aBcDeFgHiJkLmNoPqRsTuV.wXyZ0123456789abcdefghijklmnopqrstuvwxyzAB1',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    'ya29.a0AfH6SMBx0123456789-abcdefgh',
    'xsmtpsib-0123456789abcdef0123456789abcdef0123456789abcdef-AbCdEfGhIjKl',
  ])('%s', (token) => {
    expect(cleaned(`sent with ${token} today`)).toBe(`sent with ${mask} today`);
  });
});

describe('left as it is', () => {
  test.each([
    '250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2',
    '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6',
    'SASL authentication failure: Password verification failed',
    'SMTP ERROR: Password command failed: 535 5.7.3 Authentication unsuccessful',
    'Password: incorrect',
    'Passed: 12, failed: 3',
    'password: ********',
    'SMTP_PASS=${SMTP_PASSWORD}',
    'pass: process.env.SMTP_PASS,',
    '$mail->Password = $password;',
    'CLIENT -> SERVER: <credentials hidden>',
    'AUTH PLAIN failed: server says no',
    'the password is correct',
    'A strong password has 12 characters.',
    'DKIM-Signature: v=1; a=rsa-sha256; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=dGVzdA==',
    'Message-ID: <CAF=Vd2zc7_x@mail.example.com>',
    'docker run -u 1000:1000 image',
    'ssh joe@host.example.com:/var/log',
    'mail.example.com:587 connected',
    'The device probably uses the account password: give it an app password.',
    'the odd tail is only base64 for "Password:".',
    '<Change id="smtp-auth-password" />\n### What it means',
    'An SMTP login and password of its own; the login of the panel does not work.',
    'sign-in with the account password ("less secure apps") has ended',
    '',
  ])('%s', (text) => {
    expect(clean(text)).toEqual({ text, found: [] });
  });
});

test('texts made to be slow take no time that grows faster than they do', () => {
  const bits = [
    '\\',
    '"',
    "'",
    '<',
    '=',
    'a',
    'A',
    ' ',
    'password=',
    'password="',
    'smtp://a:',
    'AUTH PLAIN ',
    '334 \nAAAA\n',
    '\\0a',
    '> ',
    '"""',
  ];
  // A quadratic one would run into the limit of the suite.
  for (const bit of bits) expect(cleaned(bit.repeat(100_000 / bit.length)).length).toBeGreaterThan(0);
});
