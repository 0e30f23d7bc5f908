// What is written down of a look or a check, and nothing besides: one line of log, which the visitor is shown as well.

/** The keys are those of the table on the page Privacy; a test holds the two together. */
export interface RunRecord {
  /** When it began, UTC, to the second (RFC 3339). */
  time: string;
  /** Where the visitor came from, coarsely: an IPv4 /24 or an IPv6 /48; `unknown` where the server was not told. */
  network: string;
  /** Id of the provider's fact file; null for every other server. The server's own name is not kept. */
  provider: string | null;
  /** The stage in which it ended; the last one that was done where all went well. Of a fault of ours, the route. */
  stage: string | null;
  /** What came of it: `works`, the cause that was found first, or, where none was, why the stage ended. Of a fault of ours, its kind. */
  code: string;
  /** How long it took, in milliseconds. */
  ms: number;
}
