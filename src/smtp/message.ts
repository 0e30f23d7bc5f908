// The one message that a check can send. Its words come from the caller; what makes it a message is here (RFC 5322).

/** Words of the test message: printable ASCII, at most 70 characters a line. */
export interface TestMessage {
  subject: string;
  lines: readonly string[];
}

export interface Envelope {
  from: string;
  recipient: string;
  /** Without < and >. */
  messageId: string;
  /** Milliseconds since 1970. */
  sentAt: number;
}

/** An id that nobody can guess, in the name of the sender's domain (RFC 5322 §3.6.4). */
export function newMessageId(domain: string): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return `${Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')}@${domain}`;
}

/**
 * The lines of the message, without the line that ends it. Plain, 7-bit but for an address that is not; it says that a machine made it
 * (RFC 3834 §5), so that nothing answers it.
 */
export function messageLines({ subject, lines }: TestMessage, { from, recipient, messageId, sentAt }: Envelope): string[] {
  return [
    `From: <${from}>`,
    `To: <${recipient}>`,
    // RFC 5322 §3.3; the name of the zone is obsolete there.
    `Date: ${new Date(sentAt).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${messageId}>`,
    `Subject: ${subject}`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    ...lines,
  ];
}
