import { utf8, type Credentials, type SaslClient } from './client.ts';

/**
 * PLAIN (RFC 4616). A server that takes no initial response asks with 334, and gets the same once more: it is the same one, to the same server.
 */
export function plain({ username, password }: Credentials): SaslClient {
  const first = utf8(`\0${username}\0${password}`);
  let isRepeated = false;
  return {
    first,
    hidesChallenges: false,
    answer() {
      if (isRepeated) return { fault: 'malformed' };
      isRepeated = true;
      return { response: first };
    },
    doubt: () => undefined,
  };
}
