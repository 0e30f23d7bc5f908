// The ways to send a secret to where it does not belong: every field, header, path and kind of broken body.
import { accepts, bodyOf, type Wish } from './raw.ts';
import { username } from './secrets.ts';

export interface Misplaced {
  name: string;
  wish: Wish;
  /** Shown again to whoever typed it, in the answer to that very request, so that a slip can be seen. Nowhere else. */
  isShownAgain?: true;
}

/** Fields that a form shows again; what stands in any other is never repeated. */
const shownAgain = {
  '/api/look': ['address', 'host', 'port', 'device', 'peek', 'security'],
  '/api/check': ['username', 'host', 'port', 'from', 'ehlo', 'device', 'ticket', 'security'],
  '/api/discover': ['domain'],
};
const fields = {
  '/api/look': ['address', 'host', 'port', 'security', 'device', 'peek', 'password', 'username', 'ticket', 'proof'],
  '/api/check': [
    ...['host', 'port', 'security', 'username', 'mechanism', 'from', 'depth', 'ehlo', 'greeting', 'device', 'peek', 'ticket', 'proof'],
    ...['address', 'secret'],
  ],
  '/api/discover': ['domain', 'password', 'address'],
};
type Route = keyof typeof fields;
const routes = Object.keys(fields) as Route[];

const headers = [
  'Authorization',
  'Cookie',
  'X-Password',
  'Referer',
  'User-Agent',
  'Origin',
  'X-Forwarded-For',
  'If-None-Match',
  'Accept-Language',
  'Range',
];

function inFields(secret: string, base: Record<string, string>): Misplaced[] {
  return routes.flatMap((path) =>
    fields[path].flatMap((field) =>
      accepts.map((accept, at): Misplaced => {
        const { headers: type, body } = bodyOf({ ...base, [field]: secret }, at === 2 ? 'form' : 'json');
        return {
          name: `the field ${field} of ${path}, answered as ${accept}`,
          wish: { path, headers: { ...type, Accept: accept }, body },
          ...(shownAgain[path].includes(field) && { isShownAgain: true }),
        };
      }),
    ),
  );
}

function inBodies(secret: string): Misplaced[] {
  const json = JSON.stringify({ host: 'localhost', username, password: secret });
  const isJson = { 'Content-Type': 'application/json' };
  const isForm = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const form = new URLSearchParams({ password: secret }).toString();
  const bodies: [string, Omit<Wish, 'path'>][] = [
    ['JSON that ends too early', { headers: isJson, body: json.slice(0, -2) }],
    ['JSON with a comma too many', { headers: isJson, body: json.replace('{', '{,') }],
    ['a bare text as JSON', { headers: isJson, body: JSON.stringify(secret) }],
    ['a list as JSON', { headers: isJson, body: JSON.stringify([secret]) }],
    ['a password inside an object', { headers: isJson, body: JSON.stringify({ password: { value: secret } }) }],
    ['a password as the name of a field', { headers: isJson, body: JSON.stringify({ [secret]: 'x' }) }],
    ['a password as the name of a list', { headers: isJson, body: JSON.stringify({ [secret]: ['x'] }) }],
    ['no JSON at all', { headers: isJson, body: secret }],
    ['plain text', { headers: { 'Content-Type': 'text/plain' }, body: secret }],
    ['no content type', { body: secret }],
    ['a content type that holds it', { headers: { 'Content-Type': `application/json; x="${encodeURIComponent(secret)}"` }, body: json }],
    ['a form with half a code', { headers: isForm, body: `${form}%4` }],
    [
      'a multipart form without its end',
      { headers: { 'Content-Type': 'multipart/form-data; boundary=seam' }, body: `--seam\r\n${secret}` },
    ],
    ['a multipart form without a boundary', { headers: { 'Content-Type': 'multipart/form-data' }, body: secret }],
    [
      'bytes that are no UTF-8',
      { headers: isJson, body: Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from([0xc3, 0x28, 0x22])]) },
    ],
    ['too much', { headers: isJson, body: json + ' '.repeat(20_000) }],
    [
      'too much, in pieces',
      { headers: { ...isForm, 'Transfer-Encoding': 'chunked' }, body: `5000\r\n${form.padEnd(0x5000, 'x').slice(0, 0x5000)}\r\n0\r\n\r\n` },
    ],
    ['half a body', { headers: isJson, body: json, cutOff: true }],
    ['from a page of somebody else', { headers: { ...isJson, Origin: 'https://evil.example' }, body: json }],
    ['to a host that is not ours', { headers: { ...isJson, Host: 'evil.example' }, body: json }],
  ];
  return bodies.flatMap(([name, wish]) =>
    [...routes, '/api/nothing', '/'].map((path, at): Misplaced => {
      const accept = accepts[at % accepts.length] ?? accepts[0];
      return { name: `${name}, sent to ${path}`, wish: { ...wish, path, headers: { Accept: accept, ...wish.headers } } };
    }),
  );
}

function inAddresses(secret: string): Misplaced[] {
  const coded = encodeURIComponent(secret);
  const gets: [string, true?][] = [
    [`/api/check?password=${coded}`],
    [`/api/look?host=${coded}`],
    [`/api/${coded}`],
    [`/api/health?${coded}`],
    [`/api/find?q=${coded}`, true],
    [`/${coded}`],
    [`/check/?password=${coded}`],
    // Sent on to the path with its final slash, with the query as it came.
    [`/check?password=${coded}`, true],
    [`/${coded}/index.html`],
    // Sent on to the same address, coded once more, where the platform serves the files.
    [`/%c0%ae${coded}`, true],
  ];
  return [
    ...gets.flatMap(([path, isShownAgain]) =>
      (['GET', 'POST', 'DELETE'] as const).map((method): Misplaced => ({
        name: `the address of ${method} ${path.split(coded).join('…')}`,
        wish: { method, path, headers: { Accept: method === 'GET' ? 'text/html' : 'application/json' } },
        ...(isShownAgain && method === 'GET' && { isShownAgain }),
      })),
    ),
    { name: 'the method', wish: { method: secret.replace(/\W/g, '').slice(0, 20), path: '/api/check' } },
  ];
}

const inHeaders = (secret: string): Misplaced[] =>
  headers.flatMap((header) =>
    ['/api/check', '/api/health', '/check/'].map((path): Misplaced => ({
      name: `the header ${header} to ${path}`,
      wish: {
        path,
        method: path === '/api/check' ? 'POST' : 'GET',
        headers: {
          Accept: 'text/html',
          'Content-Type': 'application/x-www-form-urlencoded',
          [header]: header === 'Authorization' ? `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}` : secret.trim(),
        },
      },
    })),
  );

/** All of them, for one secret. `base`: fields of a check that would be fine. */
export const misplaced = (secret: string, base: Record<string, string>): Misplaced[] => [
  ...inFields(secret, base),
  ...inBodies(secret),
  ...inAddresses(secret),
  ...inHeaders(secret),
];
