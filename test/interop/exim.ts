// Exim with its own sign-in. Source of the settings: the Exim specification, chapters 14, 34 and 42.
import { folder, put, start } from './chroot.ts';
import { account, putCertificates, type Door, type Kind } from './servers.ts';

/** Which file stands for a port, as an expansion of Exim. */
const byPort = (doors: readonly Door[], end: string): string =>
  `/etc/tls/\${extract{p$received_port}{${doors.map(({ port, certificate }) => `p${String(port)}=${certificate}`).join(' ')}}}.${end}`;

const isAccount = (name: string, password: string): string =>
  `\${if and{{eq{${name}}{${account.username}}}{eq{${password}}{${account.password}}}}}`;

const config = (doors: readonly Door[]): string => `primary_hostname = mail.interop.test
local_interfaces = <; ${doors.map(({ port }) => `127.0.0.1.${String(port)}`).join(' ; ')}
tls_on_connect_ports = ${doors.flatMap(({ security, port }) => (security === 'implicit-tls' ? [String(port)] : [])).join(' : ')}
tls_advertise_hosts = *
tls_certificate = ${byPort(doors, 'crt')}
tls_privatekey = ${byPort(doors, 'key')}
auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}
log_file_path = /var/log/exim4/%slog
spool_directory = /var/spool/exim4
rfc1413_query_timeout = 0s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${isAccount('$auth2', '$auth3')}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${isAccount('$auth1', '$auth2')}
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = \${if eq{$auth1}{${account.username}}{${account.password}}fail}
`;

export const exim: Kind = {
  id: 'exim',
  name: 'Exim',
  release: 'bookworm',
  packages: ['exim4-daemon-heavy'],
  mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
  async start(root, doors) {
    await putCertificates(root, '/etc/tls', 'Debian-exim');
    await put(root, '/etc/exim4/exim4.conf', config(doors));
    for (const name of ['/var/spool/exim4', '/var/log/exim4', '/run/exim4']) await folder(root, name, 'Debian-exim', 0o750);
    return { programs: [start(root, '/usr/sbin/exim4', ['-bdf'])], logFile: '/var/log/exim4/mainlog' };
  },
};
