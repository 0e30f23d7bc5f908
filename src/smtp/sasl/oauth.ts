// What the two mechanisms for access tokens share: one message with the token, and an error that comes as a challenge.
import { decodeBytes } from '../base64.ts';
import { textOf, type SaslClient, type Told } from './client.ts';

/**
 * A mechanism that says all in its first message. A challenge then is an error in JSON (RFC 7628 §3.2.2); it is answered with `dismissal`, and the
 * server's refusal follows.
 */
export function oauthClient(first: Uint8Array, dismissal: Uint8Array): SaslClient {
  let isRepeated = false;
  let isRefused = false;
  return {
    first,
    hidesChallenges: false,
    answer(challenge) {
      // A server that takes no initial response asks for it.
      if (challenge.trim() === '' && !isRepeated && !isRefused) {
        isRepeated = true;
        return { response: first };
      }
      if (isRefused) return { fault: 'malformed' };
      isRefused = true;
      return { response: dismissal, isPublic: true, told: readError(challenge.trim()) };
    },
    doubt: () => (isRefused ? 'malformed' : undefined),
  };
}

/** `status` and `scope` of the error; nothing where it is none. Providers put a number where the RFC has words, so both are taken. */
function readError(challenge: string): Told {
  const value = parse(textOf(decodeBytes(challenge)) ?? '');
  if (typeof value !== 'object' || value === null) return {};
  const { status, scope } = value as Record<string, unknown>;
  if (typeof status !== 'string' && typeof status !== 'number') return {};
  return { oauth: { status: String(status), ...(typeof scope === 'string' && { scope }) } };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
