// Is this the name of a setting that holds a secret? Told from its words, however they are joined: SMTP_PASS, smtpPassword, mail.smtp.password.

const secretWords = new Set(
  (
    'pass passe passw pword password passwords passwd passwds passwort passworts passphrase passcode pwd pswd psw pw secret secrets token tokens apikey apikeys authpass ' +
    'kennwort contraseña contrasena clave senha wachtwoord mdp motdepasse lösenord losenord adgangskode passord hasło haslo parola salasana jelszó jelszo heslo пароль 密码 密碼 パスワード 암호 비밀번호 ' +
    'jwt apitoken authtoken authkey'
  ).split(' '),
);
const endings = /(?:password|passwd|passwort|kennwort|passphrase|secret|apikey|token|pwd|pass|authkey|secretkey|privatekey|accesskey)$/;
const noEndings = /^(?:bypass|compass|trespass|surpass|encompass|overpass|underpass)$/;
/** What makes a key a secret one. */
const beforeKey = new Set(
  'api access secret private auth account smtp mail email signing encryption shared server subscription master service app client license relay sasl'.split(
    ' ',
  ),
);
const openKeys = new Set(
  'public primary foreign sort cache partition index host registry object unique foreign message row lookup routing idempotency translation'.split(
    ' ',
  ),
);
/** Words behind that change nothing. */
const neutral =
  /^(?:value|plain|plaintext|text|string|str|raw|v|new|old|current|confirm|confirmation|confirmed|again|repeat|base64|b64|encoded|literal|\d+)$/;
const flags = new Set(['-ap', '--ap', '-xp', '-pw', '-pass', '-password', '-passwd', '-passin', '-passout', '-authpass']);

/** Any sign of a secret's name; a quick look before the exact one. */
const stem =
  /pass|pw|psw|pswd|secret|token|key|kennwort|contrase|pword|salt|clave|senha|wachtwoord|mdp|senord|adgangskode|hasło|haslo|parola|salasana|jelsz|heslo|пароль|密码|密碼|パスワード|암호|비밀번호|jwt|^-{1,2}[ax]p$/i;
const longest = 150;

/** `smtpPassword2` as `smtp password 2`. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** true: what is set to it is secret. `-ap` and the like are names of arguments. */
export function isSecretName(name: string): boolean {
  if (name.length > longest || !stem.test(name)) return false;
  if (flags.has(name.toLowerCase())) return true;
  const words = wordsOf(name);
  while (words.length > 1 && neutral.test(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1) ?? '';
  if (secretWords.has(last)) return true;
  if (last.length > 4 && endings.test(last)) return !noEndings.test(last);
  if (last !== 'key' && last !== 'keys' && last !== 'salt') return false;
  const before = words.at(-2) ?? '';
  return beforeKey.has(before) || (before !== '' && !openKeys.has(before) && name === name.toUpperCase() && /[A-Z]/.test(name));
}

/** Such short names also stand in front of plain numbers: `pass: 12` in a test result. */
export const isCounter = (name: string, value: string): boolean =>
  /^(?:pass|pw|tokens?|(?:[\w.]+[._-])?tokens)$/i.test(name) && /^\d{1,3}$/.test(value);
