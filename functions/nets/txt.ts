/** Bounds on what somebody else's DNS can hand us; SPF and DMARC records are far below both. */
const mostRecords = 50;
const longestRecord = 4_096;

/** The TXT records that are looked at. One that is longer is no policy of anybody's. */
export const boundedTexts = (records: string[]): string[] => records.filter((text) => text.length <= longestRecord).slice(0, mostRecords);

/**
 * The text of a TXT record in the form of zone files, as resolvers over HTTPS show it: one or more quoted strings, joined (RFC 7208 §3.3), with
 * `\"`, `\\` and `\065` for signs that need it (RFC 1035 §5.1). Some resolvers leave the quotes out.
 */
export function readQuoted(data: string): string {
  if (!data.startsWith('"')) return data;
  // Sticky: a quotation mark that never closes is looked for once, and not again from every later one.
  const strings = [...data.matchAll(/"((?:[^"\\]|\\.)*)"\s*/gsy)].map(([, inner = '']) => inner);
  return strings
    .join('')
    .replace(/\\(\d{3}|.)/gs, (_, sign: string) => (sign.length === 3 ? String.fromCharCode(Number(sign) & 0xff) : sign));
}
