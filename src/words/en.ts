// Every word of the interface and every sentence of a report, by id. A second language is a second file with the same keys.
// One export a group, so that a page carries only the groups it shows. {name} is filled in by fill().

/** The forms of the look and the check. */
export const form = {
  lookTitle: 'Look at a mail server',
  lookLead: 'Start with a look. It needs no password: it shows whether the server answers, encrypts and offers a sign-in.',
  address: 'Mail address that should send',
  addressHint: 'Your provider is recognised by it. If you would rather not type it, give the mail server instead.',
  host: 'Mail server',
  hostHint: 'As your device has it, for example {example}. Not needed with a mail address above.',
  more: 'Port and encryption (optional)',
  port: 'Port',
  portHint: '587 or 465. May stay empty.',
  security: 'Encryption',
  securityHint: 'May stay as it is.',
  securities: {
    auto: 'As usual for the port',
    starttls: 'STARTTLS (usual on 587; devices often call it TLS)',
    'implicit-tls': 'TLS from the start (usual on 465; devices often call it SSL)',
    none: 'None (a look only, never a sign-in)',
  },
  securityShort: { starttls: 'STARTTLS', 'implicit-tls': 'TLS from the start', none: 'no encryption' },
  device: 'Device or program',
  deviceHint: 'Optional. The result then leads to its settings.',
  deviceNone: 'Not in the list, or I do not know',
  look: 'Look, no password needed',
  resultTitle: 'The result of the check',
  signInTitle: 'Now sign in',
  againTitle: 'Try it again',
  signInLead: 'This signs in once to {host}, port {port}, just as your device would, and signs out. It sends no mail.',
  username: 'User name',
  usernameHint: 'Mostly the whole mail address.',
  password: 'Password or app password',
  passwordHint:
    'It goes through our server to {host}, and only after the certificate there was verified. We hold it in memory for this one check and write it nowhere.',
  passwordMail: 'Your provider may mail you “a new sign-in”: that is this test.',
  appPasswordHint: '{provider} takes an app password here: {length} letters, not your normal password.',
  check: 'Sign in and check',
  change: 'Look at another server',
  working: 'Working …',
  stop: 'Stop',
  errorPrefix: 'Error: ',
  errorSummary: 'There is a problem',
  failed: 'The check could not be started: our server did not answer. Your device was not tested. Try again in a minute.',
  broken: 'The answer of our server broke off in the middle, so nothing was found out. Try again in a minute.',
} as const;

/** What is wrong with a field, in words that say what to type. */
export const fieldErrors = {
  'address-form': 'Type a whole mail address with one @, for example name@example.com.',
  'host-needed': 'Type the mail server, or a mail address by which we know it.',
  'host-unknown-provider':
    'We do not know which server sends for {domain}. Type the mail server; your provider calls it “outgoing server” or “SMTP server”.',
  'host-form': 'Type a server name such as mail.example.com: letters, digits, dashes and dots.',
  'host-literal':
    'Type the server’s name, not its number. If it is inside your office, this website cannot reach it: run Will It Send inside your network.',
  'host-inside': '{host} is a name that only your own network knows. This website cannot reach it: run Will It Send inside your network.',
  'host-not-of-provider':
    '{host} is not a mail server of {provider}. Do not type your password for {provider} there. Its servers are: {hosts}.',
  'port-form': 'Type the port as a number, 587 or 465.',
  'port-25': 'Port 25 is for mail between servers; a device signs in on 587 or 465. Choose one of these.',
  'port-closed-here': 'Port {port} is not a submission port. The check connects to {ports} only.',
  'security-form': 'Choose one of the encryption settings.',
  'username-needed': 'Type the user name, mostly the whole mail address.',
  'password-needed': 'Type the password that your device should use.',
  'too-long': 'This is longer than {max} characters. Shorten it.',
  'control-characters': 'This holds a line break or another invisible control character. Type it anew.',
  'mechanism-form':
    'This sign-in method is not known here. Use auto, PLAIN, LOGIN, SCRAM-SHA-256, SCRAM-SHA-1, CRAM-MD5, XOAUTH2 or OAUTHBEARER.',
  'from-form': 'Type one mail address for From, without < and >.',
  'ehlo-form': 'Type the name to greet with as a server name: letters, digits, dashes and dots.',
  'depth-form': 'The check signs in only (login). Sending a test message comes later.',
  'device-unknown': 'This device is not in our list. Choose one of the list, or none.',
  'ticket-wrong': 'This page is older than 30 minutes, or was made for another server. Take the look again.',
  'body-form': 'The request could not be read. Send JSON or a form with the fields of the check.',
} as const;
export type FieldError = keyof typeof fieldErrors;

/** Refusals that are no fault of a field. */
export const refusals = {
  busy: 'Many checks are running right now, so yours was not started. Your device was not tested. Try again in {seconds} seconds.',
  'too-large': 'The request is too large.',
  'not-found': 'There is nothing at this address.',
  internal: 'Something on our side went wrong. Your device was not tested.',
} as const;

/** What was changed in the input, said visibly beside the result. */
export const corrections = {
  'host-from-address': 'Server and port were taken from what we know about {provider}.',
  'host-cleaned': '“{typed}” was read as the server {host}.',
  'port-from-host': 'The {port} behind the server’s name was read as the port.',
  'port-25': 'You gave port 25. It is for mail between servers; a device signs in on {port}, so that was used.',
  'port-default': 'No port was given; {port} was used.',
  'provider-by-mx': 'Mail for {domain} is handled by {provider}.',
} as const;

/** Stages and how they ended. */
export const stages = {
  names: {
    dns: 'Look up the name',
    connect: 'Connect',
    banner: 'Greeting',
    ehlo: 'Capabilities',
    starttls: 'Switch to encryption',
    tls: 'Encryption and certificate',
    auth: 'Sign-in',
    'mail-from': 'Sender',
    'rcpt-to': 'Recipient',
    data: 'Message',
    quit: 'Goodbye',
  },
  outcomes: { ok: 'fine', refused: 'refused', 'timed-out': 'no answer in time', unclear: 'could not tell', 'not-tried': 'not tried' },
  whys: {
    'no-such-host': 'The name leads nowhere that this website can reach.',
    'lookup-failed': 'The look-up itself did not work just now.',
    'port-closed': 'The server is there, but nothing listens on this port.',
    unreachable: 'The network found no way to the server.',
    'no-answer': 'No answer came in time.',
    closed: 'The connection ended where an answer was due.',
    malformed: 'What came back is not the language of a mail server.',
    'too-long': 'The answer was longer than any mail server’s.',
    rejected: 'The server said no.',
    busy: 'The server said: not now.',
    'not-offered': 'The server does not offer it here.',
    'not-offered-before-tls': 'The server offers it in one state of encryption only.',
    'offered-only-before-tls': 'The server offered it before the encryption and no longer after it.',
    'no-common-mechanism': 'The server offers no sign-in method that is known here.',
    'mechanism-not-offered': 'The server does not offer the sign-in method that was asked for.',
    'scram-nonce': 'The server did not keep to the rules of this sign-in method, so it was stopped.',
    'scram-iterations': 'The server asked for too few or too many rounds of computing, so the sign-in was stopped.',
    'server-not-proven': 'The server did not show that it knows the password, so its answer counts for nothing.',
    injection: 'Extra bytes came with the switch to encryption. The check ended before anything secret was sent.',
    'not-secured': 'Nothing was sent, because the connection is not safe.',
    'not-verifiable': 'This place cannot verify the certificate, so nothing was sent.',
    'look-only': 'A look does not sign in.',
    unsendable: 'User name or password holds an invisible control character, so nothing was sent.',
    'ended-before': 'An earlier step ended the check.',
    unclear: 'This place cannot tell what went wrong.',
    cancelled: 'The check was stopped.',
    expired: 'The certificate has expired.',
    'not-yet-valid': 'The certificate is not valid yet.',
    'self-signed': 'The certificate was signed by the server itself.',
    'untrusted-chain': 'The certificate’s issuer is not known.',
    'other-name': 'The certificate is for another name.',
    version: 'No TLS version in common.',
    cipher: 'No cipher in common.',
    'not-tls': 'The other side did not speak TLS.',
  },
  addresses: 'Addresses: {addresses}',
  reached: 'Reached at {address}',
  offers: 'Sign-in methods: {mechanisms}',
  session: '{version}, {cipher}',
  certificateFor: 'Certificate for {names}, until {until}, from {issuer}',
  method: 'Method: {mechanism}',
  token: 'What the server says of the token: {said}',
  saslError: 'What the server calls the error: {error}',
  milliseconds: '{ms} ms',
} as const;

/** The report. */
export const report = {
  verdicts: { works: 'Works', fails: 'Does not work', 'cannot-tell': 'Could not find out' },
  target: '{host}, port {port}, {security}, on {day} at {time} UTC',
  ready: 'Ready for a sign-in',
  answers: 'Answers',
  worksLogin: 'The sign-in works: {host} took this user name and password.',
  worksLook: 'The server is ready: {host} answers, encrypts and offers a sign-in.',
  worksLookPlain: '{host} answers. Without encryption nothing more was tried.',
  worksThen:
    'Account, password and server are fine from the internet. If your device still fails, it has another value stored: type user name and password there anew, and compare: port {port}, encryption {security}.',
  worksToday: 'It works today. {change}',
  lookThen: 'No password was tried yet. Sign in below to see whether yours is accepted.',
  lookThenRefused: 'But {provider} takes no password from a device, so a sign-in with one will fail here.',
  cannotTell: 'We could not find out whether {host} takes this sign-in. That does not mean that it is broken.',
  unknownCause: 'It did not work, and what the server said fits none of the causes we know.',
  next: 'Do this next',
  who: {
    you: 'You can do this yourself.',
    administrator: 'Your administrator can do this.',
    provider: 'Your provider can do this.',
    maker: 'The maker of the device can do this.',
    nobody: 'There is nothing to mend.',
  },
  more: 'What this means, step by step',
  moreDate: 'More about this date',
  allAbout: 'All about {provider}',
  tree: 'Go on with questions and answers',
  guide: 'The guide for this',
  sure: { high: 'We are sure of this.', middle: 'This is the likely cause.', low: 'This is one possible cause.' },
  also: 'It could also be',
  said: 'The server said',
  stagesTitle: 'What we saw',
  transcript: 'The dialogue, without secrets',
  transcriptNote: 'Passwords were left out when this was written.',
  client: 'we',
  server: 'server',
  kept: 'What our server kept of this: nothing. It held the password in memory for {seconds} seconds, then it was gone.',
  keptShortly: 'What our server kept of this: nothing. It held the password in memory for less than a second, then it was gone.',
  keptInField: 'In the field below it stays, masked, until you leave this page, at most five minutes.',
  keptLook: 'What our server kept of this: nothing.',
  removeAppPassword: 'If you made an app password only for this test, remove it at {page}.',
  corrected: 'How we read your input',
  known: 'What we know about {provider}',
  onDevice: 'Where these values go: {device}',
  stopped: 'You stopped it. Nothing was found out.',
  contactTitle: 'Rather have someone do it?',
} as const;

/** Advice beside the verdict, by id. */
export const advice = {
  'names-in-certificate': 'The certificate is for {names}. If your provider gives that name for the server, type it as the mail server.',
  'works-today': '{change}',
} as const;

/** The search. */
export const find = {
  title: 'Search',
  label: 'Search: device, provider or error',
  button: 'Search',
  best: 'Best matches: {count}',
  none: 'Nothing here has “{question}”. Try one word of it, the maker of the device, or the name of the mail server.',
  empty: 'Type a device, a provider, a server name, an error code or a few words.',
  kinds: {
    guide: 'guide',
    provider: 'provider',
    device: 'device',
    cause: 'cause',
    tree: 'questions and answers',
    change: 'dated change',
    page: 'page',
  },
} as const;
