import { utf8, type Credentials, type SaslClient } from './client.ts';

/** LOGIN (never standardised; draft-murchison-sasl-login describes it). The words of its two questions are free, so only their number counts. */
export function login({ username, password }: Credentials): SaslClient {
  const left = [password, username];
  return {
    hidesChallenges: false,
    answer() {
      const next = left.pop();
      return next === undefined ? { fault: 'malformed' } : { response: utf8(next) };
    },
    // A yes before the password was sent is no answer to it.
    doubt: () => (left.length > 0 ? 'malformed' : undefined),
  };
}
