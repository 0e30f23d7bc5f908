// What the processes of the bench tell each other.

/** Round trips of the two proxies, in milliseconds: the slope between them is what counts, so what a machine adds cancels out. */
export const delays = [50, 250] as const;

export interface FarPorts {
  direct: number;
  /** Never answers a sign-in. */
  silent: number;
  /** Behind the proxies of `delays`. */
  late: [number, number];
}

export interface Far {
  /** PEM. */
  ca: string;
  starttls: FarPorts;
  'implicit-tls': FarPorts;
}

export type Security = 'starttls' | 'implicit-tls';
export const securities: readonly Security[] = ['starttls', 'implicit-tls'];

/**
 * Who is measured. `nodemailer, shared`: with one secure context for all connections, as our own net has. `bare connection`: the same bytes through
 * Node's sockets and TLS, and nothing else: what no check on Node can do without.
 */
export const subjectNames = ['ours', 'nodemailer, shared', 'nodemailer, defaults', 'bare connection'] as const;
export type SubjectName = (typeof subjectNames)[number];

/** Programs that are measured where they are there; the second as `npm run test:interop` has unpacked it. */
export const programNames = ['curl', 'swaks'] as const;

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
