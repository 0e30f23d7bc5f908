// The same row through swaks, the Swiss Army Knife for SMTP, from Debian's package in a root of its own.
import { execFile } from 'node:child_process';
import { plainEnv, put } from './chroot.ts';
import type { Row } from './matrix.ts';
import { credentialsOf } from './ours.ts';
import { ca, host, type Door } from './servers.ts';

export const swaksPackages = ['swaks', 'libnet-ssleay-perl', 'libauthen-sasl-perl'] as const;

/** Where swaks says something else than we do, and why that is right. `when` is a row, `says` its outcome. */
export const knownDifferences: { when: (row: Row) => boolean; says: string; reason: string }[] = [
  {
    when: ({ mechanism, secret }) => mechanism.startsWith('SCRAM-') && secret !== 'none',
    says: 'mechanism unknown',
    reason: 'swaks has no SCRAM (it knows CRAM-MD5, CRAM-SHA1, DIGEST-MD5, LOGIN, NTLM and PLAIN)',
  },
];

/** Puts our CA where swaks can read it. */
export const prepareSwaks = (root: string): Promise<void> => put(root, '/etc/interop-ca.pem', ca);

/** Runs swaks once, at most 60 seconds. Resolves with its outcome and its transcript, which is only for people and holds the password of the test. */
export function runSwaks(root: string, row: Row, door: Door): Promise<{ outcome: string; transcript: string }> {
  const credentials = credentialsOf(row);
  const args = [
    '--server',
    '127.0.0.1',
    '--port',
    String(door.port),
    '--helo',
    'client.interop.test',
    '--to',
    'nobody@interop.test',
    '--timeout',
    // A door that only waits for TLS never greets; everywhere else an answer is to come, however busy the machine is.
    row.crossed === true ? '2' : '20',
  ];
  args.push(
    row.security === 'starttls' ? '--tls' : '--tls-on-connect',
    '--tls-verify',
    '--tls-ca-path',
    '/etc/interop-ca.pem',
    '--tls-sni',
    host,
    '--tls-verify-target',
    host,
  );
  if (credentials) {
    args.push('--auth', ...(row.mechanism === 'auto' ? ['PLAIN,LOGIN'] : [row.mechanism]));
    args.push('--auth-user', credentials.username, '--auth-password', credentials.password, '--quit-after', 'AUTH');
  } else args.push('--quit-after', 'HELO');
  return new Promise((resolve) => {
    execFile(
      'chroot',
      [root, '/usr/bin/perl', '/usr/bin/swaks', ...args],
      { timeout: 60_000, killSignal: 'SIGKILL', env: plainEnv },
      (error, out, err) => {
        const transcript = out + err;
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
        resolve({ outcome: outcomeOf(code, transcript, credentials !== undefined), transcript });
      },
    );
  });
}

/** By the exit codes of its manual; 28 stands for several ends, so its words tell them apart. */
function outcomeOf(code: number, transcript: string, signsIn: boolean): string {
  if (code === 0) return signsIn ? 'signed in' : 'looked';
  if (code === 21) return 'no greeting';
  if (code === 29) return 'TLS failed';
  if (code === 28 && /No authentication type succeeded/.test(transcript)) return 'sign-in refused';
  if (code === 28 && /requested type not available|no advertised types available/.test(transcript)) return 'mechanism not offered';
  if (code === 10 && /SCRAM/.test(transcript)) return 'mechanism unknown';
  return `exit ${String(code)}`;
}
