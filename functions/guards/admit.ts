// Whether a look or check may start now. A plain function: the routes call it, and so can a queue or a test without HTTP.

/** Who asks. Later guards count by it. */
export interface Client {
  /** The client's address as far as the runtime tells it. */
  address: string;
}

/** What is under way. */
export interface Counts {
  running: number;
  /** MAX_CHECKS. */
  most: number;
}

export interface AdmitRequest {
  host: string;
  port: number;
  /** true: a password will be sent. */
  signsIn: boolean;
}

export type Admission = { admitted: true } | { admitted: false; code: 'busy'; retryAfterSeconds: number };

/**
 * Decides whether this request may start. It changes nothing: the caller counts what it starts.
 * Errors: `busy` when as many run as MAX_CHECKS allows.
 */
export function admit(_request: AdmitRequest, _client: Client, counts: Counts): Admission {
  return counts.running < counts.most ? { admitted: true } : { admitted: false, code: 'busy', retryAfterSeconds: 10 };
}
