// From a mechanism's name to our side of it, and to the command that begins it.
import { encodeBytes } from '../base64.ts';
import type { Credentials, SaslClient } from './client.ts';
import { cramMd5 } from './cram-md5.ts';
import { login } from './login.ts';
import type { MechanismName } from './mechanisms.ts';
import { oauthBearer } from './oauthbearer.ts';
import { plain } from './plain.ts';
import { prepare } from './prepare.ts';
import { scram } from './scram.ts';
import { xoauth2 } from './xoauth2.ts';

/** RFC 5321 §4.5.3.1.4: the longest command line, CR and LF included. */
const commandOctets = 512;

/**
 * Can these be sent? Neither may hold a control character: NUL and 0x01 separate the parts of messages, CR and LF would start a new command. Half a
 * surrogate pair has no bytes of its own and would go out as another sign. SCRAM wants something to be left of both once they are prepared.
 */
export function isSendable(mechanism: MechanismName, { username, password }: Credentials): boolean {
  if ([username, password].some((text) => /[\p{Cc}\p{Cs}]/u.test(text))) return false;
  return !mechanism.startsWith('SCRAM') || (prepare(username) !== undefined && prepare(password) !== undefined);
}

/** Our side of a new exchange. `target`: what was connected to. */
export function createClient(mechanism: MechanismName, credentials: Credentials, target: { host: string; port: number }): SaslClient {
  switch (mechanism) {
    case 'PLAIN':
      return plain(credentials);
    case 'LOGIN':
      return login(credentials);
    case 'SCRAM-SHA-256':
      return scram('SHA-256', credentials);
    case 'SCRAM-SHA-1':
      return scram('SHA-1', credentials);
    case 'CRAM-MD5':
      return cramMd5(credentials);
    case 'XOAUTH2':
      return xoauth2(credentials);
    case 'OAUTHBEARER':
      return oauthBearer(credentials, target);
  }
}

/**
 * The command with the initial response, which saves a round trip; without it where there is none, or where the line would be too long.
 * An empty initial response is `=`, so that it is not taken for none (RFC 4954 §4).
 */
export function commandOf(mechanism: MechanismName, first: Uint8Array | undefined): { command: string; carriesFirst: boolean } {
  const bare = `AUTH ${mechanism}`;
  if (first === undefined) return { command: bare, carriesFirst: false };
  const command = `${bare} ${first.length === 0 ? '=' : encodeBytes(first)}`;
  return command.length + 2 <= commandOctets ? { command, carriesFirst: true } : { command: bare, carriesFirst: false };
}
