import { utf8, type Credentials, type SaslClient } from './client.ts';
import { oauthClient } from './oauth.ts';

/** XOAUTH2 (developers.google.com/gmail/imap/xoauth2-protocol). An error is answered with an empty line. */
export const xoauth2 = ({ username, password }: Credentials): SaslClient =>
  oauthClient(utf8(`user=${username}\x01auth=Bearer ${password}\x01\x01`), utf8(''));
