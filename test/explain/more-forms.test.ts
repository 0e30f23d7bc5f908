// Forms in which people paste secrets, one each: what stands between « and » is masked, and nothing else.
import { expect, test } from 'vitest';
import { clean } from '../../src/explain/clean.ts';

const basic = (text: string): string => Buffer.from(text).toString('base64');
const secret = 'River-Tiger4711';

const forms: Record<string, string> = {
  'a log of PHPMailer in a page': `SERVER -&gt; CLIENT: 334 UGFzc3dvcmQ6<br>\nCLIENT -&gt; SERVER: «${basic(secret)}»<br>\n`,
  'a log of Postfix as the server': `smtpd[1]: > a[10.0.0.2]: 334 UGFzc3dvcmQ6\nsmtpd[1]: < a[10.0.0.2]: «${basic(secret)}»\n`,
  'a log of hMailServer': `"SMTPD"\t"SENT: 334 UGFzc3dvcmQ6"\n"SMTPD"\t"RECEIVED: «${basic(secret)}»"\n`,
  'a quoted mail with a log': `> CLIENT -> SERVER: AUTH LOGIN\n> 334 UGFzc3dvcmQ6\n> CLIENT -> SERVER: «${basic(secret)}»\n`,
  'an answer over two lines': `AUTH PLAIN «${'QUJD'.repeat(15)}»\n«${'REVG'.repeat(5)}»\n535 5.7.8 no\n`,
  'POP3 by hand': `USER me@example.org\n+OK\nPASS «${secret}»\n-ERR failed\n`,
  'IMAP by hand': `a1 LOGIN me@example.org «${secret}»\na1 NO failed\n`,
  Exim: `  public_name = LOGIN\n  client_send = : me@example.org : «${secret}»\n`,
  sendmail: `AuthInfo:mail.example.org "U:root" "I:me" "P:«${secret}»" "M:PLAIN"\n`,
  'a network device': `email server mail.example.org username me password «${secret}»\n`,
  'a variable of Terraform': `variable "smtp_password" {\n  type    = string\n  default = "«${secret}»"\n}\n`,
  'a key as the name in an address': `MAILER_DSN=sendgrid://«Abcdefgh12345678»@default\n`,
  'a cookie of a session': `Cookie: lang=de; PHPSESSID=«0123456789abcdef»; theme=dark\r\n`,
  'a quoted line of an environment': `environment:\n  - "SMTP_PASSWORD=«${secret}»"\n  - "SMTP_PORT=587"\n`,
  PowerShell: `$pw = ConvertTo-SecureString '«${secret}»' -AsPlainText -Force\n`,
  'bold Markdown': `- **Password:** «${secret}»\n- **Port:** 587\n`,
  'dots up to the sign': `Password ..............: «${secret}»\nPort Number ...........: 587\n`,
  'a label with a line to itself': `User name\nme@example.org\nPassword\n«${secret}»\nPort\n587\n`,
  'a table with its names in the first line': `host,port,username,password\nmail.example.org,587,me,«${secret}»\n`,
  'a German label': `Kennwort (SMTP): «${secret}»\nPort: 465\n`,
  'a French sentence': `Bonjour, mon mot de passe est «${secret}» et cela ne marche pas.\n`,
  'a Spanish label': `Contraseña de aplicación: «${secret}»\nPuerto: 587\n`,
  'the connection of JavaMail': `transport.connect("mail.example.org", 587, "me", "«${secret}»");\n`,
  'name and password in one line': `login/password: me / «${secret}»\nhost: mail.example.org\n`,
};

test.each(Object.entries(forms))('the secret in %s is masked, and nothing else', (_, marked) => {
  expect(clean(marked.replace(/[«»]/g, '')).text).toBe(marked.replace(/«[^»]*»/g, '[masked]'));
});

test.each([
  'Password\nForgot your password?\n',
  'Password:\nThe field takes 32 characters.\n',
  'PASS 12 of 14 tests\n',
  'Please login with another name here.\n',
  'password: see the guide\n',
  'Password (required): not set\n',
  'The answer 334 means that the server waits for: everything\n',
  'from,to,subject\na,b,c\n',
])('%j stays as it is', (text) => {
  expect(clean(text).text).toBe(text);
});
