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

/** Who is measured. `nodemailer, shared`: with one secure context for all connections, as our own net has. */
export const subjectNames = ['ours', 'nodemailer, shared', 'nodemailer, defaults'] as const;
export type SubjectName = (typeof subjectNames)[number];

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
