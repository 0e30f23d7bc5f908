// The built site in memory (Node): path → bytes, with an ETag and compressed forms made when first asked for.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { cacheOf, headersFor } from './headers.ts';

interface File {
  body: Uint8Array<ArrayBuffer>;
  type: string;
  etag: string;
  packed: Partial<Record<'br' | 'gzip', Promise<Uint8Array<ArrayBuffer>>>>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.xml': 'application/xml',
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
    store.set(url, { body, type, etag, packed: {} });
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

/** Where a path leads that is no file and no page but nearly one: a key of the store, never what was asked for, so `//evil.example` leads nowhere. */
function nearlyKnown(store: Map<string, File>, path: string): string | undefined {
  const page = path.endsWith('/index.html') ? path.slice(0, -'index.html'.length) : `${path}/`;
  return store.has(page) ? page : undefined;
}

/**
 * Answers GET and HEAD from the store. A path without its final slash, or with `index.html`, is sent on with 307, as Workers do, when the store has
 * the page. `secure`: the site is reached by https.
 */
export async function serveFile(store: Map<string, File>, request: Request, secure: boolean): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const always = headersFor(pathname, secure);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { ...always, Allow: 'GET, HEAD' } });
  }
  const file = store.get(pathname);
  const page = file ? undefined : nearlyKnown(store, pathname);
  if (page !== undefined) return new Response(null, { status: 307, headers: { ...always, Location: `${page}${search}` } });
  const found = file ?? store.get('/404.html');
  if (!found) return new Response('Not found', { status: 404, headers: { ...always, 'Content-Type': 'text/plain' } });
  const headers: Record<string, string> = {
    ...always,
    'Content-Type': found.type,
    // What is missing under a hashed name may be there after the next build.
    'Cache-Control': cacheOf(file ? pathname : '/'),
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
