// The form of names and passwords that both sides must agree on before they are hashed.

/** RFC 3454 B.1: signs that stand for nothing. */
const nothing = /[\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/gu;
/** RFC 3454 C.1.2: blanks beyond ASCII. */
const blank = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;

/**
 * SASLprep (RFC 4013), what matters of it: blanks become blanks, signs for nothing go, NFKC.
 * Undefined for what it forbids: control characters, and a text of which nothing is left. Rules on the direction of writing are left to the server.
 */
export function prepare(text: string): string | undefined {
  const prepared = text.replace(blank, ' ').replace(nothing, '').normalize('NFKC');
  return prepared === '' || /[\p{Cc}\p{Cs}]/u.test(prepared) ? undefined : prepared;
}

/** A name as part of a SCRAM or GS2 message (RFC 5802 §5.1): comma and equals sign have a meaning there. */
export const saslName = (name: string): string => name.replaceAll('=', '=3D').replaceAll(',', '=2C');
