// Whom a peek stands in for: three kinds of device by age, and single questions to a server.
import { groups, suites, version } from './numbers.ts';

export interface Hello {
  /** Oldest and newest protocol version that is taken. */
  oldest: number;
  newest: number;
  /** Cipher suites, best liked first. */
  suites: number[];
  /** No extensions at all, as before about 2010. */
  bare?: boolean;
  /** Says the server's name (SNI). Only with extensions. */
  sni: boolean;
  /** Elliptic curves; empty: none are known. */
  groups: number[];
  /** Signature algorithms; empty before TLS 1.2, which brought them. */
  signatures: number[];
}

const { p256, p384, p521, x25519 } = groups;
const s = suites;

const rsaCbc = [s.TLS_RSA_WITH_AES_128_CBC_SHA, s.TLS_RSA_WITH_AES_256_CBC_SHA, s.TLS_RSA_WITH_3DES_EDE_CBC_SHA];
const curvesCbc = [
  s.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
  s.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
  s.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
  s.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
];
const cbcOf12 = [
  s.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
  s.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
  s.TLS_RSA_WITH_AES_128_CBC_SHA256,
  s.TLS_RSA_WITH_AES_256_CBC_SHA256,
];
const modern12 = [
  s.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
  s.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  s.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
  s.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
  s.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
  s.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
];
const of13 = [s.TLS_AES_128_GCM_SHA256, s.TLS_AES_256_GCM_SHA384, s.TLS_CHACHA20_POLY1305_SHA256];
const dheCbc = [s.TLS_DHE_RSA_WITH_AES_128_CBC_SHA, s.TLS_DHE_RSA_WITH_AES_256_CBC_SHA];
const noCurves12 = [
  s.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
  s.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
  s.TLS_RSA_WITH_AES_128_GCM_SHA256,
  s.TLS_RSA_WITH_AES_256_GCM_SHA384,
  s.TLS_RSA_WITH_AES_128_CBC_SHA256,
  s.TLS_RSA_WITH_AES_256_CBC_SHA256,
];
const old = [...curvesCbc, ...dheCbc, ...rsaCbc];
const nist = [p256, p384, p521];

// RFC 8446 §4.2.3: ECDSA, RSA-PSS and RSA with SHA-256, -384, -512. RFC 5246 §7.4.1.4.1: the same without PSS, and with SHA-1.
const signaturesOfToday = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];
const signaturesOf2014 = [0x0601, 0x0603, 0x0501, 0x0503, 0x0401, 0x0403, 0x0201, 0x0203];
const anySignature = [...new Set([...signaturesOfToday, ...signaturesOf2014])];

/**
 * The hellos by name. `device-2009`, `device-2014` and `today` stand for what devices of that age mostly had: TLS 1.0 with RSA and no
 * extensions; TLS 1.2 with RSA and early curves, all of it CBC; TLS 1.2 and 1.3 with nothing but what is good today.
 * The others each ask one thing.
 */
export const hellos = {
  'device-2009': {
    oldest: version.ssl3,
    newest: version.tls10,
    suites: [...rsaCbc, s.TLS_RSA_WITH_RC4_128_SHA, s.TLS_RSA_WITH_RC4_128_MD5],
    bare: true,
    sni: false,
    groups: [],
    signatures: [],
  },
  'device-2014': {
    oldest: version.tls10,
    newest: version.tls12,
    suites: [...curvesCbc, ...cbcOf12, ...rsaCbc],
    sni: true,
    groups: nist,
    signatures: signaturesOf2014,
  },
  today: {
    oldest: version.tls12,
    newest: version.tls13,
    suites: [...of13, ...modern12],
    sni: true,
    groups: [x25519, p256, p384],
    signatures: signaturesOfToday,
  },
  'tls-1.0': { oldest: version.tls10, newest: version.tls10, suites: old, sni: true, groups: nist, signatures: [] },
  'tls-1.1': { oldest: version.tls11, newest: version.tls11, suites: old, sni: true, groups: nist, signatures: [] },
  'tls-1.2': {
    oldest: version.tls12,
    newest: version.tls12,
    suites: [...modern12, ...cbcOf12, ...noCurves12, ...old],
    sni: true,
    groups: [x25519, ...nist],
    signatures: anySignature,
  },
  'tls-1.3': {
    oldest: version.tls13,
    newest: version.tls13,
    suites: of13,
    sni: true,
    groups: [x25519, p256, p384],
    signatures: signaturesOfToday,
  },
  'no-curves': {
    oldest: version.tls10,
    newest: version.tls12,
    suites: [...noCurves12, ...dheCbc, ...rsaCbc],
    sni: true,
    groups: [],
    signatures: anySignature,
  },
  'cbc-only': {
    oldest: version.tls10,
    newest: version.tls12,
    suites: [...cbcOf12, ...old],
    sni: true,
    groups: [x25519, ...nist],
    signatures: anySignature,
  },
  'no-sni': {
    oldest: version.tls12,
    newest: version.tls13,
    suites: [...of13, ...modern12],
    sni: false,
    groups: [x25519, p256, p384],
    signatures: signaturesOfToday,
  },
} as const satisfies Record<string, Hello>;

export type HelloName = keyof typeof hellos;

/** The three that answer "would this old device get in?". */
export const deviceHellos = ['device-2009', 'device-2014', 'today'] as const satisfies HelloName[];
