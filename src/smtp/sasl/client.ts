// What every SASL mechanism is to the sign-in: our side of one exchange (RFC 4422 §3, RFC 4954 §4).

export interface Credentials {
  username: string;
  /** The password, or the access token where the mechanism takes one. */
  password: string;
}

/** Why an exchange was given up by us; codes of `Why`. */
export type SaslFault =
  | 'malformed' // a challenge that this mechanism does not know
  | 'scram-nonce' // the server's nonce does not extend ours
  | 'scram-iterations' // fewer or more rounds than we take
  | 'server-not-proven'; // the server did not show that it knows the password

/** What a server told inside the exchange. Text of the server, as long as it came: redacted and cut when it is told (redact.ts). */
export interface Told {
  /** Of a token that is not taken (RFC 7628 §3.2.2). */
  oauth?: { status: string; scope?: string };
  /** SCRAM's word for what is wrong (RFC 5802 §7), for example `invalid-proof`. */
  saslError?: string;
}

/** The next response, or that the exchange ends here. */
export type Step =
  | {
      response: Uint8Array;
      /** The response holds nothing of a secret, so the transcript shows it. */
      isPublic?: boolean;
      /** Texts that the response holds and that nobody may see, beside the password. */
      secrets?: string[];
      told?: Told;
    }
  | { fault: SaslFault };

export interface SaslClient {
  /** What is said before the server says anything; left out where the server begins. */
  first?: Uint8Array;
  /** Texts in `first` that nobody may see, beside the password. */
  secrets?: string[];
  /** The server's challenges help whoever sees them to guess the password, so the transcript hides them. */
  hidesChallenges: boolean;
  /** The response to a challenge, given as it stood behind the 334. */
  answer(challenge: string): Step | Promise<Step>;
  /** What a 235 would be worth now: undefined, a yes; otherwise why it is none. */
  doubt(): SaslFault | undefined;
}

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Bytes as text; undefined where they are no UTF-8. */
export function textOf(bytes: Uint8Array | undefined): string | undefined {
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
