import type { TestMessage } from '../smtp/message.ts';
import { testMessage as words } from './en.ts';
import { fill } from './fill.ts';

/** The one message that a check can send. `siteUrl`: where it says that it comes from. */
export function testMessageOf(siteUrl: string): TestMessage {
  // As the URL parser writes it: the message is ASCII.
  const site = new URL(siteUrl).href;
  return { subject: words.subject, lines: words.lines.map((line) => fill(line, { site })) };
}
