// OpenSMTPD. Source of the settings: smtpd.conf(5), table(5).
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import { folder, put, start, users } from './chroot.ts';
import { account, ca, certificates, putCertificates, type Door, type Kind } from './servers.ts';

const smtpctl = '/usr/sbin/smtpctl';
const exec = promisify(execFile);

const listen = ({ security, certificate, port }: Door): string =>
  `listen on 127.0.0.1 port ${String(port)} ${security === 'starttls' ? 'tls-require' : 'smtps'} pki ${certificate} auth <accounts> hostname mail.interop.test\n`;

export const opensmtpd: Kind = {
  id: 'opensmtpd',
  name: 'OpenSMTPD',
  // That of bookworm cannot do TLS: github.com/OpenSMTPD/OpenSMTPD, issue 1171.
  release: 'trixie',
  packages: ['opensmtpd'],
  mechanisms: ['PLAIN', 'LOGIN'],
  async start(root, doors) {
    // RSA, so that both kinds of key are met.
    await putCertificates(root, '/etc/tls', 'root', 'rsa');
    // It refuses to hash a password unless it runs as its own group.
    await chown(join(root, smtpctl), users.root, users.opensmtpq);
    await chmod(join(root, smtpctl), 0o2755);
    const { stdout: hash } = await exec('chroot', [root, smtpctl, 'encrypt', account.password]);
    const pki = certificates.map((kind) => `pki ${kind} cert "/etc/tls/${kind}.crt"\npki ${kind} key "/etc/tls/${kind}.key"\n`);
    const end = 'action "relay" relay\nmatch auth from any for any action "relay"\n';
    const accounts = `table accounts { "${account.username}" = "${hash.trim()}" }\n`;
    await put(root, '/etc/smtpd.conf', accounts + pki.join('') + doors.map(listen).join('') + end, { mode: 0o600 });
    // It does not start without roots to judge others by.
    await put(root, '/etc/ssl/certs/ca-certificates.crt', ca);
    await put(root, '/etc/mailname', 'mail.interop.test\n');
    await folder(root, '/var/spool/smtpd', 'root', 0o711);
    await folder(root, '/var/lib/opensmtpd/empty');
    await folder(root, '/var/run');
    return { programs: [start(root, '/usr/sbin/smtpd', ['-d', '-v'])] };
  },
};
