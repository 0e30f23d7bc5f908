// XOAUTH2 and OAUTHBEARER (RFC 7628) as a server speaks them: the error comes as a challenge, the refusal behind the client's answer to it.
import type { Behaviour } from './behaviours.ts';
import { ask, isKnown, malformed, prompt, verdict, type Step } from './sasl-parts.ts';

function judgeToken(username: string, token: string, dismissal: string, behaviour: Behaviour): Step {
  const { account, oauthError } = behaviour;
  const reply = verdict(isKnown(username, behaviour), token === account.token, behaviour);
  if (reply[0]?.startsWith('235')) return { reply };
  return ask(prompt(JSON.stringify(oauthError)), (answer) => ({ reply: answer === dismissal ? reply : malformed }));
}

export function xoauth2(text: string, behaviour: Behaviour): Step {
  const [, username, token] = /^user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01$/.exec(text) ?? [];
  return username === undefined || token === undefined ? { reply: malformed } : judgeToken(username, token, '', behaviour);
}

export function oauthBearer(text: string, behaviour: Behaviour): Step {
  const [, name, pairs = ''] = /^n,a=([^,]+),\x01(.*)\x01\x01$/s.exec(text) ?? [];
  const values = new Map(pairs.split('\x01').map((pair): [string, string] => [pair.replace(/=.*$/s, ''), pair.replace(/^[^=]*=/, '')]));
  const token = /^Bearer (.+)$/.exec(values.get('auth') ?? '')?.[1];
  if (name === undefined || token === undefined || !values.get('host') || !/^\d+$/.test(values.get('port') ?? ''))
    return { reply: malformed };
  return judgeToken(name.replaceAll('=2C', ',').replaceAll('=3D', '='), token, '\x01', behaviour);
}
