// Which stage a reply belongs to: from what was asked before it, from a program's words around it, or from the code alone.
import type { Line } from './lines.ts';
import type { FoundReply } from './replies.ts';

/** How well the stage is known: asked for in the transcript, named by a program, or guessed from the code. */
export type StageBasis = 'asked' | 'named' | 'code';

const commands: [RegExp, string][] = [
  [/^(?:EHLO|HELO|LHLO)\b/i, 'ehlo'],
  [/^STARTTLS\s*$/i, 'starttls'],
  [/^AUTH\b/i, 'auth'],
  [/^MAIL FROM\b/i, 'mail-from'],
  [/^RCPT TO\b/i, 'rcpt-to'],
  [/^(?:DATA|BDAT|\.)\s*$/i, 'data'],
  [/^QUIT\b/i, 'quit'],
];

/** What a client's line asks for; undefined where it goes on with what it asked before. */
const askedBy = (text: string): string | undefined => commands.find(([form]) => form.test(text.trim().replace(/^['"b]{1,2}/, '')))?.[1];

/** The command of `(in reply to RCPT TO command)`, `after end of data`, `command: 'AUTH PLAIN'`, and names that programs give their errors. */
const named: [RegExp, string][] = [
  [
    /in reply to (?:EHLO|HELO)|after (?:EHLO|HELO)|SMTPHelo|(?:EHLO|HELO) (?:command )?(?:failed|not accepted|rejected)|command: ['"](?:EHLO|HELO)/i,
    'ehlo',
  ],
  [
    /after initial connection|refused to talk to me|command: ['"]CONN|SMTPConnectError|Invalid greeting|unexpected greeting|in reply to initial/i,
    'banner',
  ],
  [/in reply to STARTTLS|after STARTTLS|STARTTLS (?:command )?(?:failed|rejected)|command: ['"]STARTTLS/i, 'starttls'],
  [
    /in reply to AUTH|after AUTH|command: ['"]AUTH|SMTPAuthentication|AuthenticationFailed|AuthenticationException|EAUTH|Invalid login|could not authenticate|Password not accepted|SASL (?:authentication|login)|AUTH (?:command|LOGIN|PLAIN|XOAUTH2|CRAM-MD5)[^\n]{0,30}(?:failed|rejected)|failed to authenticate|authenticator|(?:user ?name|password) command failed|error authenticating|auth(?:entication)? (?:failed|failure)\b/i,
    'auth',
  ],
  [
    /in reply to MAIL|after (?:pipelined )?MAIL|SMTPSender|command: ['"]MAIL|MAIL FROM (?:command )?(?:failed|rejected)|from address failed|SMTPSenderFailed/i,
    'mail-from',
  ],
  [
    /in reply to RCPT|after (?:pipelined )?RCPT|SMTPRecipient|SMTPAddressFailed|command: ['"]RCPT|RCPT TO (?:command )?(?:failed|rejected)|recipients? failed|FailedRecipient|final-recipient/i,
    'rcpt-to',
  ],
  [
    /in reply to (?:end of )?DATA|after (?:end of data|DATA|sending data block)|SMTPDataError|command: ['"]DATA|DATA (?:command )?(?:failed|not accepted)|data not accepted|SMTPSendFailed|MessageRejected/i,
    'data',
  ],
];

const namedIn = (text: string): string | undefined => named.find(([form]) => form.test(text))?.[1];

/** Lines before and behind a reply in which a program says what it was doing. */
const near = { before: 3, behind: 7 };

/** What codes are mostly said of, the likeliest first. Sources: RFC 5321 §4.2, RFC 3463 §3, RFC 4954 §6, and how replies in public threads fell. */
export function stagesOfCode(code: number, enhanced = '', text = ''): string[] {
  if (code === 220) return ['banner'];
  if (/\bDNS\b|\bPTR\b|reputation/i.test(text)) return ['banner', 'rcpt-to', 'data'];
  if (/blocked using|client host/i.test(text)) return ['rcpt-to', 'banner', 'data'];
  if (/concurrent|limit|frequen|throttl|too (?:many|fast)|spam|content|header/i.test(text) && !/login|auth/i.test(text))
    return ['data', 'mail-from', 'rcpt-to', 'banner'];
  if (code === 454) return ['auth', 'starttls'];
  if (code === 534 || code === 535 || code === 538) return ['auth'];
  if (/STARTTLS|\bTLS 1\.|encryption/i.test(text) && code !== 500)
    return code === 454 ? ['starttls', 'auth'] : ['mail-from', 'auth', 'starttls'];
  if (code === 530) return ['mail-from', 'auth'];
  if (code === 521 || code === 421) return /auth|login/i.test(text) ? ['auth', 'banner'] : ['banner', 'mail-from', 'data'];
  if (/^[45]\.1\.[78]$/.test(enhanced) || enhanced === '5.1.0' || enhanced === '5.7.60') return ['mail-from', 'rcpt-to', 'data'];
  if (/^[45]\.(?:1\.|2\.[124])/.test(enhanced)) return ['rcpt-to', 'mail-from'];
  if (/^[45]\.(?:3\.4|2\.3|6\.)/.test(enhanced)) return ['data', 'mail-from'];
  if (/^5\.7\.(?:3|8|9|14|30|139)$/.test(enhanced)) return ['auth', 'mail-from'];
  if (enhanced === '5.7.57') return ['mail-from'];
  if (/\b(?:EHLO|HELO|hostname)\b/i.test(text) && (code === 501 || code === 504)) return ['ehlo', 'rcpt-to'];
  if (/sender address|not owned by|mail from/i.test(text)) return ['mail-from', 'rcpt-to', 'data'];
  if (/login name rejected/i.test(text)) return ['rcpt-to', 'auth', 'data'];
  if (/\bauth|password|credential|log ?in\b/i.test(text)) return ['auth', 'mail-from', 'rcpt-to'];
  if (/\bsender\b|\bfrom\b|send as|relaying disallowed as/i.test(text)) return ['mail-from', 'data', 'rcpt-to'];
  if (/recipient|relay|user unknown|no such user|mailbox/i.test(text)) return ['rcpt-to', 'mail-from', 'data'];
  if (code === 552 || code === 554) return ['data', 'rcpt-to', 'banner'];
  if (code === 500 || code === 502 || code === 503 || code === 504) return ['auth', 'ehlo', 'mail-from'];
  if (code === 501 || code === 553) return ['mail-from', 'rcpt-to', 'data'];
  return ['data', 'mail-from', 'rcpt-to', 'auth'];
}

/** A follower of the dialogue: give it every line in order. */
export function follower(): { hear(line: Line): void; asked(): string | undefined } {
  let asked: string | undefined;
  return {
    hear(line) {
      if (line.from === 'server' || line.text === '') return;
      const stage = askedBy(line.text);
      if (line.from !== 'client') {
        // A dialogue without marks, as telnet and Java's debug output have it: only a whole command counts.
        if (
          stage !== undefined &&
          /^(?:EHLO|HELO) \S+$|^STARTTLS$|^AUTH (?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5|SCRAM\S*)\b|^(?:MAIL FROM|RCPT TO): ?<|^DATA$|^QUIT$/i.test(
            line.text,
          )
        )
          asked = stage;
        return;
      }
      if (stage !== undefined) asked = stage;
    },
    asked: () => asked,
  };
}

/** `(in reply to …)` behind a reply that was wrapped; not that of the next reply. */
function inReplyTo({ at }: FoundReply, lines: Line[]): string {
  const behind = lines.slice(at + 1, at + 1 + near.behind).map(({ text }) => text.trim().slice(0, 300));
  const end = behind.findIndex((text) => text === '' || /\b[245]\d\d[ -]/.test(text));
  return /\(in reply to .{1,40}/.exec((end === -1 ? behind : behind.slice(0, end)).join(' '))?.[0] ?? '';
}

/** The stage of a reply, and how it is known. `asked`: what the transcript asked last before it. */
export function stageOf(reply: FoundReply, lines: Line[], asked: string | undefined): { stages: string[]; basis: StageBasis } {
  const own = namedIn(reply.around) ?? namedIn(inReplyTo(reply, lines));
  if (own !== undefined) return { stages: [own], basis: 'named' };
  if (asked !== undefined && asked !== 'quit') return { stages: [asked], basis: 'asked' };
  const guessed = stagesOfCode(reply.code, reply.enhanced, reply.lines.join(' '));
  const behind = lines.slice(reply.end, reply.end + near.behind);
  const before = lines.slice(Math.max(0, reply.at - near.before), reply.at);
  const around = namedIn([...behind, ...before].map(({ text }) => text.slice(0, 300)).join('\n'));
  if (around !== undefined) return { stages: [around], basis: 'named' };
  return { stages: guessed, basis: 'code' };
}
