// A TLS handshake on Node, and an honest account of it. The handshake itself accepts every certificate, so that a refused one can be shown;
// whether it is trusted is decided here, afterwards, and anything that is not understood means no.
import { isIP, type Socket } from 'node:net';
import { constants, X509Certificate } from 'node:crypto';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  getCACertificates,
  rootCertificates,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { keyFacts } from '../../src/smtp/hello/certificate.ts';
import type { Certificate, TlsFacts, TlsReason } from '../../src/smtp/net.ts';

/** The public roots. The bundled command runs on Node from 20 on, which before 22.15 cannot tell what it trusts beside them (NODE_EXTRA_CA_CERTS). */
const defaultCertificates = (): readonly string[] =>
  typeof getCACertificates === 'function' ? getCACertificates('default') : rootCertificates;

/**
 * What certificates are judged by. One for each set of CAs: making one reads some 150 roots, and sharing it saves time and memory per check.
 * A second handshake on the same connection is refused: Node would take any certificate in it, after ours was judged (RFC 9325 §3.5 allows to).
 */
export function trustOf(ca: string[], onlyTheseCa: boolean): SecureContext {
  return createSecureContext({
    ca: onlyTheseCa ? ca : [...defaultCertificates(), ...ca],
    minVersion: 'TLSv1.2',
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  });
}

// How OpenSSL says that it cannot lead a chain to a root. Names as in X509_verify_cert_error_string(3).
const chainReasons: Record<string, TlsReason> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted-chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted-chain',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted-chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted-chain',
  CERT_UNTRUSTED: 'untrusted-chain',
  CERT_SIGNATURE_FAILURE: 'untrusted-chain',
  CERT_CHAIN_TOO_LONG: 'untrusted-chain',
  INVALID_CA: 'untrusted-chain',
};

// What a handshake that failed is called by Node; OpenSSL's reason codes with ERR_SSL_ in front.
const handshakeReasons: Record<string, TlsReason> = {
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'version',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'version',
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: 'version',
  ERR_SSL_UNKNOWN_SSL_VERSION: 'version',
  ERR_SSL_INAPPROPRIATE_FALLBACK: 'version',
  ERR_SSL_TLSV1_ALERT_INAPPROPRIATE_FALLBACK: 'version',
  // Alert 40: the server found nothing in common.
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'cipher',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': 'cipher',
  ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY: 'cipher',
  ERR_SSL_NO_SHARED_CIPHER: 'cipher',
  ERR_SSL_WRONG_CIPHER_RETURNED: 'cipher',
  ERR_SSL_UNKNOWN_CIPHER_RETURNED: 'cipher',
  ERR_SSL_DH_KEY_TOO_SMALL: 'cipher',
  ERR_SSL_WRONG_CURVE: 'cipher',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-tls',
  ERR_SSL_HTTP_REQUEST: 'not-tls',
  ERR_SSL_HTTPS_PROXY_REQUEST: 'not-tls',
  ERR_SSL_RECORD_LAYER_FAILURE: 'not-tls',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  ECONNABORTED: 'closed',
  ERR_STREAM_PREMATURE_CLOSE: 'closed',
  ERR_SSL_UNEXPECTED_EOF_WHILE_READING: 'closed',
};

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error));

/** subjectAltName as Node writes it (`DNS:a, IP Address:b`, odd values as JSON strings); the common name where there is none. */
function namesOf(certificate: X509Certificate): string[] {
  const written = certificate.subjectAltName ?? '';
  const names = [...written.matchAll(/(?:^|, )(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map((match) => match[1] ?? '');
  return names.length > 0 ? names : [...certificate.subject.matchAll(/^CN=(.*)$/gm)].map((match) => match[1] ?? '');
}

function isoTime(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

const shown = (certificate: X509Certificate): Certificate => ({
  subject: certificate.subject,
  names: namesOf(certificate),
  issuer: certificate.issuer,
  validFrom: isoTime(certificate.validFrom),
  validTo: isoTime(certificate.validTo),
  fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  ...keyFacts(certificate.raw),
});

/** A certificate, and what was read of it. */
interface Read {
  certificate: X509Certificate;
  legacy: ReturnType<X509Certificate['toLegacyObject']>;
  facts: Certificate;
}

// Reading one costs a tenth of a whole check, and most checks meet the same few providers. By fingerprint: the bytes say it all.
const alreadyRead = new Map<string, Read>();
const keptReads = 256;
/** Bytes of the largest one that is kept. A server may send 100 kB of names, new ones each time, and would fill the memory with them. */
const keptBytes = 8_192;

function read(raw: Buffer, fingerprint: string): Read {
  const known = alreadyRead.get(fingerprint);
  if (known) return known;
  const certificate = new X509Certificate(raw);
  const fresh: Read = { certificate, legacy: certificate.toLegacyObject(), facts: shown(certificate) };
  if (raw.length > keptBytes) return fresh;
  if (alreadyRead.size >= keptReads) alreadyRead.clear();
  alreadyRead.set(fingerprint, fresh);
  return fresh;
}

/**
 * The chain that the server sent, leaf first, with the root that it led to where there is one.
 * Read through getPeerCertificate: getPeerX509Certificate shows no issuers, and leaves nothing behind for a second reader.
 * Bounds: ten, and never the same one twice, for a root names itself as its issuer.
 */
function chainOf(leaf: DetailedPeerCertificate): Read[] {
  const chain: Read[] = [];
  let next: DetailedPeerCertificate | undefined = leaf;
  // Node gives an empty object where no certificate came.
  while (next?.raw instanceof Buffer && chain.length < 10) {
    const one = read(next.raw, next.fingerprint256);
    if (chain.some(({ facts }) => facts.fingerprint === one.facts.fingerprint)) break;
    chain.push(one);
    next = next.issuerCertificate;
  }
  return chain;
}

function isForHost({ legacy }: Read, host: string): boolean {
  try {
    return checkServerIdentity(host, legacy) === undefined;
  } catch {
    // A subjectAltName that cannot be read is for nobody.
    return false;
  }
}

/**
 * Every reason against this certificate, the one that must be mended first in front. OpenSSL tells only the last fault that it met, so
 * dates, name and self-signature are judged on their own as well. Empty: trusted.
 */
function reasonsAgainst(socket: TLSSocket, first: Read | undefined, host: string, nowMs: number): TlsReason[] {
  if (!first) return ['unclear'];
  const leaf = first.certificate;
  const reasons = new Set<TlsReason>();
  const from = Date.parse(leaf.validFrom);
  const to = Date.parse(leaf.validTo);
  const fault = socket.authorized ? undefined : codeOf(socket.authorizationError);
  const dated = fault === 'CERT_HAS_EXPIRED' || fault === 'CERT_NOT_YET_VALID';
  const leafDated = !(from <= nowMs && nowMs <= to);

  if (fault !== undefined && leaf.subject === leaf.issuer && leaf.verify(leaf.publicKey)) reasons.add('self-signed');
  if (fault !== undefined && !dated) reasons.add(chainReasons[fault] ?? 'unclear');
  // The leaf is in its time, so it is one above it that is not: the chain leads nowhere that is valid today.
  if (dated && !leafDated) reasons.add('untrusted-chain');
  if (Number.isNaN(from) || Number.isNaN(to)) reasons.add('unclear');
  if (nowMs > to) reasons.add('expired');
  if (nowMs < from) reasons.add('not-yet-valid');
  if (!isForHost(first, host)) reasons.add('other-name');
  return [...reasons];
}

function factsOf(socket: TLSSocket, peer: DetailedPeerCertificate, host: string, nowMs: number): TlsFacts {
  const chain = chainOf(peer);
  const reasons = reasonsAgainst(socket, chain[0], host, nowMs);
  const key = socket.getEphemeralKeyInfo();
  const group = key && 'name' in key && typeof key.name === 'string' ? key.name : undefined;
  const version = socket.getProtocol();
  return {
    trusted: reasons.length === 0,
    reasons,
    ...(version !== null && { version }),
    cipher: socket.getCipher().standardName,
    ...(group !== undefined && { group }),
    ...(chain.length > 0 && { chain: chain.map(({ facts }) => ({ ...facts, names: [...facts.names] })) }),
  };
}

export interface Secured {
  facts: TlsFacts;
  /** There only when the facts say trusted. */
  socket?: TLSSocket;
}

/**
 * Does the handshake on a connected socket. Never rejects; has no clock: destroying `tcp` ends it with `closed`.
 *
 * Nothing is read or written on a connection that is not trusted: it is destroyed before anyone gets it.
 * Source: RFC 8446, RFC 5246; names by RFC 9525 as Node's checkServerIdentity has it; address literals by iPAddress entries.
 */
export async function secure(tcp: Socket, trust: SecureContext, host: string, now: () => number): Promise<Secured> {
  try {
    return await shakeHands(tcp, trust, host, now);
  } catch {
    // A name that cannot even be asked for.
    tcp.destroy();
    return { facts: { trusted: false, reasons: ['unclear'] } };
  }
}

function shakeHands(tcp: Socket, trust: SecureContext, host: string, now: () => number): Promise<Secured> {
  return new Promise((resolve) => {
    const refuse = (facts: TlsFacts): void => {
      socket.destroy();
      tcp.destroy();
      resolve({ facts });
    };
    let peer: DetailedPeerCertificate | undefined;
    const socket = connect({
      socket: tcp,
      secureContext: trust,
      // RFC 6066 §3: an address is no server name.
      ...(isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: false,
      // Asked where the chain leads to a root; what it is shown need not be fetched a second time.
      checkServerIdentity: (_, certificate) => {
        peer = certificate as DetailedPeerCertificate;
        return undefined;
      },
    });
    socket.on('error', (error) => {
      const code = codeOf(error);
      refuse({ trusted: false, reasons: [handshakeReasons[code] ?? (/_ALERT_/.test(code) ? 'alert' : 'unclear')] });
    });
    socket.on('close', () => {
      refuse({ trusted: false, reasons: ['closed'] });
    });
    socket.once('secureConnect', () => {
      let facts: TlsFacts;
      try {
        facts = factsOf(socket, peer ?? socket.getPeerCertificate(true), host, now());
      } catch {
        facts = { trusted: false, reasons: ['unclear'] };
      }
      // It is large, and the connection may be held for long.
      peer = undefined;
      if (facts.trusted) resolve({ facts, socket });
      else refuse(facts);
    });
  });
}
