// What the practice server says, as named parts that are put together. Data only: session.ts reads it, server.ts gives it a socket.
// The words of real providers are verbatim from public issue threads, named beside them; session ids and server names in them are masked.

/** A reply as its lines go over the wire, code and separator included. `{host}` becomes the name of the server. */
export type ReplyLines = readonly string[];

/** One answer to a sign-in. The first whose `when` fits is given. */
export interface SignInAnswer {
  /** app-password: the account with its app password, with or without spaces, or with its token · known-user: the account, whatever the password · anything. */
  when: 'app-password' | 'known-user' | 'anything';
  reply: ReplyLines;
}

/**
 * One answer to EHLO. The first whose `when` fits is given; where none does, the name is taken.
 * nothing: EHLO alone · no-name: a blank or another sign that no host name has · one-word: `localhost` and its like, without a dot.
 */
export interface GreetingAnswer {
  when: 'nothing' | 'no-name' | 'one-word';
  reply: ReplyLines;
}

/** One answer to MAIL FROM of somebody who has signed in. The first whose `when` fits is given. */
export interface SenderAnswer {
  /** own: the address that is the user name · anything. */
  when: 'own' | 'anything';
  reply: ReplyLines;
}

export interface Account {
  username: string;
  /** Written without spaces; taken with them, as Gmail's server does. */
  appPassword: string;
  /** The access token that XOAUTH2 and OAUTHBEARER take. Left out: none. */
  token?: string;
}

export interface Behaviour {
  /** Empty: the server accepts connections and never says a word. */
  greeting: ReplyLines;
  /** Greetings that are not taken. Default: every one is. */
  ehlo: readonly GreetingAnswer[];
  /** EHLO keywords beside STARTTLS and AUTH. */
  keywords: readonly string[];
  starttls: {
    offered: boolean;
    reply: ReplyLines;
    /** Bytes that follow the reply before TLS, as an attacker on the way would put them (RFC 3207 §5). Default none. */
    injected?: string;
  };
  /** SASL mechanisms, announced only where TLS protects the connection (RFC 4954 §4). Empty: sign-in is not offered. */
  mechanisms: readonly ('PLAIN' | 'LOGIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-1' | 'CRAM-MD5' | 'XOAUTH2' | 'OAUTHBEARER')[];
  account: Account;
  signIn: readonly SignInAnswer[];
  /** What is told of a token that is not taken (RFC 7628 §3.2.2). */
  oauthError: { status: string; schemes?: string; scope?: string };
  mailFrom: readonly SenderAnswer[];
  rcptTo: ReplyLines;
  /** What is said when the message is there. */
  data: ReplyLines;
}

/** The account of every practice host. `normalPassword` is what a person would sign in to a web page with; no host takes it. */
export const practiceAccount = {
  username: 'scanner@practice.test',
  appPassword: 'abcdefghijklmnop',
  token: 'practice.token-0123456789_abcdefghij~ABCDEFGHIJ',
  normalPassword: 'correct horse',
} as const;

export const greetings = {
  plain: ['220 {host} ESMTP'],
  silence: [],
} as const satisfies Record<string, ReplyLines>;

export const signInReplies = {
  accepted: ['235 2.7.0 Accepted'],
  /** Postfix with a SASL back end (github.com/nextcloud/server, issue 14604). */
  wrong: ['535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6'],
  /** Google (github.com/angelos3lex/react-native-smtp-mailer, issue 40). */
  wrongAtGoogle: [
    '535-5.7.8 Username and Password not accepted. Learn more at',
    '535 5.7.8  https://support.google.com/mail/?p=BadCredentials 0000000000-practice.0 - gsmtp',
  ],
  /** Google (github.com/Der-Henning/tgtg, issue 517). */
  appPasswordRequired: [
    '534-5.7.9 Application-specific password required. For more information, go to',
    '534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor 0000000000-practice.0 - gsmtp',
  ],
  /** Microsoft (github.com/simonrob/email-oauth2-proxy, issue 193). */
  disabledForTenant: [
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [XXXXXXXXXXXXXXX.namprd00.prod.outlook.com 2026-01-01T00:00:00.000Z 0000000000000000]',
  ],
} as const satisfies Record<string, ReplyLines>;

export const greetingReplies = {
  /** Exim (github.com/jens-maus/yam, issue 325). */
  notAName: ['501 Syntactically invalid EHLO argument(s)'],
  /** Postfix that does not wait for the recipient with this (github.com/chatmail/core, issue 1847); the name in it is left out. */
  oneWord: ['504 5.5.2 Helo command rejected: need fully-qualified hostname'],
} as const satisfies Record<string, ReplyLines>;

export const senderReplies = {
  accepted: ['250 2.1.0 Ok'],
  /** Yandex (github.com/splitbrain/dokuwiki-plugin-smtp, issue 38). */
  notOwned: ['553 5.7.1 Sender address rejected: not owned by auth user.'],
} as const satisfies Record<string, ReplyLines>;

/** A server that works: STARTTLS, PLAIN and LOGIN, the account with its app password, nobody else. Tests override only what they care about. */
export const works: Behaviour = {
  greeting: greetings.plain,
  ehlo: [],
  keywords: ['PIPELINING', 'SIZE 10485760', '8BITMIME', 'ENHANCEDSTATUSCODES'],
  starttls: { offered: true, reply: ['220 2.0.0 Ready to start TLS'] },
  mechanisms: ['PLAIN', 'LOGIN'],
  account: practiceAccount,
  signIn: [
    { when: 'app-password', reply: signInReplies.accepted },
    { when: 'anything', reply: signInReplies.wrong },
  ],
  // Google's words (developers.google.com/gmail/imap/xoauth2-protocol).
  oauthError: { status: '400', schemes: 'Bearer', scope: 'https://mail.practice.test/' },
  mailFrom: [{ when: 'anything', reply: senderReplies.accepted }],
  rcptTo: ['250 2.1.5 Ok'],
  // As Postfix says it, with an id that is nobody's.
  data: ['250 2.0.0 Ok: queued as 4PRACT1CE0'],
};

/** By cause (src/content/causes): how the practice host of that name differs from one that works. */
export const behaviours = {
  'auth-wrong-password': { signIn: [{ when: 'anything', reply: signInReplies.wrongAtGoogle }] },
  'auth-app-password-required': {
    signIn: [
      { when: 'app-password', reply: signInReplies.accepted },
      { when: 'known-user', reply: signInReplies.appPasswordRequired },
      { when: 'anything', reply: signInReplies.wrongAtGoogle },
    ],
  },
  'auth-basic-disabled-tenant': { signIn: [{ when: 'anything', reply: signInReplies.disabledForTenant }] },
  'auth-not-offered': { mechanisms: [] },
  'starttls-not-offered': { starttls: { offered: false, reply: [] } },
  'no-greeting': { greeting: greetings.silence },
  'ehlo-name-rejected': {
    ehlo: [
      { when: 'nothing', reply: greetingReplies.notAName },
      { when: 'no-name', reply: greetingReplies.notAName },
      { when: 'one-word', reply: greetingReplies.oneWord },
    ],
  },
  'sender-not-allowed': {
    mailFrom: [
      { when: 'own', reply: senderReplies.accepted },
      { when: 'anything', reply: senderReplies.notOwned },
    ],
  },
} as const satisfies Record<string, Partial<Behaviour>>;
