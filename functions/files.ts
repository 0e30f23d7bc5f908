// The built site in memory (Node): path → bytes, with an ETag and compressed forms made when first asked for.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { immutable, revalidate, securityHeaders } from './headers.ts';

interface File {
  body: Uint8Array<ArrayBuffer>;
  type: string;
  etag: string;
  cache: string;
  packed: Partial<Record<'br' | 'gzip', Promise<Uint8Array<ArrayBuffer>>>>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.sha256': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ics': 'text/calendar; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

const pack = {
  br: (bytes: Uint8Array) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 }),
};

/** Reads every file of a folder. Keys are URL paths; a page has its path with a final slash. `_headers` is for Workers and not served. */
export async function loadFiles(folder: string): Promise<Map<string, File>> {
  const store = new Map<string, File>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || entry.name.startsWith('.') || relative(folder, path) === '_headers') continue;
    const body = new Uint8Array(await readFile(path));
    const url = `/${relative(folder, path).split(sep).join('/')}`.replace(/\/index\.html$/, '/');
    const type = types[/\.[a-z0-9]+$/.exec(entry.name)?.[0] ?? ''] ?? 'application/octet-stream';
    const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    store.set(url, { body, type, etag, cache: url.startsWith('/_astro/') ? immutable : revalidate, packed: {} });
  }
  return store;
}

function chosenEncoding(request: Request, file: File): 'br' | 'gzip' | undefined {
  if (file.body.length < 512 || !/^(text|application\/(json|xml|manifest)|image\/svg)/.test(file.type)) return undefined;
  const accepted = request.headers.get('accept-encoding') ?? '';
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
}

async function packed(file: File, encoding: 'br' | 'gzip'): Promise<Uint8Array<ArrayBuffer>> {
  file.packed[encoding] ??= pack[encoding](file.body).then((bytes) => new Uint8Array(bytes));
  return file.packed[encoding];
}

/**
 * Answers GET and HEAD from the store. A path without its final slash is sent on with 308 only when the store has the page: the target is a key
 * of the store, never what was asked for, so `//evil.example` leads nowhere.
 */
export async function serveFile(store: Map<string, File>, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { ...securityHeaders, Allow: 'GET, HEAD' } });
  }
  const { pathname, search } = new URL(request.url);
  const file = store.get(pathname);
  if (!file && store.has(`${pathname}/`)) {
    return new Response(null, { status: 308, headers: { ...securityHeaders, Location: `${pathname}/${search}` } });
  }
  const found = file ?? store.get('/404.html');
  if (!found) return new Response('Not found', { status: 404, headers: { ...securityHeaders, 'Content-Type': 'text/plain' } });
  const headers: Record<string, string> = {
    ...securityHeaders,
    'Content-Type': found.type,
    'Cache-Control': found.cache,
    ETag: found.etag,
    Vary: 'Accept-Encoding',
  };
  if (file && request.headers.get('if-none-match') === found.etag) return new Response(null, { status: 304, headers });
  const encoding = chosenEncoding(request, found);
  const body = encoding ? await packed(found, encoding) : found.body;
  if (encoding) headers['Content-Encoding'] = encoding;
  headers['Content-Length'] = String(body.length);
  return new Response(request.method === 'HEAD' ? null : body, { status: file ? 200 : 404, headers });
}
