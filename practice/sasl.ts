// The sign-in of the practice server: PLAIN (RFC 4616) and LOGIN, each with and without initial response. Pure.
import type { Behaviour, ReplyLines } from './behaviours.ts';

/** Takes the client's next line. `goOn` is there as long as another one is wanted. */
export type Exchange = (line: string) => Step;
export interface Step {
  reply: ReplyLines;
  goOn?: Exchange;
}

const prompt = (text: string): string => (text === '' ? '334 ' : `334 ${btoa(text)}`);
const malformed: ReplyLines = ['501 5.5.2 Cannot decode response'];
const cancelled: ReplyLines = ['501 5.7.0 Authentication cancelled'];

/** Base64 of UTF-8 as text; undefined when it is neither. */
function decode(line: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(line), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

function judge(username: string, password: string, { account, signIn }: Behaviour): Step {
  const known = username.toLowerCase() === account.username;
  // People copy app passwords with the spaces that the web page shows, and Gmail's server takes both.
  const right = known && password.replaceAll(' ', '') === account.appPassword;
  const fits = { 'app-password': right, 'known-user': known, anything: true };
  return { reply: signIn.find(({ when }) => fits[when])?.reply ?? ['535 5.7.8 Authentication failed'] };
}

/** Asks for one more response and hands it on decoded; `*` cancels (RFC 4954 §4). */
function ask(reply: string, then: (text: string) => Step): Step {
  return {
    reply: [reply],
    goOn(line) {
      if (line === '*') return { reply: cancelled };
      const text = decode(line);
      return text === undefined ? { reply: malformed } : then(text);
    },
  };
}

function plain(text: string, behaviour: Behaviour): Step {
  const parts = text.split('\0');
  const [, username, password] = parts;
  return parts.length === 3 && username !== undefined && password !== undefined
    ? judge(username, password, behaviour)
    : { reply: malformed };
}

function login(username: string, behaviour: Behaviour): Step {
  return ask(prompt('Password:'), (password) => judge(username, password, behaviour));
}

/** Begins a sign-in with what stood behind `AUTH`. An initial response of `=` is an empty one (RFC 4954 §4). */
export function authenticate(parameters: string, behaviour: Behaviour): Step {
  const [name = '', initial] = parameters.trim().split(/ +/);
  const mechanism = behaviour.mechanisms.find((offered) => offered === name.toUpperCase());
  if (!mechanism) return { reply: ['504 5.5.4 Unrecognized authentication type'] };
  const then = mechanism === 'PLAIN' ? (text: string) => plain(text, behaviour) : (text: string) => login(text, behaviour);
  if (initial === undefined) return ask(prompt(mechanism === 'PLAIN' ? '' : 'Username:'), then);
  const text = initial === '=' ? '' : decode(initial);
  return text === undefined ? { reply: malformed } : then(text);
}
