// The settings file of a domain over real sockets and real TLS, from a web server on loopback that stands for one on the internet.
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { autoconfig } from '../../functions/discover/autoconfig.ts';
import { publicOnly } from '../../functions/guards/public-only.ts';
import { nodeNet } from '../../functions/nets/node.ts';
import { createAuthority, type CertificateKind } from '../../practice/certificates.ts';
import type { Net } from '../../src/smtp/net.ts';
import type { DiscoverAnswer } from '../../src/view/discover-view.ts';
import { guardedApp } from '../harness/guarded.ts';

const domain = 'kopierer-ag.ch';
const host = `autoconfig.${domain}`;
const mail = `mail.${domain}`;
const authority = createAuthority();
const xml = (name = mail) =>
  `<?xml version="1.0"?><clientConfig><emailProvider id="x"><outgoingServer type="smtp"><hostname>${name}</hostname><port>465</port><socketType>SSL</socketType></outgoingServer></emailProvider></clientConfig>`;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let answer: Answer;
let servers: Partial<Record<CertificateKind, Server>> = {};
const seen: { url: string; host: string; name: string | false | null }[] = [];

beforeAll(async () => {
  for (const kind of ['good', 'other-name', 'expired', 'self-signed'] as const) {
    const { certificate, key } = authority.issue(kind, [host, domain]);
    const server = createServer({ cert: certificate, key }, (request, response) => {
      const { servername } = request.socket as TLSSocket & { servername: string | false | null };
      seen.push({ url: request.url ?? '', host: request.headers.host ?? '', name: servername });
      answer(request, response);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers = { ...servers, [kind]: server };
  }
});
afterAll(() => {
  for (const server of Object.values(servers)) {
    server.close();
    server.closeAllConnections();
  }
});
beforeEach(() => {
  seen.length = 0;
});

/** An internet in which the domain's web server has a public address; a connection there ends at the server on loopback. */
function internet(kind: CertificateKind, lookups: string[] = []): Net {
  const net = nodeNet({ ca: [authority.ca], onlyTheseCa: true });
  const names: Record<string, string[]> = { [host]: ['9.9.9.10'], [mail]: ['9.9.9.9'] };
  const port = (servers[kind]?.address() as AddressInfo).port;
  return {
    ...net,
    resolve: (name, type) => {
      lookups.push(`${name} ${type}`);
      const isFirst = lookups.filter((one) => one === `${name} ${type}`).length === 1;
      // A rebinding name server: public for the guard, this machine for whoever asks again.
      const records = type === 'A' ? (isFirst ? names[name] : names[name] && ['127.0.0.1']) : undefined;
      return Promise.resolve(records ? { outcome: 'ok', records } : { outcome: 'none' });
    },
    open: (target) => net.open(target.address === '9.9.9.10' ? { ...target, address: '127.0.0.1', port } : target),
  };
}

/** What the file alone says, past the guards of its connection. */
const file = (kind: CertificateKind = 'good') => autoconfig(domain, publicOnly(internet(kind), [], 443), 'test');

async function discover(kind: CertificateKind = 'good', lookups: string[] = []): Promise<DiscoverAnswer> {
  const app = guardedApp({}, { under: () => internet(kind, lookups) });
  return (await app.post('/api/discover', { domain })).json() as Promise<DiscoverAnswer>;
}
const says =
  (body: string, head: Record<string, string> = {}, status = 200): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'text/xml', ...head }).end(body);
  };

describe('over real TLS', () => {
  test('the file is got by name at the address that was looked up once, with nothing of an address in the request', async () => {
    answer = says(xml());
    const lookups: string[] = [];
    expect(await discover('good', lookups)).toMatchObject({
      found: [{ host: mail, port: 465, security: 'implicit-tls', source: 'autoconfig', verified: false }],
    });
    expect(seen).toEqual([{ url: '/mail/config-v1.1.xml', host, name: host }]);
    expect(lookups).toEqual([...new Set(lookups)]);
  });

  test.each<[string, Answer]>([
    ['in chunks', (_request, response) => void response.writeHead(200).write(xml().slice(0, 30), () => response.end(xml().slice(30)))],
    ['with a length', says(xml(), { 'Content-Length': String(xml().length) })],
    ['until the connection ends', (request) => {
      request.socket.end(`HTTP/1.0 200 OK\r\n\r\n${xml()}`);
    }],
  ])('the file is taken %s', async (_story, how) => {
    answer = how;
    expect(await file()).toHaveLength(1);
  }); // prettier-ignore

  test.each(['other-name', 'expired', 'self-signed'] as const)('a server whose certificate is %s gets no request at all', async (kind) => {
    answer = says(xml());
    expect(await file(kind)).toEqual([]);
    expect(seen).toEqual([]);
  });

  test.each<[string, Answer]>([
    ['a redirect', says(xml(), { Location: `https://${host}/elsewhere` }, 302)],
    ['65 kB', says(xml() + ' '.repeat(65_536))],
    ['65 kB in chunks', (_request, response) => void response.writeHead(200).write(' '.repeat(40_000), () => response.end(' '.repeat(40_000) + xml()))],
    ['a compressed file', says(xml(), { 'Content-Encoding': 'gzip' })],
    ['an entity bomb', says(`<!DOCTYPE a [<!ENTITY b "${'c'.repeat(1_000)}">]>${xml('&b;'.repeat(100))}`)],
    ['an end in the middle', (_request, response) => void response.writeHead(200, { 'Content-Length': '5000' }).write(xml(), () => response.destroy())],
    ['another service on its port', (request) => void request.socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ])('%s is refused, and nothing more is asked', async (_story, how) => {
    answer = how;
    expect(await file()).toEqual([]);
    expect(seen).toHaveLength(1);
  }); // prettier-ignore
});
