// Names where there is no resolver but HTTPS: the JSON form of DNS over HTTPS, as Cloudflare and Google serve it.
import type { RecordType, Resolved } from '../../src/smtp/net.ts';
import { resolveLocalhost } from './localhost.ts';
import { readService, servicesOf, type ResolveServices } from './srv.ts';
import { boundedTexts, readQuoted } from './txt.ts';

type Fetch = (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>;

interface DnsAnswer {
  Status: number;
  Answer?: { type: number; data: string }[];
}

// RFC 1035 §3.2.2, RFC 3596 §2.1, RFC 2782.
const typeNumbers = { A: 1, AAAA: 28, MX: 15, TXT: 16, SRV: 33 } as const satisfies Record<RecordType | 'SRV', number>;
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

/** One question. The data of the records of that type, as zone files write them. */
async function ask(fetch: Fetch, url: string, name: string, type: keyof typeof typeNumbers): Promise<string[] | 'none' | 'failed'> {
  const query = new URL(url);
  query.searchParams.set('name', name);
  query.searchParams.set('type', type);
  try {
    const response = await fetch(query.href, { headers: { accept: 'application/dns-json' }, signal: AbortSignal.timeout(requestMs) });
    const answer: unknown = response.ok ? await response.json() : undefined;
    if (!isAnswer(answer)) return 'failed';
    if (answer.Status === noSuchName) return 'none';
    if (answer.Status !== noError) return 'failed';
    // A CNAME on the way stands among the answers too.
    return (answer.Answer ?? []).filter((record) => record.type === typeNumbers[type]).map((record) => record.data);
  } catch {
    return 'failed';
  }
}

/**
 * Look-ups over HTTPS.
 *
 * Shape: `url` is the resolver's address without a query, for example https://cloudflare-dns.com/dns-query.
 * Errors: none thrown; NXDOMAIN and an answer without such a record are `none`, everything else that goes wrong is `failed`.
 * Source: developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json.
 */
export function dohResolve(fetch: Fetch, url: string): (name: string, type: RecordType) => Promise<Resolved> {
  return async (name, type) => {
    const local = resolveLocalhost(name, type);
    if (local) return local;
    const data = await ask(fetch, url, name, type);
    if (typeof data === 'string') return { outcome: data };
    const records = type === 'MX' ? exchanges(data) : type === 'TXT' ? boundedTexts(data.map(readQuoted)) : data;
    return records.length > 0 ? { outcome: 'ok', records } : { outcome: 'none' };
  };
}

/** The services of a domain over HTTPS; shape and errors as above. */
export function dohServices(fetch: Fetch, url: string): ResolveServices {
  return async (name) => {
    const data = await ask(fetch, url, name, 'SRV');
    return typeof data === 'string' ? { outcome: data } : servicesOf(data.map(readService).filter((service) => service !== undefined));
  };
}
