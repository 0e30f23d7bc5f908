import type { Reply } from './events.ts';

/** How servers say under which name they keep a message. Which program says what is in test/smtp/queue-id.test.ts. */
const forms = [
  /\bqueued as ([\w.-]{4,80})(?![\w.-])/i,
  /\bok id=([\w.-]{4,80})(?![\w.-])/i,
  /^(?:2\.\d\.\d )?([\w.-]{4,80}) message accepted/i,
  /^(?:2\.\d\.\d )?(?:ok )?(<[^<>\s]{3,200}>) \[/i,
  /^(?:2\.\d\.\d )?ok:? +(\d{6,20} [\w.-]{6,120})(?= - |$)/i,
  /^(?:2\.\d\.\d )?ok:? ([0-9a-f]{8,20}-[0-9a-f-]{20,100})$/i,
];

/** The name of the message in the server's queue, where the reply says one in a form that is known: an id that is none would mislead whoever looks for it. */
export function queueIdOf({ lines }: Reply): string | undefined {
  const text = lines.join(' ');
  return forms.map((form) => form.exec(text)?.[1]).find((found) => found !== undefined);
}
