// What programs say where a mail server said nothing that can be quoted, or beside it: words and numbers, the stage they speak of, and how it ended.
// A table to be mended by anybody: the first row whose words stand in the line counts; letter case does not matter.

export interface Tell {
  /** Any of these, as a whole or a part of the line. */
  words: string[];
  stage: string;
  outcome: 'refused' | 'timed-out' | 'unclear';
  /** The check's own code for the same end (src/smtp/events.ts). */
  why?: string;
  /** true: only a frame around something that says more. */
  frame?: true;
}

const refused = 'refused' as const;
const late = 'timed-out' as const;

/** Words of a row are parted by a bar. */
const written: (Omit<Tell, 'words'> & { words: string })[] = [
  // The certificate
  { words: 'not yet valid | not_yet_valid | certificate is not yet valid', stage: 'tls', outcome: refused, why: 'not-yet-valid' },
  {
    words: 'certificate has expired | cert_has_expired | certificate expired | notafter | has expired or is not yet valid | 0x800b0101',
    stage: 'tls',
    outcome: refused,
    why: 'expired',
  },
  {
    words: 'self signed | self-signed | depth_zero_self_signed | verify error:num=18 | verify error:num=19 | selfsigned',
    stage: 'tls',
    outcome: refused,
    why: 'self-signed',
  },
  {
    words:
      "altname | hostname mismatch | certificate is valid for | remotecertificatenamemismatch | did not match expected cn | no subject alternative | no name matching | doesn't match | name does not match | 0x800b010f | 0x80090322 | not valid for",
    stage: 'tls',
    outcome: refused,
    why: 'other-name',
  },
  {
    words:
      'unable to get local issuer | unable to get issuer | unable to verify the first certificate | unable_to_verify_leaf | pkix path | unknown ca | unknown authority | remotecertificatechainerrors | certificate verify failed | certificate_verify_failed | partialchain | untrustedroot | 0x800b0109 | not trusted | verify error:num=20 | verify error:num=21 | remote certificate is invalid | trust anchor | certpathvalidator',
    stage: 'tls',
    outcome: refused,
    why: 'untrusted-chain',
  },
  // The handshake
  {
    words:
      'wrong version number | wrong_version_number | first record does not look like | unsupported or unrecognized ssl message | unrecognized ssl message | unknown protocol | http request | plaintext connection? | packet length too long',
    stage: 'tls',
    outcome: refused,
    why: 'not-tls',
  },
  {
    words:
      'unsupported protocol | unsupported_protocol | alert protocol version | protocol_version | no appropriate protocol | version too low | tlsv1 alert | no protocols available | server selected unsupported protocol',
    stage: 'tls',
    outcome: refused,
    why: 'version',
  },
  {
    words:
      'dh key too small | dh_key_too_small | no shared cipher | handshake failure | handshake_failure | no cipher | sigalg | legacy renegotiation | ee key too small | no common algorithm',
    stage: 'tls',
    outcome: refused,
    why: 'cipher',
  },
  { words: '0x800ccc1a | 0x800ccc7d', stage: 'tls', outcome: 'unclear', why: 'unclear' },
  {
    words:
      'closed connection during handshake | terminated the handshake | before secure tls connection | unexpected eof while reading | connection reset during handshake',
    stage: 'tls',
    outcome: 'unclear',
    why: 'closed',
  },
  // The name
  {
    words:
      'eai_again | temporary failure in name resolution | erefused | eservfail | servfail | try again later (dns) | wsatry_again | 11002 | querya etimeout | querya econnrefused | querymx | edns',
    stage: 'dns',
    outcome: 'unclear',
    why: 'lookup-failed',
  },
  {
    words:
      "enotfound | name or service not known | nodename nor servname | no such host | host is unknown | unknownhost | unknown host | could not resolve | couldn't resolve | could not be resolved | getaddrinfo | gethostby | nxdomain | host not found | 11001 | 11004 | 0x800ccc0d | nameresolutionfailure | cannot locate smtp | unable to find host | pingsucceeded : false name resolution",
    stage: 'dns',
    outcome: refused,
    why: 'no-such-host',
  },
  // The connection
  {
    words: 'greeting never received | no greeting | got eof from server before | lost connection with initial greeting',
    stage: 'banner',
    outcome: late,
    why: 'no-answer',
  },
  {
    words: 'econnrefused | connection refused | actively refused | 10061 | refused the connection | connection was refused',
    stage: 'connect',
    outcome: refused,
    why: 'port-closed',
  },
  {
    words:
      'enetunreach | ehostunreach | network is unreachable | no route to host | 10051 | 10065 | network unreachable | errno=113 | errno=101',
    stage: 'connect',
    outcome: 'unclear',
    why: 'unreachable',
  },
  {
    words:
      'etimedout | connection timed out | connection timeout | connect timed out | i/o timeout | operation timed out | 10060 | tcptestsucceeded : false | esockettimedout | 0x800ccc19 | did not properly respond after a period | timed out waiting | timed out | connect: timeout | (110)',
    stage: 'connect',
    outcome: late,
    why: 'no-answer',
  },
  { words: '0x800ccc0e | 0x800ccc15 | 0x80042108 | 0x80042109 | 0x8004210b', stage: 'connect', outcome: 'unclear', why: 'unclear' },
  {
    words:
      '0x800ccc0f | connection closed by foreign host | connection unexpectedly closed | socket hang up | econnreset | connection reset | 10054 | 10053 | connection was closed | remote host closed | server closed the connection',
    stage: 'banner',
    outcome: 'unclear',
    why: 'closed',
  },
  {
    words: 'while performing the helo | while performing the ehlo | ehlo not accepted | helo not accepted | smtpheloerror',
    stage: 'ehlo',
    outcome: refused,
    why: 'rejected',
  },
  // Encryption
  {
    words:
      "does not support starttls | starttls extension not supported | starttls not supported | starttls is required but | doesn't support starttls | not support secure connections | starttls not offered | mustissuestarttls",
    stage: 'starttls',
    outcome: refused,
    why: 'not-offered',
  },
  // Sign-in
  { words: '0x800ccc78', stage: 'mail-from', outcome: refused, why: 'rejected' },
  { words: '0x800ccc79', stage: 'rcpt-to', outcome: refused, why: 'rejected' },
  {
    words: '0x800ccc80 | 0x800ccc81 | 0x800ccc18 | 0x800ccc92 | 0x800ccc90 | 0x8004011d',
    stage: 'auth',
    outcome: refused,
    why: 'rejected',
  },
  {
    words:
      "auth extension not supported | does not support authentication | doesn't support auth | authentication not supported | authentication not enabled",
    stage: 'auth',
    outcome: 'unclear',
    why: 'not-offered',
  },
  {
    words:
      'no suitable authentication | no mechanism available | no authentication mechanisms | no supported authentication | unsupported authentication mechanism',
    stage: 'auth',
    outcome: 'unclear',
    why: 'no-common-mechanism',
  },
  { words: 'unencrypted connection', stage: 'auth', outcome: 'unclear', why: 'not-offered-before-tls' },
  {
    words: 'requires a secure connection or the client was not authenticated | client was not authenticated | client not authenticated',
    stage: 'mail-from',
    outcome: refused,
    why: 'rejected',
  },
  { words: 'access token | invalid_grant | invalid_request | aadsts | invalid_client', stage: 'auth', outcome: refused, why: 'rejected' },
  {
    words:
      'could not authenticate | invalid login | authentication failed | authentication failure | authentication unsuccessful | failed to authenticate | smtpauthenticationerror | authenticationfailedexception | authenticationexception | eauth | smtpclientauthentication | basic authentication | error authenticating | unable to authenticate | incorrect authentication | login failed | authenticator',
    stage: 'auth',
    outcome: refused,
    why: 'rejected',
  },
  // Sender, recipient, message
  {
    words: 'smtpsenderrefused | sender address rejected | send as this sender | sendasdenied | mail from command failed',
    stage: 'mail-from',
    outcome: refused,
    why: 'rejected',
  },
  {
    words: 'smtprecipientsrefused | recipient address rejected | recipients failed | smtpaddressfailed | rcpt to command failed',
    stage: 'rcpt-to',
    outcome: refused,
    why: 'rejected',
  },
  { words: 'submission rate | sending limit | too many messages', stage: 'rate', outcome: refused, why: 'rejected' },
  {
    words: 'smtpdataerror | data not accepted | message size | smtpsendfailed | data command failed | not yet activated',
    stage: 'data',
    outcome: refused,
    why: 'rejected',
  },
  // Frames
  {
    words:
      'could not convert socket to tls | tls upgrade | ssl operation failed | cannot make ssl connection | ssl routines | sslhandshakeexception | unable to connect with tls | enable_crypto | tls handshake | secure channel | [ssl: | sslexception',
    stage: 'tls',
    outcome: 'unclear',
    why: 'unclear',
    frame: true,
  },
  {
    words:
      "smtp connect() failed | failed to connect to server | could not connect to | couldn't connect to host | mailconnectexception | connection could not be established | unable to connect | network_failure | esocket | econnection | could not be established",
    stage: 'connect',
    outcome: 'unclear',
    why: 'unclear',
    frame: true,
  },
];

export const tells: Tell[] = written.map(({ words, ...rest }) => ({ ...rest, words: words.split(' | ') }));

const isNumber = /^\d+$/;
const compiled = tells.map((tell) => ({
  tell,
  pattern: new RegExp(
    tell.words.map((word) => (isNumber.test(word) ? `\\b${word}\\b` : word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))).join('|'),
  ),
}));
/** One look before the many: most lines of a log tell nothing. */
const any = new RegExp(compiled.map(({ pattern }) => pattern.source).join('|'));

/** Further reasons of the same line (a certificate may be both expired and for another name). */
export function tellOf(text: string): { tell: Tell; also: string[]; word: string } | undefined {
  const line = text.slice(0, 2_000).toLowerCase();
  if (!any.test(line)) return undefined;
  let first: { tell: Tell; also: string[]; word: string } | undefined;
  for (const { tell, pattern } of compiled) {
    const word = pattern.exec(line)?.[0];
    if (word === undefined) continue;
    if (!first) first = { tell, also: [], word };
    else if (tell.stage === first.tell.stage && tell.why !== undefined && !tell.frame) first.also.push(tell.why);
  }
  return first;
}
