import { decodeBytes } from '../base64.ts';
import { utf8, type Credentials, type SaslClient } from './client.ts';
import { hmacMd5 } from './md5.ts';

/** CRAM-MD5 (RFC 2195): the server sends a text, the answer is the user name and the text's HMAC-MD5 with the password, in lower-case hex. */
export function cramMd5({ username, password }: Credentials): SaslClient {
  let isAnswered = false;
  return {
    // Text and digest together let anyone try passwords at leisure.
    hidesChallenges: true,
    answer(challenge) {
      const text = decodeBytes(challenge.trim());
      if (isAnswered || text === undefined || text.length === 0) return { fault: 'malformed' };
      isAnswered = true;
      const digest = Array.from(hmacMd5(utf8(password), text), (byte) => byte.toString(16).padStart(2, '0')).join('');
      return { response: utf8(`${username} ${digest}`), secrets: [digest] };
    },
    doubt: () => (isAnswered ? undefined : 'malformed'),
  };
}
