// Logs with secrets at random places: every form knows how its secret is written there, and what must stay.
import fc from 'fast-check';

/** A line or more: text, and the secret as it is written there. */
export type Part = string | { secret: string };

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const json = (text: string): string => JSON.stringify(text).slice(1, -1);
const single = (text: string): string => text.replace(/[\\']/g, '\\$&');
const xml = (text: string): string => text.replace(/[<>&"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

type Form = (secret: string, user: string, host: string) => Part[];

const s = (secret: string): { secret: string } => ({ secret });

/** Forms that take any secret. */
export const forms: Record<string, Form> = {
  'AUTH PLAIN': (p, u) => ['C: AUTH PLAIN ', s(base64(`\0${u}\0${p}`)), '\nS: 235 2.7.0 Accepted'],
  'AUTH PLAIN, swaks': (p, u) => [' ~> AUTH PLAIN ', s(base64(`\0${u}\0${p}`)), '\n<~* 535 5.7.8 Error: authentication failed:'],
  'AUTH PLAIN, two steps': (p, u) => ['>>> AUTH PLAIN\n<<< 334 \n>>> ', s(base64(`${u}\0${u}\0${p}`)), '\n<<< 535 5.7.8 no'],
  'AUTH PLAIN, Python': (p, u) => ["send: 'AUTH PLAIN ", s(base64(`\0${u}\0${p}`)), "\\r\\n'\nreply: b'535 5.7.8 bad\\r\\n'"],
  'AUTH PLAIN, JSON log': (p, u) => ['{"level":20,"tnx":"client","msg":"AUTH PLAIN ', s(base64(`\0${u}\0${p}`)), '","sid":"x1"}'],
  'AUTH LOGIN, PHPMailer': (p, u) => [
    `2025-03-01 10:11:12 CLIENT -> SERVER: AUTH LOGIN\n2025-03-01 10:11:12 SERVER -> CLIENT: 334 VXNlcm5hbWU6\n2025-03-01 10:11:12 CLIENT -> SERVER: ${base64(u)}\n2025-03-01 10:11:12 SERVER -> CLIENT: 334 UGFzc3dvcmQ6\n2025-03-01 10:11:12 CLIENT -> SERVER: `,
    s(base64(p)),
    '\n2025-03-01 10:11:13 SERVER -> CLIENT: 535 5.7.8 Username and Password not accepted',
  ],
  'AUTH LOGIN, bare': (p, u) => [`AUTH LOGIN\n334 VXNlcm5hbWU6\n${base64(u)}\n334 UGFzc3dvcmQ6\n`, s(base64(p)), '\n535 5.7.8 Denied'],
  'AUTH LOGIN, client only': (p, u) => [
    `DEBUG [abc] C: AUTH LOGIN\nDEBUG [abc] C: ${base64(u)}\nDEBUG [abc] C: `,
    s(base64(p)),
    '\nDEBUG [abc] S: 535 no',
  ],
  'CRAM-MD5': (_, u) => [
    '-> AUTH CRAM-MD5\n<- 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+\n-> ',
    s(base64(`${u} 3dbc88f0624776a737b39093f6eb6427`)),
    '\n<- 235 ok',
  ],
  SCRAM: (_, u) => [
    'C: AUTH SCRAM-SHA-256 ',
    s(base64(`n,,n=${u},r=rOprNGfwEbeRWgbNEkqO`)),
    `\nS: 334 ${base64('r=rOprNGfwEbeRWgbNEkqO%hvYDp,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096')}\nC: `,
    s(base64('c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDp,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=')),
    '\nS: 535 no',
  ],
  XOAUTH2: (_, u) => [
    'C: AUTH XOAUTH2 ',
    s(base64(`user=${u}\u0001auth=Bearer ya29.a0AfH6SMBx_yz-1234567890abc\u0001\u0001`)),
    '\nS: 334 eyJzdGF0dXMiOiI0MDAifQ==',
  ],
  url: (p, u, h) => [`MAILER_DSN=smtp://${percent(u)}:`, s(percent(p)), `@${h}:587?verify_peer=0`],
  'url in a log': (p, u, h) => [`[warn] cannot connect to smtps://${percent(u)}:`, s(percent(p)), `@${h}:465/, trying again`],
  'dotenv, quoted': (p, u) => [`SMTP_USER=${u}\nSMTP_PASSWORD="`, s(json(p)), '"\nSMTP_PORT=587'],
  'dotenv, single': (p, u) => [`MAIL_USERNAME=${u}\nMAIL_PASSWORD='`, s(p.replaceAll("'", '')), "'\nMAIL_ENCRYPTION=tls"],
  JSON: (p, u) => [`  "auth": {\n    "user": "${u}",\n    "pass": "`, s(json(p)), '"\n  },'],
  'JSON, one line': (p, u) => [`{"host":"x","user":"${u}","smtpPassword":"`, s(json(p)), '","port":587}'],
  'JSON in JSON': (p, u) => [`{"log":"{\\"user\\":\\"${u}\\",\\"password\\":\\"`, s(json(json(p))), '\\",\\"port\\":25}"}'],
  YAML: (p, u) => [`smtp:\n  username: ${u}\n  password: '`, s(p.replaceAll("'", "''")), "'\n  port: 587"],
  'YAML of containers': (p) => ['        - name: SMTP_PASSWORD\n          value: "', s(json(p)), '"\n        - name: SMTP_PORT'],
  'PHP array': (p, u) => [`    'username' => '${u}',\n    'password' => '`, s(single(p)), "',\n    'port' => 587,"],
  'PHP property': (p) => ["$mail->Password   = '", s(single(p)), "';\n$mail->Port = 465;"],
  'PHP define': (p) => ["define( 'SMTP_PASS', '", s(single(p)), "' );"],
  'Python argument': (p, u) => [`yagmail.SMTP(user="${u}", password="`, s(json(p)), '", host="x")'],
  'Python call': (p, u) => [`    server.login('${u}', '`, s(single(p)), "')"],
  'Python setting': (p) => ["EMAIL_HOST_PASSWORD = '", s(single(p)), "'\nEMAIL_USE_TLS = True"],
  'JavaScript object': (p, u) => [`auth: { user: '${u}', pass: '`, s(single(p)), "' },"],
  'C# call': (p, u) => [`Credentials = new NetworkCredential("${u}", "`, s(json(p)), '"),'],
  'Java properties call': (p) => ['props.put("mail.smtp.password", "', s(json(p)), '");'],
  'XML attribute': (p, u) => [`<network host="x" userName="${u}" password="`, s(xml(p)), '" port="587" />'],
  'XML element': (p, u) => [`<user>${u}</user><password>`, s(xml(p)), '</password><port>25</port>'],
  'XML key and value': (p) => ['<add key="SmtpPassword" value="', s(xml(p)), '" />'],
  'Basic header': (p, u) => ['Authorization: Basic ', s(base64(`${u}:${p}`)), '\r\nHost: x'],
  'query text': (p, u) => [`POST /send?user=${percent(u)}&password=`, s(percent(p)), '&port=587 HTTP/1.1'],
  'the other way round': (p) => ['fatal: sign-in with password "', s(json(p)), '" was refused'],
};

/** Forms whose value ends at a blank or a sign. */
export const bareForms: Record<string, Form> = {
  dotenv: (p, u) => [`SMTP_USER=${u}\nSMTP_PASS=`, s(p), '\nSMTP_PORT=587'],
  ini: (p, u) => [`[mail]\nuser = ${u}\npassword = `, s(p), '\nport = 25'],
  properties: (p) => ['spring.mail.password=', s(p), '\nspring.mail.port=587'],
  ssmtp: (p, u) => [`AuthUser=${u}\nAuthPass=`, s(p), '\nUseSTARTTLS=YES'],
  msmtp: (p, u) => [`account default\nhost x\nuser ${u}\npassword `, s(p), '\nauth on'],
  netrc: (p, u, h) => [`machine ${h} login ${u} password `, s(p)],
  sasl_passwd: (p, u, h) => [`[${h}]:587 ${u}:`, s(p)],
  'Java argument': (p) => ['java -Dmail.smtp.user=x -Dmail.smtp.password=', s(p), ' -jar app.jar'],
  swaks: (p, u, h) => [`swaks --to a@b.example --server ${h} -au ${u} -ap `, s(p), ' -tls'],
  'long option': (p, u) => [`sendtool --user-name ${u} --password `, s(p), ' --port 587'],
  'long option with sign': (p) => ['docker run --env X=1 tool --smtp-password=', s(p), ' --tls'],
  'docker env': (p) => ['docker run -e SMTP_PASSWORD=', s(p), ' -e SMTP_PORT=587 image'],
  curl: (p, u, h) => [`curl --url smtps://${h} -u ${u}:`, s(p), ' --mail-from a@b.example'],
  'connection text': (p, u, h) => [`Server=${h};User Id=${u};Password=`, s(p), ';Port=587;'],
  'log of fields': (p, u) => [`time=10:00 level=debug user=${u} password=`, s(p), ' host=x msg="trying"'],
  'spoken of': (p) => ['the password is ', s(p), ' and it worked yesterday'],
  label: (p, u) => [`User name: ${u}\nPassword: `, s(p), '\nPort: 587'],
};

const noise = [
  '2025-03-01T10:11:12.123Z INFO smtp: connected to mail.example.com[192.0.2.7]:587',
  'SERVER -> CLIENT: 220 mail.example.com ESMTP Postfix',
  '250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2',
  '250-AUTH=PLAIN LOGIN',
  '250 SIZE 35882577',
  '535-5.7.8 Username and Password not accepted. For more information, go to',
  '535 5.7.8  https://support.google.com/mail/?p=BadCredentials 4fb4d7f45d1cf-5e5b6f7a8b9sm12345a12.34 - gsmtp',
  '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6',
  'SASL authentication failure: Password verification failed',
  'SMTP ERROR: Password command failed: 535 5.7.3 Authentication unsuccessful',
  'at com.sun.mail.smtp.SMTPTransport$Authenticator.authenticate(SMTPTransport.java:809)',
  'javax.mail.AuthenticationFailedException: 535 5.7.139 Authentication unsuccessful, basic authentication is disabled.',
  'Message-ID: <CAF=Vd2zc7_x@mail.example.com>',
  'Received: from [192.0.2.1] by mx.example.com with ESMTPSA id a1b2c3 (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384)',
  'DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=sel; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=dGVzdA==',
  'password authentication failed for user "scanner"',
  'Please check the password and try again.',
  'Username: scanner@example.com',
  'Error: Invalid login: 534-5.7.9 Application-specific password required.',
  "{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }",
  'smtp_auth_password_set: true',
  'tls: failed to verify certificate: x509: certificate has expired',
  'JVBERi0xLjQKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoK',
  'Passed: 12, failed: 3, skipped: 0',
  '> On Monday the copier sent 20 pages, today none. Did someone reset its password?',
  '',
];

const users = ['scanner@example.com', 'joe', 'ACME\\copier', 'no-reply@mail.example.org', 'apikey', 'anna.maria@example.co.uk'];
const hosts = ['smtp.example.com', 'mail.example.org', 'mx1.relay.example.net'];

const letters = 'abcdefghijklmnopqrstuvwxyz';
const signs = `${letters}${letters.toUpperCase()}0123456789`;
const of = (alphabet: string, min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: min, maxLength: max });
const isMixed = (text: string): boolean => /[a-z]/i.test(text) && /[\d\W]/.test(text) && new Set(text).size > 4;

/** What people and providers have as passwords. */
export const simple = fc.oneof(
  of(letters, 16, 16).filter((text) => new Set(text).size > 4),
  of(`${signs}!@*^%+-_.?~`, 10, 24).filter((text) => isMixed(text) && /^[a-z0-9]/i.test(text) && /[a-z0-9]$/i.test(text)),
  fc
    .tuple(fc.constantFrom('Sommer', 'Kopierer', 'printer', 'Scan', 'Office'), fc.integer({ min: 1000, max: 99999 }))
    .map(([word, number]) => `${word}${String(number)}!`),
  of('0123456789abcdef', 32, 32).filter(isMixed),
);
export const odd = fc.oneof(
  simple,
  of(letters, 4, 4).chain((a) =>
    fc.tuple(of(letters, 4, 4), of(letters, 4, 4), of(letters, 4, 4)).map(([b, c, d]) => `${a} ${b} ${c} ${d}`),
  ),
  of(`${signs}!"#$%&'()*+,-./:;<=>?@[]^_\`{|}~\\`, 8, 20).filter((text) => isMixed(text) && /^\w/.test(text) && /\w$/.test(text)),
  fc.tuple(fc.constantFrom('Müller', 'contraseña', 'Żółw', 'пароль'), of(`${signs}#!`, 5, 9)).map(([word, rest]) => `${word}-${rest}7`),
  fc.tuple(of(signs, 6, 10), of(signs, 4, 8)).map(([a, b]) => `${a}1 ${b}`),
);

export interface Log {
  text: string;
  /** With the mask in the place of each secret. */
  cleaned: string;
  secrets: { form: string; written: string }[];
}

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...noise).map((line) => ({ form: '', parts: [line] as Part[] })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...Object.entries(forms)), odd, fc.constantFrom(...users), fc.constantFrom(...hosts))
      .map(([[form, make], secret, user, host]) => ({ form, parts: make(secret, user, host) })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...Object.entries(bareForms)), simple, fc.constantFrom(...users), fc.constantFrom(...hosts))
      .map(([[form, make], secret, user, host]) => ({ form, parts: make(secret, user, host) })),
  },
);

/** A log of up to 40 pieces. */
export const logs = (mask: string) =>
  fc.tuple(fc.array(piece, { minLength: 5, maxLength: 40 }), fc.constantFrom('\n', '\r\n')).map(([pieces, lineEnd]): Log => {
    const lines = (show: (part: { secret: string }) => string): string =>
      pieces.map(({ parts }) => parts.map((part) => (typeof part === 'string' ? part : show(part))).join('')).join(lineEnd);
    return {
      text: lines(({ secret }) => secret),
      cleaned: lines(() => mask),
      secrets: pieces.flatMap(({ form, parts }) =>
        parts.flatMap((part) => (typeof part === 'string' ? [] : [{ form, written: part.secret }])),
      ),
    };
  });
