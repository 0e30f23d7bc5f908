// Every word of the pages themselves: the frame, the lists, the labels around facts. Forms and reports are in en.ts.

/** The frame around every page. */
export const site = {
  name: 'Will It Send',
  tagline: 'Gets copiers, programs and other devices sending mail again',
  skip: 'Skip to the content',
  mainNav: 'Main',
  footNav: 'More pages',
  crumbs: 'Where you are',
  home: 'Home',
  nav: { fix: 'Fix it', 'set-up': 'Set it up', check: 'Test it', guides: 'Guides', changes: 'Changes' },
  foot: {
    providers: 'Providers',
    devices: 'Devices and programs',
    explain: 'Explain an error text',
    causes: 'Causes, one by one',
    codes: 'Codes on devices',
    command: 'Test from inside your own network',
    about: 'About',
    'about/run-it': 'Run it yourself',
    privacy: 'Privacy',
    'about/checks': 'For owners of mail servers',
    'acceptable-use': 'Acceptable use',
    data: 'Sources and data',
  },
  /** By which other words people look for such a page. */
  found: {
    explain: ['paste', 'log', 'bounce', 'transcript', 'stack trace', 'error message', 'log cleaner', 'remove passwords'],
    codes: ['error code', 'fault code', 'panel', 'display', 'job log'],
    command: ['command line', 'firewall', 'port blocked', 'PowerShell', 'Test-NetConnection', 'telnet', 'netcat', 'download'],
    'about/run-it': ['self-host', 'install', 'Docker', 'Cloudflare Workers', 'Redis', 'server of my own'],
  },
  built: 'Built for {day}. What this page says of dates is right on that day.',
  runBy: 'Run by {name}.',
  legalNotice: 'Legal notice',
  checked: 'Checked on {day}',
  minutes: 'about {minutes} minutes',
  sources: 'Sources',
  sourcesChecked: 'Sources, checked on {day}',
  contents: 'On this page',
  table: 'Table, may be wider than the screen',
  more: 'More about this date',
  accordingTo: 'according to others',
  notConfirmed: 'not confirmed',
  notFound: 'There is no page at this address',
  notFoundLead: 'The address may be mistyped, or the page has another name now. Search for it, or take one of the three doors.',
} as const;

/** The operator's contact. */
export const contact = {
  title: 'Rather have someone do it?',
  labels: {
    name: 'Who',
    price: 'What it costs',
    phone: 'Telephone',
    hours: 'When',
    form: 'Request form',
    email: 'Mail',
    legalNotice: 'Legal notice',
    abuse: 'For owners of mail servers',
    serverPlace: 'Where the check runs',
  },
} as const;

/** The home page. */
export const home = {
  title: 'Get your device sending mail again',
  description:
    'Guides, questions and a real sign-in check for copiers, ERP programs, NAS boxes and anything else that sends mail through an account.',
  lead: 'For the copier, the ERP program, the NAS: find out why it no longer sends, which setting to change, and whether the account works.',
  doors: [
    { href: '/fix/', name: 'Fix it', line: 'It used to send, or it says “failed”. A few questions lead to the one thing to change.' },
    {
      href: '/set-up/',
      name: 'Set it up',
      line: 'Server, port, encryption and password for your provider, field by field on your device.',
    },
    { href: '/check/', name: 'Test it', line: 'A look without a password first. Then one real sign-in, and what it means.' },
  ],
  paste: 'Have the whole error, a log or a returned mail? Paste it, and it is explained in your browser',
  doorsTitle: 'Where do you want to start?',
  soon: 'What changes soon',
  lately: 'What has just changed',
  allChanges: 'All dated changes',
  password: 'Your password is held in memory for one check, written nowhere, and sent to nobody but your mail server.',
  passwordMore: 'What happens to a password',
} as const;

/** Lists and pages of guides. */
export const guidePages = {
  title: 'Guides',
  description: 'Step by step: app passwords, Google, Microsoft, ports and encryption, and what to type into your device.',
  lead: 'Each guide says what you will have at the end, what you need before you start, and how to see that it works.',
} as const;

/** Questions and answers. */
export const treePages = {
  title: 'Fix it',
  description: 'A few questions lead to the one thing to do, and to who can do it.',
  lead: 'Answer a few questions. Each ends in one thing to do, who can do it, and how to see that it worked.',
  also: 'Other ways in',
  causes: 'You know the error already: all causes',
  check: 'You have the settings at hand: test them',
  questions: '{questions} questions, {outcomes} answers',
  start: 'The first question',
  how: 'How to find out',
  answers: 'Your answer',
  soFar: 'Your answers so far',
  change: 'Change',
  changeHint: 'the answer to: {ask}',
  map: 'The whole tree as a map',
  mapTitle: 'Map: {tree}',
  mapDescription: 'All questions and ends of “{tree}” on one sheet, as a drawing and as a list.',
  mapLead: 'All questions and all ends. Every box leads to its page.',
  mapDesc: 'The drawing goes from left to right. It starts with the question “{start}”. The same is written as a list below it.',
  mapScroll: 'Drawing of the tree, may be wider than the screen',
  mapList: 'The same as a list',
  what: 'Do this',
  who: 'Who can do it',
  approve: 'Who must approve it',
  cost: 'What it costs',
  verify: 'How to see that it worked',
  otherwise: 'If it did not',
  guide: 'The guide with the steps',
  cause: 'What is behind it',
  dated: 'This depends on a date',
  again: 'Start again',
} as const;

/** Dated changes. */
export const changePages = {
  title: 'What changes when',
  description: 'Dated changes at mail providers that stop devices from sending: what ends, when, and what to do.',
  lead: 'In the words that are right on {day}.',
  ahead: 'Still to come',
  past: 'Has happened',
  guide: 'What to do',
} as const;

/** Set it up. */
export const setUpPages = {
  title: 'Set it up',
  description: 'Pick what sends and who takes the mail, and find every setting for both.',
  lead: 'Two things decide what you type: what sends, and whose mailbox it sends from.',
  devices: 'What sends',
  providers: 'Whose mailbox',
  guides: 'Both together, step by step',
} as const;

/** The check. */
export const checkPage = {
  title: 'Test it',
  description: 'Look at a mail server without a password, then sign in once for real, and read what it means.',
} as const;

/** The test from inside a network: lines for a terminal, and the command. */
export const commandPage = {
  systems: { windows: 'Windows, in PowerShell', unix: 'macOS, Linux' },
  reach: 'Does it get through?',
  greeting: 'Does the mail server itself answer?',
  place: '{host}, port {port}, {security}',
  download: 'Download {name}',
  about: 'Version {version}, {kilobytes} kB. It runs where Node {node} or later does; `node --version` shows what you have.',
  hash: 'SHA-256 of the file. What your computer says of the one that arrived must be the same:',
  compare: 'On',
} as const;

/** The page about running a copy of the site. */
export const runIt = {
  otherwise: 'Without it: {otherwise}.',
  on: { Node: 'on Node only', Workers: 'on Workers only' },
  limit: 'Name',
  most: 'At most',
} as const;
