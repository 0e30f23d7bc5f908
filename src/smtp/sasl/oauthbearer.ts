import { utf8, type Credentials, type SaslClient } from './client.ts';
import { oauthClient } from './oauth.ts';
import { saslName } from './prepare.ts';

/** OAUTHBEARER (RFC 7628 §3.1), with the host and port that the client connected to. An error is answered with one byte 0x01, `AQ==`. */
export const oauthBearer = ({ username, password }: Credentials, { host, port }: { host: string; port: number }): SaslClient =>
  oauthClient(utf8(`n,a=${saslName(username)},\x01host=${host}\x01port=${String(port)}\x01auth=Bearer ${password}\x01\x01`), utf8('\x01'));
