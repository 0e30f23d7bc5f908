// Names where there is no resolver but HTTPS: the JSON form of DNS over HTTPS, as Cloudflare and Google serve it.
import type { RecordType, Resolved } from '../../src/smtp/net.ts';
import { resolveLocalhost } from './localhost.ts';

type Fetch = (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>;

interface DnsAnswer {
  Status: number;
  Answer?: { type: number; data: string }[];
}

// RFC 1035 §3.2.2, RFC 3596 §2.1.
const typeNumbers: Record<RecordType, number> = { A: 1, AAAA: 28, MX: 15 };
const noError = 0;
const noSuchName = 3;
/** Milliseconds for the whole request, from the call on; the caller's own clock is mostly shorter. */
const requestMs = 10_000;

const isAnswer = (value: unknown): value is DnsAnswer =>
  typeof value === 'object' && value !== null && 'Status' in value && typeof value.Status === 'number';

/** `10 mail.example.com.` as names, best preference first. `0 .` is the null MX of RFC 7505: this domain takes no mail. */
function exchanges(data: string[]): string[] {
  return data
    .map((text) => text.split(' '))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, name = '']) => name.replace(/\.$/, ''))
    .filter((name) => name !== '');
}

/**
 * Look-ups over HTTPS.
 *
 * Shape: `url` is the resolver's address without a query, for example https://cloudflare-dns.com/dns-query.
 * Errors: none thrown; NXDOMAIN and an answer without such a record are `none`, everything else that goes wrong is `failed`.
 * Source: developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json.
 */
export function dohResolve(fetch: Fetch, url: string): (name: string, type: RecordType) => Promise<Resolved> {
  async function ask(name: string, type: RecordType): Promise<Resolved> {
    const query = new URL(url);
    query.searchParams.set('name', name);
    query.searchParams.set('type', type);
    const response = await fetch(query.href, { headers: { accept: 'application/dns-json' }, signal: AbortSignal.timeout(requestMs) });
    const answer: unknown = response.ok ? await response.json() : undefined;
    if (!isAnswer(answer)) return { outcome: 'failed' };
    if (answer.Status === noSuchName) return { outcome: 'none' };
    if (answer.Status !== noError) return { outcome: 'failed' };
    // A CNAME on the way stands among the answers too.
    const data = (answer.Answer ?? []).filter((record) => record.type === typeNumbers[type]).map((record) => record.data);
    const records = type === 'MX' ? exchanges(data) : data;
    return records.length > 0 ? { outcome: 'ok', records } : { outcome: 'none' };
  }

  return async (name, type) => {
    const local = resolveLocalhost(name, type);
    if (local) return local;
    try {
      return await ask(name, type);
    } catch {
      return { outcome: 'failed' };
    }
  };
}
