// The words of the search for a domain's mail settings, and of a request that came by a name that is not ours.

export const wrongHost =
  'This website answers at {site} only. Open it there. If it is yours and this is its address, set SITE_URL to it.' as const;

/** What is wrong with the field, in words that say what to type. */
export const discoverErrors = {
  'domain-needed': 'Type the part of the mail address behind the @, for example example.com.',
  'domain-address': 'Type only the part behind the @. The part before it is not needed here, so it was not used.',
  'domain-form': 'Type a domain such as example.com: letters, digits, dashes and dots.',
  'domain-inside': 'This is a name that only your own network knows, or nobody. Type the domain of a mail address.',
  'domain-opted-out':
    'The owner of this domain asked that this website does not look for its settings, so it did not. Ask your provider for them.',
  'body-form': 'The request could not be read. Send JSON or a form with the field domain.',
} as const;
export type DiscoverError = keyof typeof discoverErrors;

/** A server that somebody may look at: of our facts, or as a suggestion. */
export const suggested = {
  title: 'Suggested by DNS, not verified',
  why: 'This is what {domain} publishes about itself. We know nothing about it. Whoever controls the domain can name any server there, so compare the name below with what your provider or your administrator gave you before you type a password.',
  server: '{host}, port {port}, {security}',
  usernames: { address: 'User name: the whole mail address.', 'local-part': 'User name: the part before the @.' },
  sources: {
    file: 'From our facts about the provider.',
    mx: 'From our facts about the provider that takes the mail of this domain (MX).',
    srv: 'From the domain’s service records (SRV).',
    autoconfig: 'From the settings file of the domain (autoconfig).',
  },
  look: 'Look at {host}',
  confirm: 'I have compared it: look at {host}',
  other: 'Is none of these the one you were given? Then type the mail server instead.',
} as const;

/** The search itself. */
export const discover = {
  title: 'Find the mail server of a domain',
  lead: 'Type what stands behind the @ of the mail address. We look into our own facts first, then at what the domain publishes.',
  domain: 'Domain',
  domainHint: 'Only the part behind the @, for example example.com.',
  find: 'Find',
  foundTitle: 'Mail settings for {domain}',
  known: 'Mail of {domain} is with {provider}.',
  ours: 'Servers of our facts',
  noServer: 'Mail of {domain} is with {provider}, for which we know no server that takes a sign-in.',
  nothing: 'We found no settings for {domain}.',
  saysNone: '{domain} says of itself that no mail is handed in there.',
  couldNotTell: 'A look-up did not work just now, so there may be settings that we did not see. Try again in a minute.',
  notHere: 'The settings file of the domain was not looked for, because this place cannot do that safely.',
  nothingThen: 'Ask your provider or your administrator for the “outgoing server” or “SMTP server”, and type it as the mail server.',
  typeServer: 'Type the mail server',
  again: 'Another domain',
} as const;
