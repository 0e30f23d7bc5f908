// What the mechanisms of the practice server share: questions in base64, and the verdict.
import type { Behaviour, ReplyLines } from './behaviours.ts';

/** Takes the client's next line. `goOn` is there as long as another one is wanted. */
export type Exchange = (line: string) => Step;
export interface Step {
  reply: ReplyLines;
  goOn?: Exchange;
}

export const malformed: ReplyLines = ['501 5.5.2 Cannot decode response'];
const cancelled: ReplyLines = ['501 5.7.0 Authentication cancelled'];

/** A 334 with this text in base64 of UTF-8. */
export const prompt = (text: string): string => (text === '' ? '334 ' : `334 ${Buffer.from(text).toString('base64')}`);

/** Base64 of UTF-8 as text; undefined when it is neither. */
export function readText(line: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(line), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** Asks for one more response and hands it on decoded; `*` cancels (RFC 4954 §4). */
export function ask(reply: string, then: (text: string) => Step): Step {
  return {
    reply: [reply],
    goOn(line) {
      if (line === '*') return { reply: cancelled };
      const text = readText(line);
      return text === undefined ? { reply: malformed } : then(text);
    },
  };
}

/** The reply that the behaviour has for a known or unknown user whose proof is right or not. */
export function verdict(known: boolean, right: boolean, { signIn }: Behaviour): ReplyLines {
  const fits = { 'app-password': known && right, 'known-user': known, anything: true };
  return signIn.find(({ when }) => fits[when])?.reply ?? ['535 5.7.8 Authentication failed'];
}

export const isKnown = (username: string, { account }: Behaviour): boolean => username.toLowerCase() === account.username;

export function judge({ username, password }: { username: string; password: string }, behaviour: Behaviour): Step {
  // People copy app passwords with the spaces that the web page shows, and Gmail's server takes both.
  const right = password.replaceAll(' ', '') === behaviour.account.appPassword;
  return { reply: verdict(isKnown(username, behaviour), right, behaviour) };
}
