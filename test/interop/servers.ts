// What every real server has in common: the same account, the same certificates, one door for each certificate and way of encryption.
import { createAuthority, type CertificateKind } from '../../practice/certificates.ts';
import type { Security } from '../../src/smtp/events.ts';
import type { Release } from './debian.ts';
import { freePorts, put, type Program, type User } from './chroot.ts';

/** The account on every server, and what is not. The password has a character outside ASCII, for it travels as UTF-8 everywhere. */
export const account = {
  username: 'scanner@interop.test',
  password: 'grün-gelb-42',
  wrongPassword: 'grün-gelb-43',
  nobody: 'printer@interop.test',
} as const;

/** The name that the certificates are for. It leads to loopback without a query. */
export const host = 'localhost';

export const certificates = ['good', 'expired', 'other-name'] as const satisfies CertificateKind[];
export type Shown = (typeof certificates)[number];

/** A port of a server. */
export interface Door {
  security: Exclude<Security, 'none'>;
  certificate: Shown;
  port: number;
}

/** How one server is set up and started; `root` is unpacked and furnished. */
export interface Kind {
  /** Also the name of its folder. */
  id: string;
  name: string;
  release: Release;
  packages: readonly string[];
  /** SASL mechanisms that it is set up with. */
  mechanisms: readonly string[];
  /** Returns what it started; `logFile` is a path of the root. Programs also print. */
  start(root: string, doors: readonly Door[]): Promise<{ programs: readonly Program[]; logFile?: string }>;
}

const authority = createAuthority('Interop CA');
/** The CA of all certificates here, PEM. */
export const ca = authority.ca;

/** One free port for each certificate, with STARTTLS and with implicit TLS. */
export async function chooseDoors(): Promise<Door[]> {
  const kinds = (['starttls', 'implicit-tls'] as const).flatMap((security) =>
    certificates.map((certificate) => ({ security, certificate })),
  );
  const ports = await freePorts(kinds.length);
  return kinds.map((kind, index) => ({ ...kind, port: ports[index] ?? 0 }));
}

/** Writes `<folder>/<kind>.crt` and `.key` for each certificate. */
export async function putCertificates(root: string, folder: string, owner: User = 'root', keys: 'ec' | 'rsa' = 'ec'): Promise<void> {
  for (const kind of certificates) {
    const { certificate, key } = authority.issue(kind, [host], keys);
    await put(root, `${folder}/${kind}.crt`, certificate);
    await put(root, `${folder}/${kind}.key`, key, { owner, mode: 0o600 });
  }
}
