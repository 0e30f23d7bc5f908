// Names in a text: hosts, ports, the program or library that wrote it. All are found by their form; whose they are, only the knowledge tells.
import type { Security } from '../smtp/events.ts';
import type { Line } from './lines.ts';

/** At most so many hosts are kept. */
const mostHosts = 20;

const hostForm =
  /(?<![\w@.-])(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,6}(?:[a-z]{2,18}|xn--[a-z0-9-]{2,40})(?![\w-]|\.[a-z0-9]|\()/gi;
/** What looks like a host and is a file, a class or a property. */
const noHost =
  /\.(?:js|ts|mjs|py|php|java|cs|go|rb|c|cc|cpp|h|rs|log|txt|html?|json|ya?ml|xml|ini|conf|cfg|dll|exe|so|eml|md|css|sh)$|^(?:com|org|net|javax|jakarta|sun|java|system|microsoft|node|smtplib|props?|spring|mail\.(?:smtps?|imap|transport|debug|from|host|user|mime)|self|this|process)\.|\.(?:net|io)\.(?:mail|sockets|security)/i;

/** A word in front of a host that says it is the server. */
const announced =
  /(?:\bhost|server|connect(?:ed|ing)?(?: to)?|hostname|remote-mta: dns;|smtp(?:_| )?(?:server|host)|to|with|trying|-connect|mta)[ "'=:,;[(>]{1,6}$/i;

/** In front of a function that a stack names. */
const stackForm = /^\s*at (?:async |new )?$/;

export interface Names {
  /** As written, in lower case; those that the text calls the server first. */
  hosts: string[];
  port?: number;
  security?: Security;
}

const ports = [465, 587, 25, 2525, 2465, 2587];
const portForm = /(?:\bport\b|:|,|\bRemotePort)[ "'=:]{0,4}(465|587|2525|2465|2587|25)\b(?![.\d%])/gi;

const securityWords: [RegExp, Security][] = [
  [/\bSTARTTLS\b|secure: false|SMTPSecure['"= ]{1,6}(?:tls|starttls)|starttls\.enable[= ]{1,3}true/i, 'starttls'],
  [/\bsecure: true\b|\bssl:\/\/|\bsmtps:\/\/|SMTP_SSL|smtps\b|SMTPSecure['"= ]{1,6}ssl|ssl\.enable[= ]{1,3}true/i, 'implicit-tls'],
];

/** The hosts, the port and the encryption that a text names. Linear in the text. */
export function namesIn(lines: Line[]): Names {
  const hosts = new Map<string, number>();
  const seenPorts = new Map<number, number>();
  let security: Security | undefined;
  for (const { text } of lines) {
    if (text.includes('.')) {
      for (const found of text.matchAll(hostForm)) {
        // "250-smtp.example.com" is a code with a name behind it, and "at Socket.onConnect" a line of a stack.
        const host = found[0].replace(/^[2-5]\d\d-(?=.)/, '').toLowerCase();
        if (stackForm.test(text.slice(Math.max(0, found.index - 12), found.index))) continue;
        // A page of the web is no mail server.
        if (noHost.test(host) || host.length > 253 || /https?:\/\/(?:www\.)?$/.test(text.slice(Math.max(0, found.index - 12), found.index)))
          continue;
        const isServer =
          announced.test(text.slice(Math.max(0, found.index - 40), found.index)) || /^(?:smtp|mail|mx|relay|email)[\w-]*\./.test(host);
        if (hosts.size < 500 || hosts.has(host)) hosts.set(host, (hosts.get(host) ?? 0) + (isServer ? 10 : 1));
      }
    }
    for (const [, port = ''] of text.matchAll(portForm)) seenPorts.set(Number(port), (seenPorts.get(Number(port)) ?? 0) + 1);
    security ??= securityWords.find(([words]) => words.test(text))?.[1];
  }
  const best = [...hosts].sort((a, b) => b[1] - a[1]).map(([host]) => host);
  const port = ports.filter((one) => seenPorts.has(one)).sort((a, b) => (seenPorts.get(b) ?? 0) - (seenPorts.get(a) ?? 0))[0];
  const meant = security ?? (port === 465 || port === 2465 ? 'implicit-tls' : port === 587 || port === 2587 ? 'starttls' : undefined);
  return { hosts: best.slice(0, mostHosts), ...(port !== undefined && { port }), ...(meant !== undefined && { security: meant }) };
}

/** Programs and libraries by the words that only they write: an id of src/words/en-explain.ts. */
const programs: [string, RegExp][] = [
  ['nodemailer', /\bcode: '?E(?:AUTH|SOCKET|CONNECTION|ENVELOPE|MESSAGE|DNS)\b|smtp-connection|nodemailer|responseCode: \d{3}/],
  ['phpmailer', /PHPMailer|SMTP -> |CLIENT -> SERVER|SERVER -> CLIENT|SMTP connect\(\) failed|SMTP Error: /],
  ['swiftmailer', /Swift_|Expected response code|symfony[/\\]mailer/i],
  ['php', /stream_socket_|fsockopen|\.php\b/],
  ['java', /(?:javax|jakarta)\.mail|com\.sun\.mail|org\.springframework|java\.net\.|Caused by: /],
  ['python', /smtplib|Traceback \(most recent|\(\d{3}, b['"]|ssl\.SSL|\[SSL: |socket\.gaierror/],
  ['dotnet', /System\.Net\.|MailKit|SmtpException|System\.Security\.Authentication/],
  ['go', /dial tcp|x509: |goroutine |\btls: /],
  ['outlook', /0x800[0-9a-f]{5}|Outlook/i],
  ['postfix', /postfix\/|status=(?:deferred|bounced)|\(in reply to /],
  ['exim', /\bexim\b|H=\S{1,100} \[|\bR=\w+ T=\w+|SMTP error from remote/i],
  ['swaks', /=== (?:Connected|Trying)|^ ?(?:<-|->|<\*\*) /m],
  ['openssl', /verify error:num=|CONNECTED\(\w+\)|Verify return code|SSL-Session:/],
  ['network-test', /TcpTestSucceeded|Test-NetConnection|Ncat: |\bnc: /],
  ['bounce', /Diagnostic-Code:|Final-Recipient:|Reporting-MTA:|delivery (?:status notification|has failed)|wasn't delivered|undeliver/i],
  ['curl', /^\* (?:Connected|Trying)|curl: \(\d+\)/m],
  ['msmtp', /\bmsmtp:|\bssmtp\b|sendmail: /],
];

/** The program that wrote the text, as far as its words tell. */
export function programOf(text: string): string | undefined {
  return programs.find(([, words]) => words.test(text))?.[0];
}
