// Every word of the command that page and command do not share (those are in en.ts). {name} is filled in by fill().

export const help = `Will It Send: signs in to a mail server as a device would, and says what is wrong.

Usage:
  will-it-send look  --host SERVER [options]               shows what the server offers, no sign-in
  will-it-send check --host SERVER --user NAME [options]   signs in once and signs out
  will-it-send explain [--json | --jsonl] < error.txt      reads an error, a log or a returned mail, connects to nothing

Options of both:
  --host SERVER       mail server, for example mail.example.com or mail.example.com:587
  --port PORT         default 587, or 465 with implicit-tls
  --security HOW      starttls, implicit-tls (usual on 465) or none; default as usual for the port
  --ehlo NAME         name to greet with, as a device would: localhost, "Copier 2"; --ehlo= greets with
                      nothing; default this computer's address
  --old-devices       also find out whether devices of about 2009 and 2014 would get in
  --ca FILE           certificates (PEM) to trust beside the public ones
  --device ID         a device of the website; the result then leads to its settings
  --json              only the report, as one JSON object

Options of check:
  --user NAME         user name, mostly the whole mail address
  --password-stdin    read the password as one line from standard input; without it you are asked
  --mechanism NAME    one of {mechanisms};
                      with the last two the password is an access token; default auto
  --from ADDRESS      From address to ask for, if it is not the user name
  --depth HOW         login, or send: one test message to the user name itself; default login
  --allow-plaintext   with --security none: sign in although everybody on the way can read the password

Options of explain:
  --json              the explanation as one JSON object
  --jsonl             each line in is one failure as a JSON object with id, stage, host, port, security, reply
                      (a list of lines) and clientError; each line out has the id and up to three causes

  --help              this text
  --version           the version

A password is never an argument: every program on the computer could read it.

Ends with 0: it works, 1: it does not, 3: could not find out, 2: the command was called in a wrong way.
explain ends with 0: a cause was found, 3: none was.

Examples:
  will-it-send look --host mail.example.com
  will-it-send check --host mail.example.com --user scanner@example.com
  will-it-send check --host mail.example.com --user scanner@example.com --from office@example.com --depth send
  will-it-send check --host mail.example.com:465 --user scanner@example.com --password-stdin --json < password.txt
  will-it-send explain < error.txt
`;

/** How the command was called wrongly: one sentence, what was wrong and an example. */
export const usageErrors = {
  'no-command': 'say what to do, look, check or explain; for example: will-it-send look --host mail.example.com',
  'unknown-command': 'the first word must be look, check or explain; for example: will-it-send look --host mail.example.com',
  'extra-word':
    'there is a word that belongs to no option (it is not repeated here, it may be a secret); for example: will-it-send check --host mail.example.com --user scanner@example.com',
  'unknown-option': 'there is no option {option}; for example: will-it-send look --host mail.example.com --port 587',
  'password-argument':
    'a password is never taken as an argument, because every program on this computer could read it: leave it away to be asked, or pipe it in, for example: will-it-send check --host mail.example.com --user scanner@example.com --password-stdin < password.txt',
  'value-missing': '{option} needs a value behind it; for example: will-it-send check --host mail.example.com --user scanner@example.com',
  'value-unwanted': '{option} takes no value; for example: will-it-send look --host mail.example.com --json',
  'given-twice': '{option} is there twice; for example: will-it-send look --host mail.example.com --port 587',
  'only-for-check': 'a look never signs in, so it takes no {option}; for example: will-it-send look --host mail.example.com',
  'only-for-explain': '{option} belongs to explain; for example: will-it-send explain --jsonl < failures.jsonl',
  'not-for-explain': 'explain reads a text and connects to nothing, so it takes no {option}; for example: will-it-send explain < error.txt',
  'host-needed': 'the mail server is missing; for example: --host mail.example.com',
  'host-form': '--host is no server name; it has letters, digits, dashes and dots, for example: --host mail.example.com',
  'host-forbidden': '--host is an address that is never connected to (link-local or a cloud’s metadata); for example: --host 192.168.1.20',
  'host-not-of-provider':
    '{host} is not a mail server of {provider}, so the password for {provider} must not go there; its servers are {hosts}, for example: --host {example}',
  'port-form': '--port must be a number from 1 to 65535; for example: --port 587',
  'port-differs':
    'two ports were given, {first} behind the server and {second} with --port; for example: --host mail.example.com --port 587',
  'port-25': 'port 25 is for mail between servers, a device signs in on 587 or 465; for example: --port 587 (a look may use 25)',
  'security-form': '--security must be starttls, implicit-tls or none; for example: --security starttls',
  'user-needed': 'a check signs in, so it needs a user name; for example: --user scanner@example.com (will-it-send look needs none)',
  'user-form': '--user holds a control character or is longer than 320 characters; for example: --user scanner@example.com',
  plaintext:
    'without encryption everybody on the way can read the password; for example: --security starttls (add --allow-plaintext if you want it even so)',
  'mechanism-form': '--mechanism must be one of {mechanisms}; for example: --mechanism {example}',
  'from-form': '--from must be one mail address without < and >; for example: --from scanner@example.com',
  'depth-form': '--depth must be login or send; for example: --depth send',
  'depth-address':
    '--depth send sends the message to the user name itself, so --user must be a whole mail address; for example: --user scanner@example.com --depth send',
  'ehlo-form': '--ehlo holds a control character or is longer than 255 letters; for example: --ehlo scanner.example.com',
  'ca-file': '--ca names a file that cannot be read; for example: --ca company-root.pem',
  'ca-form':
    '--ca names a file without a certificate in PEM form (it begins with -----BEGIN CERTIFICATE-----); for example: --ca company-root.pem',
  'device-unknown': '--device names no device that is known here; for example: --device {example}',
  'no-terminal':
    'there is no terminal to ask for the password; pipe it in, for example: will-it-send check --host mail.example.com --user scanner@example.com --password-stdin < password.txt',
  'password-empty': 'the password is empty; for example: --password-stdin < password.txt, with the password as its first line',
  'password-long':
    'the password is longer than {bytes} bytes; for example: --password-stdin < password.txt, with the password as its first line',
  'password-not-utf8': 'the password is not in UTF-8; for example: save password.txt as UTF-8 and use --password-stdin < password.txt',
} as const;
export type UsageError = keyof typeof usageErrors;

/** What the command says where the page says it otherwise, because it runs in another place. */
export const cli = {
  name: 'will-it-send',
  usage: 'will-it-send: {sentence}',
  looking: 'A look at {host}, port {port}, {security}.',
  checking: 'A sign-in at {host}, port {port}, {security}.',
  question: 'Password of {user} for {host} (not shown): ',
  questionToken: 'Access token of {user} for {host} (not shown): ',
  plaintext: 'The password will go over the network without encryption, because you asked for it.',
  worksThen:
    'Account, password and server are fine from this network. Put exactly these values into the device: {host}, port {port}, encryption {security}.',
  blocklisted:
    'It is the address of the connection that this computer uses. Give the reply to whoever runs that connection; they can have it taken off the list.',
  lookThen: 'No password was tried yet. This signs in: {command}',
  noSuchHost: 'The name leads nowhere from this network.',
  kept: 'What was kept of this: nothing. The password was in the memory of this computer only and is gone.',
  keptLook: 'What was kept of this: nothing.',
  dialogueMark: { client: '>', server: '<' },
  pasteHere: 'Paste the error or the log, then press Enter and Ctrl+D (on Windows Ctrl+Z and Enter). Nothing of it leaves this computer.',
  saidWords: 'The words “{words}” say so.',
  noJsonLine: 'line {number} is no JSON object; for example: {"id":"1","stage":"auth","reply":["535 5.7.8 Error: authentication failed"]}',
  stopped: 'You stopped it. Nothing was found out.',
  internal: 'Something went wrong in this program itself, so nothing was found out. Your device was not tested.',
} as const;
