// What the protocol needs of the world. Implemented in functions/nets/*; all of them pass test/nets/conformance.ts.
// Nothing here knows a runtime: bytes are Uint8Array, failures are values, every clock belongs to the caller.

/** A clock that was started. `done` resolves when the time is over and never rejects; `cancel` frees it. */
export interface Timer {
  readonly done: Promise<void>;
  cancel(): void;
}

export type RecordType = 'A' | 'AAAA' | 'MX' | 'TXT';

/**
 * `none`: the name does not exist or has no such record. `failed`: the look-up itself did not work (DESIGN §4: never sold as "does not exist").
 * Records: addresses as text; MX as host names, best preference first; TXT each with its strings joined (RFC 7208 §3.3), at most 50 of at most
 * 4,096 characters: further and longer ones are left out.
 */
export type Resolved = { outcome: 'ok'; records: string[] } | { outcome: 'none' } | { outcome: 'failed' };

/** Why a certificate or handshake is not trusted, each told apart where the runtime can. */
export type TlsReason =
  | 'expired'
  | 'not-yet-valid'
  | 'self-signed'
  | 'untrusted-chain'
  | 'other-name'
  | 'version' // no protocol version in common
  | 'cipher' // no cipher or key exchange in common
  | 'not-tls' // the other side did not speak TLS
  | 'closed' // closed during the handshake
  | 'alert' // the server ended the handshake with an alert that names none of the above
  | 'unclear'; // refused, and this runtime cannot tell why

export interface Certificate {
  subject: string;
  /** DNS names and addresses of subjectAltName; the common name where there is none. */
  names: string[];
  issuer: string;
  /** ISO 8601, UTC. */
  validFrom: string;
  validTo: string;
  /** SHA-256, lower-case hex without colons. */
  fingerprint: string;
  /** `rsa`, `ec`, `ed25519`, …; left out where it is not known. */
  keyType?: string;
  /** Size of the key in bits: of the modulus, or of the curve's field. */
  keyBits?: number;
  /** How it was signed, in the words of RFC 4055, 5758 and 8410: `sha256WithRSAEncryption`, `ecdsa-with-SHA256`, `ed25519`; else the dotted number. */
  signature?: string;
}

/** What is known of a TLS session, also of a refused one. What a runtime cannot tell is left out, never invented. */
export interface TlsFacts {
  /** true only when chain, dates and host name were verified for the name that was asked for. */
  trusted: boolean;
  reasons: TlsReason[];
  /** `TLSv1.2`, `TLSv1.3`. */
  version?: string;
  cipher?: string;
  group?: string;
  /** Leaf first. */
  chain?: Certificate[];
  /** true: the chain was only shown by the server; no key was proven (a peek). */
  shownOnly?: boolean;
}

export interface TlsOptions {
  /** The name (or literal address) that the certificate must be for; also sent as SNI when it is a name. */
  host: string;
}

/** A connection. One reader and one writer at a time. */
export interface Stream {
  /** The next bytes; null after the end, after `close`, or after an error. Never rejects. */
  read(): Promise<Uint8Array | null>;
  /** false when the bytes could not be handed over (closed or broken). Never rejects. */
  write(bytes: Uint8Array): Promise<boolean>;
  /**
   * Turns this connection into TLS. Only when `trusted` is true may `read` and `write` be used afterwards; otherwise the connection is closed.
   * Never rejects; has no clock: the caller closes the stream when it has waited long enough, and gets `closed`.
   */
  startTls(options: TlsOptions): Promise<TlsFacts>;
  /** Ends the connection at once, both ways. Harmless when called again. */
  close(): void;
}

export interface Target {
  /** The name as asked for. */
  name: string;
  /** A checked address of it. Runtimes that connect by name (Workers) get none. */
  address?: string;
  port: number;
  /** Given for implicit TLS: the handshake starts as soon as TCP stands, and `secured` tells how it went. */
  tls?: TlsOptions;
}

export type Opened =
  | { outcome: 'ok'; stream: Stream; secured?: Promise<TlsFacts> }
  /** refused: a reset answered · unreachable: the network said so · unclear: this runtime cannot tell what failed · cancelled: `cancel` was called. */
  | { outcome: 'refused' | 'unreachable' | 'unclear' | 'cancelled' };

/** A connection on its way. `opened` never rejects; `cancel` ends it at once. */
export interface Opening {
  readonly opened: Promise<Opened>;
  cancel(): void;
}

/** What this runtime can know. A story that needs more expects `unclear` there. */
export interface NetAbilities {
  /** Connects to an address that was resolved and checked before; false: by name only. */
  byAddress: boolean;
  /** Says why a certificate was refused. */
  tlsReasons: boolean;
  /** Shows certificate, protocol version and cipher. */
  tlsFacts: boolean;
  /** Verifies the certificate of a STARTTLS upgrade in a way that we can rely on. */
  startTlsVerified: boolean;
}

export interface Net {
  readonly can: NetAbilities;
  /** Milliseconds since 1970, as a wall clock. */
  now(): number;
  /** A clock of `ms` milliseconds, started by this call. */
  after(ms: number): Timer;
  resolve(name: string, type: RecordType): Promise<Resolved>;
  /**
   * Takes over what another Net of the same run has looked up for this name, judges it as an answer to a look-up of its own, and says which of
   * the addresses may be gone to. Left out: all of them, as far as this Net goes there at all.
   */
  adopt?(name: string, addresses: readonly string[]): readonly string[];
  open(target: Target): Opening;
  /**
   * Has this side lately connected to any far host (never loopback) over this family, to this port? Then silence is the server's and not ours.
   * Left out, or false: not known.
   */
  reached?(family: 4 | 6, port: number): boolean;
}
