// Postfix with Dovecot's sign-in. Source of the settings: postconf(5), master(5), Dovecot's documentation on "Postfix SASL".
import { folder, put, start } from './chroot.ts';
import { account, putCertificates, type Door, type Kind } from './servers.ts';

const main = `compatibility_level = 3.6
myhostname = mail.interop.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
daemon_directory = /usr/lib/postfix/sbin
maillog_file = /var/log/postfix.log
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_auth_only = yes
smtpd_error_sleep_time = 0
smtpd_relay_restrictions = permit_sasl_authenticated, reject
`;

const services = `tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
cleanup unix n - n - 0 cleanup
postlog unix-dgram n - n - 1 postlogd
`;

const inet = ({ security, certificate, port }: Door): string =>
  `127.0.0.1:${String(port)} inet n - n - - smtpd
  -o smtpd_tls_chain_files=/etc/tls/${certificate}.key,/etc/tls/${certificate}.crt
  ${security === 'starttls' ? '-o smtpd_tls_security_level=encrypt' : '-o smtpd_tls_wrappermode=yes'}
`;

const dovecot = `protocols =
base_dir = /run/dovecot
log_path = /var/log/dovecot.log
ssl = no
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u /etc/dovecot/accounts
}
userdb {
  driver = static
  args = uid=nobody gid=nobody home=/tmp
}
# Else every failure makes the next answer later.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener /var/spool/postfix/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
`;

export const postfix: Kind = {
  id: 'postfix',
  name: 'Postfix with Dovecot',
  release: 'bookworm',
  packages: ['postfix', 'dovecot-core'],
  mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'],
  async start(root, doors) {
    await putCertificates(root, '/etc/tls');
    await put(root, '/etc/postfix/main.cf', main);
    await put(root, '/etc/postfix/master.cf', doors.map(inet).join('') + services);
    await folder(root, '/var/spool/postfix');
    for (const name of ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private', 'saved', 'trace']) {
      await folder(root, `/var/spool/postfix/${name}`, 'postfix', 0o700);
    }
    for (const name of ['maildrop', 'public']) await folder(root, `/var/spool/postfix/${name}`, 'postfix', 0o730);
    await folder(root, '/var/spool/postfix/pid');
    await folder(root, '/var/lib/postfix', 'postfix', 0o700);
    await folder(root, '/var/log');
    await folder(root, '/run/dovecot');
    await put(root, '/etc/dovecot/dovecot.conf', dovecot);
    await put(root, '/etc/dovecot/accounts', `${account.username}:${account.password}::::::\n`, { owner: 'dovecot', mode: 0o600 });
    return {
      programs: [start(root, '/usr/sbin/dovecot', ['-F']), start(root, '/usr/lib/postfix/sbin/master', ['-d'])],
      logFile: '/var/log/postfix.log',
    };
  },
};
