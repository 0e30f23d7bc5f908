// The words of the forms: what stands in them, what is wrong with what was typed, and how it was read. en.ts hands them on; {name} is filled in by
// fill().

/** The forms of the look and the check. */
export const form = {
  lookTitle: 'Look at a mail server',
  lookLead: 'Start with a look. It needs no password: it shows whether the server answers, encrypts and offers a sign-in.',
  address: 'Mail address that should send',
  addressHint: 'Your provider is recognised by it. If you would rather not type it, give the mail server instead.',
  host: 'Mail server',
  hostHint: 'As your device has it, for example mail.example.com. Not needed with a mail address above.',
  more: 'Port, encryption, old devices (optional)',
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
  oldDevices: 'Also find out whether an old device would get in',
  oldDevicesHint: 'Tries to agree on encryption as devices of about 2009, of about 2014 and of today do. Takes a little longer.',
  device: 'Device or program',
  deviceHint: 'Optional. The result then leads to its settings.',
  deviceNone: 'Not in the list, or I do not know',
  look: 'Look, no password needed',
  resultTitle: 'The result of the check',
  signInTitle: 'Now sign in',
  againTitle: 'Try it again',
  signInLead:
    'This signs in once to {host}, port {port}, just as your device would, and signs out. It sends no mail unless you ask for a test message below.',
  username: 'User name',
  usernameHint: 'Mostly the whole mail address.',
  password: 'Password or app password',
  passwordHint:
    'It goes through our server to {host}, and only after the certificate there was verified. We hold it in memory for this one check and write it nowhere.',
  passwordMail: 'Your provider may mail you “a new sign-in”: that is this test.',
  appPasswordHint: '{provider} takes {called} here{shape}, not your normal password.',
  appPasswordMaybe: 'With two-step sign-in on, {provider} takes only {called} here{shape}.',
  appPasswordShape: ' ({length} characters)',
  appPasswordMake: 'Make {called}',
  moreSignIn: 'More: From address, test message, name of the device (optional)',
  from: 'From address',
  fromHint: 'Only if it differs from the user name. The server then says whether this account may send from it.',
  send: 'Also send one test message to my own address',
  sendHint: 'It goes to the user name, which must be a whole mail address for that, and to nobody else.',
  ehlo: 'Name that the device greets with',
  ehloHint: 'In the device’s menu mostly “host name” or “device name”. Left empty, this website greets with its own name.',
  nameless: 'The device has no name: greet with nothing',
  check: 'Sign in and check',
  change: 'Look at another server',
  working: 'Working …',
  stop: 'Stop',
  errorPrefix: 'Error: ',
  errorSummary: 'There is a problem',
  failed: 'The check could not be started: our server did not answer. Your device was not tested. Try again in a minute.',
  broken: 'The answer of our server broke off in the middle, so nothing was found out. Try again in a minute.',
} as const;

/** What the page sees of a password before it is sent; none of it names a letter of it. */
export const firstAid = {
  title: 'Before you send it:',
  held: 'Not sent yet. Look at this first; the next press sends it as it is.',
  mended: 'Done. Nothing else stands out.',
  private: 'Your browser found this by itself. Nothing was sent for it.',
  make: 'Make {called}',
  findings: {
    invisible: 'It holds a sign that nobody can see. Copying from a page or a mail often brings one along.',
    'outer-blanks': 'There is a blank before or behind it. Copying often brings one along.',
    'group-blanks': 'It is written in groups. The blanks between them are for reading and are mostly no part of it.',
    'inner-blanks': 'There is a blank in it. If you did not choose it yourself, it is hardly part of the password.',
    'odd-blanks': 'It holds a blank that no key types, as pages and mails have them.',
    'smart-quotes': 'It holds a curly quote or a long dash, which a word processor makes out of the plain one.',
    'non-ascii':
      'It holds a letter with an accent or another sign beyond plain English ones. Many devices send that wrongly: choose another password.',
    'not-app-password':
      'This looks like your normal password for {provider}, or one mistyped. {provider} refuses that here: make {called}.',
    'too-long': 'The password field of {device} takes {max} characters, and this is longer: the device will cut it.',
  },
  offers: {
    invisible: 'Use it without the unseen sign',
    'outer-blanks': 'Use it without the blank',
    'group-blanks': 'Use it without the blanks',
    'inner-blanks': 'Use it without the blank',
    'odd-blanks': 'Use it with plain blanks',
    'smart-quotes': 'Use it with plain signs',
  },
} as const;

/** What is wrong with a field, in words that say what to type. */
export const fieldErrors = {
  'address-form': 'Type a whole mail address with one @, for example name@example.com.',
  'host-needed': 'Type the mail server, or a mail address by which we know it.',
  'host-unknown-provider':
    'We do not know which server sends for {domain}. Type the mail server; your provider calls it “outgoing server” or “SMTP server”.',
  'host-form': 'Type a server name such as mail.example.com: letters, digits, dashes and dots.',
  'host-literal':
    'Type the server’s name, not its number. If it is inside your office, this website cannot reach it: use the command (“Test from inside your own network”, at the foot of this page).',
  'host-inside':
    '{host} is a name that only your own network knows. This website cannot reach it: use the command (“Test from inside your own network”, at the foot of this page).',
  'host-opted-out':
    'The owner of {host} asked on {since} that this website does not connect to it, so it did not. Run the check from your own network instead: see the page “Test from inside your own network”.',
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
  'from-form': 'Type one mail address for From, for example scanner@example.com, without < and >.',
  'ehlo-form': 'Type the name to greet with in one line, without invisible control characters, and not longer than 255 letters.',
  'ehlo-twice': 'Type the name that the device greets with, or say that it has none, not both.',
  'greeting-form': 'The greeting is “nothing”, or is left away.',
  'depth-form': 'The depth is “login” (sign in only) or “send” (one test message as well).',
  'depth-address': 'A test message goes to the user name itself, so the user name must be a whole mail address for that.',
  'peek-form': 'The peek is “old-devices”, or is left away.',
  'device-unknown': 'This device is not in our list. Choose one of the list, or none.',
  'body-form': 'The request could not be read. Send JSON or a form with the fields of the check.',
} as const;
export type FieldError = keyof typeof fieldErrors;

/** Refusals that are no fault of a field. */
export const refusals = {
  'too-large': 'The request is too large.',
  'not-found': 'There is nothing at this address.',
  internal: 'Something on our side went wrong. Your device was not tested.',
  stopping: 'This website is just being restarted, so nothing was begun. Your device was not tested. Try again in a minute.',
  stopped:
    'This website was shut down before this was done, so nothing was found out: your device was not tested. A sign-in that was under way may have reached the mail server. Try again in a minute.',
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
