// What to paste into a terminal to see whether this network gets through to a mail server, with what the system brings.

/** A door of a mail server, as the fact files have it. */
export interface Place {
  host: string;
  port: number;
  security: 'starttls' | 'implicit-tls' | 'none';
}

export interface Lines {
  /** Windows PowerShell 5.1 and later. */
  windows: string;
  /** What macOS and nearly every Linux have. */
  unix: string;
}

/** Whether a connection comes about at all. Ends by itself, after 8 s where nobody answers (nc) or when the system gives up. */
export const reachLines = ({ host, port }: Place): Lines => ({
  windows: `Test-NetConnection ${host} -Port ${String(port)}`,
  unix: `nc -vz -w 8 ${host} ${String(port)}`,
});

// Windows PowerShell by itself would offer TLS 1.0 here, so the version is named.
const throughTls = (host: string): string =>
  `$s = New-Object Net.Security.SslStream $s; $s.AuthenticateAsClient('${host}', $null, 'Tls12', $false); `;

/**
 * Whether the mail server itself speaks: reads its greeting, with implicit TLS through the encryption. Something between may take a
 * connection and then swallow it. On macOS and Linux STARTTLS is asked for too, since something between may take it away.
 *
 * Only options that OpenSSL and the LibreSSL of macOS share. QUIT is sent after a wait: a server may turn away who speaks before its greeting.
 */
export function greetingLines({ host, port, security }: Place): Lines {
  const implicit = security === 'implicit-tls';
  const connect = `$c = New-Object Net.Sockets.TcpClient('${host}', ${String(port)}); $c.ReceiveTimeout = 20000; $s = $c.GetStream(); `;
  const read = `(New-Object IO.StreamReader $s).ReadLine(); $c.Close()`;
  const starttls = implicit ? '' : ' -starttls smtp';
  return {
    windows: `try { ${connect}${implicit ? throughTls(host) : ''}${read} } catch { $_.Exception.Message }`,
    unix: `(sleep 5; echo QUIT) | openssl s_client -quiet -crlf${starttls} -servername ${host} -connect ${host}:${String(port)}`,
  };
}
