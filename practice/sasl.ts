// The sign-in of the practice server, each mechanism with and without initial response. No socket, no clock.
import type { Behaviour } from './behaviours.ts';
import { cramMd5, scram } from './sasl-challenge.ts';
import { ask, judge, malformed, prompt, readText, type Exchange, type Step } from './sasl-parts.ts';
import { oauthBearer, xoauth2 } from './sasl-token.ts';

export type { Exchange, Step };

/** A mechanism that goes on with the client's first message. `question` is asked where that did not come with the command. */
interface FromClient {
  question: string;
  then: (text: string, behaviour: Behaviour) => Step;
}
/** A mechanism in which the server begins; it takes no initial response. */
interface FromServer {
  begin: (behaviour: Behaviour) => Step;
}

/** PLAIN (RFC 4616). */
function plain(text: string, behaviour: Behaviour): Step {
  const parts = text.split('\0');
  const [, username, password] = parts;
  return parts.length === 3 && username !== undefined && password !== undefined
    ? judge({ username, password }, behaviour)
    : { reply: malformed };
}

function login(username: string, behaviour: Behaviour): Step {
  return ask(prompt('Password:'), (password) => judge({ username, password }, behaviour));
}

const mechanisms: Record<Behaviour['mechanisms'][number], FromClient | FromServer> = {
  PLAIN: { question: '', then: plain },
  LOGIN: { question: 'Username:', then: login },
  'SCRAM-SHA-256': { question: '', then: (text, behaviour) => scram('sha256', text, behaviour) },
  'SCRAM-SHA-1': { question: '', then: (text, behaviour) => scram('sha1', text, behaviour) },
  'CRAM-MD5': { begin: cramMd5 },
  XOAUTH2: { question: '', then: xoauth2 },
  OAUTHBEARER: { question: '', then: oauthBearer },
};

/** Begins a sign-in with what stood behind `AUTH`. An initial response of `=` is an empty one (RFC 4954 §4). */
export function authenticate(parameters: string, behaviour: Behaviour): Step {
  const [name = '', initial] = parameters.trim().split(/ +/);
  const offered = behaviour.mechanisms.find((one) => one === name.toUpperCase());
  if (!offered) return { reply: ['504 5.5.4 Unrecognized authentication type'] };
  const mechanism = mechanisms[offered];
  if ('begin' in mechanism) return initial === undefined ? mechanism.begin(behaviour) : { reply: malformed };
  const then = (text: string): Step => mechanism.then(text, behaviour);
  if (initial === undefined) return ask(prompt(mechanism.question), then);
  const text = initial === '=' ? '' : readText(initial);
  return text === undefined ? { reply: malformed } : then(text);
}
