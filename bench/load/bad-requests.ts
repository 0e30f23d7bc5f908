// Requests that no client of ours would send, as bytes: each must get a status of 4xx and a sentence. The tests and the bench send the same ones.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

export interface BadRequest {
  /** Which kind of nonsense it is. */
  family: string;
  bytes: Buffer;
}

type Made = fc.Arbitrary<Buffer>;

const api = fc.constantFrom('/api/look', '/api/check', '/api/discover');
const accept = fc.constantFrom('application/json', 'application/x-ndjson', 'text/html', '*/*');

type Body = string | Uint8Array;
type Headers = Record<string, string>;

const head = (start: string, headers: Headers): string =>
  `${start}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

/** A POST that is right in all that is not said here. */
function post(path: string, body: Body, headers: Headers = {}): Buffer {
  const bytes = Buffer.from(body);
  const all = { Host: 'localhost', 'Content-Type': 'application/json', 'Content-Length': String(bytes.length), ...headers };
  return Buffer.concat([Buffer.from(head(`POST ${path} HTTP/1.1`, all), 'latin1'), bytes]);
}

const posted = (body: fc.Arbitrary<Body>, headers: Headers = {}): Made =>
  fc.tuple(api, accept, body).map(([path, wanted, text]) => post(path, text, { Accept: wanted, ...headers }));
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

const good = {
  host: 'mail.example.com',
  port: '587',
  security: 'starttls',
  username: 'scanner@example.com',
  password: 'abcdefgh',
  domain: 'example.com',
};
const goodText = JSON.stringify(good);
const fieldName = fc.constantFrom('host', 'port', 'security', 'username', 'password', 'domain');
const noText = fc.oneof(
  fc.array(fc.string(), { maxLength: 3 }),
  fc.boolean(),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
  fc.array(fc.array(fc.integer())),
);

const badUtf8 = fc.constantFrom([0xff], [0xc3, 0x28], [0xe2, 0x82], [0xf0, 0x9f, 0x92], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xe4]);
const noSuchText = { 'Content-Type': 'application/json' };

function withBytes(name: string, bytes: readonly number[]): Buffer {
  const [before = '', after = ''] = JSON.stringify({ ...good, [name]: 'SPLIT' }).split('SPLIT');
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

function chunked(path: string, body: string, headers: Headers = {}): Buffer {
  const all = { Host: 'localhost', 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked', ...headers };
  return Buffer.from(head(`POST ${path} HTTP/1.1`, all) + body, 'latin1');
}

const raw = (text: string): Buffer => Buffer.from(text, 'latin1');
const start = (line: string, more = ''): Buffer => raw(`${line}\r\nHost: localhost\r\n${more}\r\n`);

/** Every kind there is. */
const families: Record<string, Made> = {
  'an oversized body': posted(fc.integer({ min: 16_400, max: 200_000 }).map((size) => JSON.stringify({ ...good, host: 'x'.repeat(size) }))),
  'a megabyte in one field': posted(fieldName.map((name) => JSON.stringify({ ...good, [name]: 'x'.repeat(1_048_576) }))),
  'an oversized body in chunks': fc
    .tuple(api, fc.integer({ min: 2, max: 40 }))
    .map(([path, many]) => chunked(path, `${chunk('x'.repeat(9_000)).repeat(many)}0\r\n\r\n`)),
  'a size that is a lie': fc
    .tuple(api, fc.constantFrom('99999999999', '16385', '4294967296'))
    .map(([path, size]) => post(path, goodText, { 'Content-Length': size })),
  'JSON that breaks off': posted(fc.integer({ min: 0, max: goodText.length - 1 }).map((end) => goodText.slice(0, end))),
  'text that is no JSON': posted(fc.string({ maxLength: 300 }).filter((text) => !text.trim().startsWith('{'))),
  'bytes that are no JSON': posted(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.concat([Buffer.from('\x01'), bytes]))),
  'JSON that is no object': posted(fc.constantFrom('null', '[]', '"text"', '12', 'true', '[{"host":"a.example"}]')),
  'a value that is no text': posted(fc.tuple(fieldName, noText).map(([name, value]) => JSON.stringify({ ...good, [name]: value }))),
  'deep nesting': posted(
    fc
      .tuple(fc.constantFrom('[', '{"a":', '{"host":['), fc.integer({ min: 100, max: 10_000 }))
      .map(([open, depth]) => open.repeat(depth).slice(0, 16_000)),
  ),
  'deep nesting that ends': posted(
    fc.integer({ min: 100, max: 7_000 }).map((depth) => `{"host":${'['.repeat(depth)}${']'.repeat(depth)}}`),
  ),
  'keys of the prototype': posted(
    fc.constantFrom(
      '{"__proto__":{"host":"mail.example.com","domain":"example.com"}}',
      '{"__proto__":"x","constructor":"y"}',
      '{"constructor":{"prototype":{"host":"a.example"}}}',
      '{"toString":"x","hasOwnProperty":"y"}',
    ),
  ),
  'bytes that are no UTF-8': fc.tuple(api, fieldName, badUtf8).map(([path, name, bytes]) => post(path, withBytes(name, bytes), noSuchText)),
  'a form that is no UTF-8': fc.tuple(api, fieldName, badUtf8).map(([path, name, bytes]) => {
    const coded = bytes.map((byte) => `%${byte.toString(16)}`).join('');
    return post(path, `${new URLSearchParams({ ...good, [name]: 'SPLIT' }).toString().replace('SPLIT', coded)}`, form);
  }),
  'control characters': posted(
    fc
      .tuple(fc.constantFrom('host', 'username', 'password', 'domain'), fc.constantFrom('\0', '\r\n', '\u0085', '\u{1b}[2J', '\ud800'))
      .map(([name, mark]) =>
        JSON.stringify({ ...good, host: `mail${mark}.example.com`, domain: `exam${mark}ple.com`, [name]: `a${mark}b.example` }),
      ),
  ),
  'a form without fields': posted(fc.constantFrom('', '&&&', '=', 'x=y', 'host=&host=', '%', '%zz=%zz'), form),
  'a type that is none of ours': fc
    .tuple(api, fc.constantFrom('text/plain', 'application/xml', 'application/jsonp', 'multipart/form-data', 'image/png', '', 'a/b; c=d'))
    .map(([path, type]) => post(path, goodText, { 'Content-Type': type })),
  'a packed body': fc
    .tuple(api, fc.constantFrom('gzip', 'deflate', 'br'))
    .map(([path, coding]) => post(path, gzipSync(goodText), { 'Content-Encoding': coding })),
  'a broken multipart': fc
    .tuple(
      api,
      fc.constantFrom(
        '--seam\r\n',
        '--seam\r\nContent-Disposition: form-data; name="host"\r\n\r\nmail.example.com',
        '--other--\r\n',
        '--seam\r\nContent-Disposition: form-data; name="host"; filename="a"\r\nContent-Type: text/html\r\n\r\n<b>\r\n--seam--\r\n',
        `${'--seam\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n'.repeat(200)}--seam`,
      ),
    )
    .map(([path, body]) => post(path, body, { 'Content-Type': 'multipart/form-data; boundary=seam' })),
  'two lengths': fc
    .tuple(
      api,
      fc.constantFrom(
        'Content-Length: 3\r\nContent-Length: 4\r\n',
        'Content-Length: 3, 3\r\n',
        'Content-Length: -1\r\n',
        'Content-Length: 0x3\r\n',
        'Content-Length: +3\r\n',
        'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n',
        'Transfer-Encoding: chunked\r\nContent-Length: 3\r\n',
      ),
    )
    .map(([path, lines]) => start(`POST ${path} HTTP/1.1`, `Content-Type: application/json\r\n${lines}`)),
  'an odd transfer encoding': fc
    .tuple(
      api,
      fc.constantFrom(
        'chunked, identity',
        'xchunked',
        'gzip, chunked, x',
        'chunked\r\nTransfer-Encoding: identity',
        '\x0bchunked',
        'chunKed,',
      ),
    )
    .map(([path, coding]) => chunked(path, '3\r\n{}x\r\n0\r\n\r\n', { 'Transfer-Encoding': coding })),
  'chunks that are none': fc
    .tuple(
      api,
      fc.constantFrom(
        'zz\r\n{}\r\n0\r\n\r\n',
        '-1\r\n{}',
        'ffffffffffffffffff\r\n{}',
        '2\r\n{}XX0\r\n\r\n',
        '2;a="\n"\r\n{}\r\n',
        '\r\n\r\n',
        '2 2\r\n{}\r\n0\r\n\r\n',
        `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
      ),
    )
    .map(([path, body]) => chunked(path, body)),
  'headers without end': fc
    .tuple(api, fc.constantFrom('many', 'long', 'one'), fc.integer({ min: 17_000, max: 120_000 }))
    .map(([path, kind, size]) => {
      if (kind === 'long') return start(`POST ${path} HTTP/1.1`, `X-Long: ${'x'.repeat(size)}\r\n`);
      if (kind === 'one') return raw(`POST ${path} HTTP/1.1\r\n${'x'.repeat(size)}`);
      return start(`POST ${path} HTTP/1.1`, 'a: b\r\n'.repeat(size / 6));
    }),
  'an address without end': fc.integer({ min: 17_000, max: 100_000 }).map((size) => start(`GET /api/find?q=${'x'.repeat(size)} HTTP/1.1`)),
  'a header that is none': fc
    .constantFrom(
      'No colon\r\n',
      ': no name\r\n',
      'A b: c\r\n',
      'X: \x01\r\n',
      'X: a\0b\r\n',
      'X: a\rb\r\n',
      ' X: fold first\r\n',
      'X(y): z\r\n',
    )
    .map((line) => raw(`POST /api/look HTTP/1.1\r\n${line}Host: localhost\r\nContent-Length: 0\r\n\r\n`)),
  'no host, or a strange one': fc
    .tuple(
      api,
      fc.constantFrom(
        '',
        'Host: evil.example\r\n',
        'Host: a b\r\n',
        'Host: [::1\r\n',
        'Host: localhost@evil.example\r\n',
        'Host: localhost\r\nHost: evil.example\r\n',
        'Host: localhost/x\r\n',
        'Host: localhost:99999\r\n',
        'Host: \r\n',
        'Host: %00\r\n',
      ),
    )
    .map(([path, host]) => raw(`POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`)),
  'another method': fc
    .tuple(api, fc.constantFrom('GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'PURGE', 'get', 'Post'))
    .map(([path, method]) => start(`${method} ${path} HTTP/1.1`, 'Origin: http://localhost\r\n')),
  'a method that is none': fc
    .constantFrom('FOO', 'P OST', 'PO\x01ST', '{', 'GETGETGET')
    .map((method) => start(`${method} /api/look HTTP/1.1`)),
  'a wish for a proxy': fc
    .constantFrom(
      'CONNECT evil.example:443 HTTP/1.1',
      'CONNECT /api/look HTTP/1.1',
      'POST http://evil.example/api/look HTTP/1.1',
      'POST https://evil.example:1/api/check HTTP/1.1',
      'GET http://evil.example/api/health HTTP/1.1',
    )
    .map((line) => start(line, 'Content-Length: 0\r\n')),
  'an address that is none': fc
    .constantFrom(
      '*',
      'api/look',
      '\\api\\look',
      '//[',
      'http://',
      'http://[',
      '/api/\\look',
      '/api/../api/nothing',
      '/api/%',
      '/api/%00',
      '/api/look/',
      '/api/',
      '/api/LOOK',
    )
    .map((target) => start(`POST ${target} HTTP/1.1`, 'Content-Length: 0\r\n')),
  'another protocol': fc.oneof(
    fc
      .constantFrom(
        'GET /api/look',
        'POST /api/look HTTP/0.9',
        'POST /api/look HTTP/3.7',
        'POST /api/look HTTQ/1.1',
        'POST /api/look HTTP/11',
        'EHLO me',
        'PRI * HTTP/2.0',
        'POST /api/look SMTP/1.0',
      )
      .map((line) => start(line)),
    fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.concat([Buffer.from([0x16, 3, 1]), bytes])),
  ),
  'an old protocol with nonsense': posted(fc.constantFrom('{', '[]')).map((bytes) =>
    raw(bytes.toString('latin1').replace('HTTP/1.1', 'HTTP/1.0')),
  ),
  'a page of somebody else': fc
    .tuple(api, fc.constantFrom('Origin: https://evil.example', 'Origin: null', 'Sec-Fetch-Site: cross-site', 'Origin: x'))
    .map(([path, line]) => start(`POST ${path} HTTP/1.1`, `${line}\r\nContent-Length: 0\r\n`)),
  'an expectation': fc
    .constantFrom('nothing', '101-switch', 'x'.repeat(500))
    .map((value) => post('/api/look', goodText, { Expect: value })),
  'an expectation and nonsense': fc.constant(post('/api/look', '{', { Expect: '100-continue' })),
  'an upgrade': fc
    .constantFrom('websocket', 'h2c', 'TLS/1.0')
    .map((name) => post('/api/look', '{', { Connection: 'Upgrade', Upgrade: name, 'Sec-WebSocket-Key': 'x' })),
  'fields too long': posted(
    fc.integer({ min: 400, max: 15_000 }).map((size) => JSON.stringify({ ...good, host: 'x'.repeat(size), domain: 'x'.repeat(size) })),
  ),
};

/** Names of all kinds. */
export const familyNames = Object.keys(families);

/** The bytes of one kind. */
export const badRequestOf = (family: string): Made => families[family] ?? fc.constant(Buffer.alloc(0));

/** Any of them, each kind as often as the others. */
export const badRequest: fc.Arbitrary<BadRequest> = fc.oneof(
  ...Object.entries(families).map(([family, made]) => made.map((bytes): BadRequest => ({ family, bytes }))),
);

/** So many, the same for the same seed. */
export const badRequests = (count: number, seed: number): BadRequest[] => fc.sample(badRequest, { numRuns: count, seed });
