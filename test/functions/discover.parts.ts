// The made-up internet of the search's tests: a domain, its services, its web server, and the question.
import { tlsFacts, type Script, type World } from '../../functions/nets/scripted.ts';
import type { Service } from '../../functions/nets/srv.ts';
import type { DiscoverAnswer } from '../../src/view/discover-view.ts';
import { guardedApp, type GuardedOptions } from '../harness/guarded.ts';

export const domain = 'kopierer-ag.ch';
export const mail = `mail.${domain}`;
export const there = '9.9.9.9';

export const service = (target: string, port = 587, priority = 0, weight = 0): Service => ({ priority, weight, port, target });
export const services = (submission: Service[], submissions: Service[] = []): NonNullable<GuardedOptions['services']> => ({
  [`_submission._tcp.${domain}`]: submission,
  [`_submissions._tcp.${domain}`]: submissions,
});

export async function ask(world: World, options: GuardedOptions = {}, typed = domain) {
  const app = guardedApp(world, options);
  const before = app.net.now();
  const response = await app.post('/api/discover', { domain: typed });
  const text = await response.text();
  return { ...app, response, text, answer: JSON.parse(text) as DiscoverAnswer, ms: app.net.now() - before };
}
export const short = ({ found }: DiscoverAnswer): string[] =>
  found.map(({ host, port, security, source, verified }) => `${host}:${String(port)} ${security} ${source}${verified ? '' : '?'}`);

export const settings = (servers: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<clientConfig version="1.1"><emailProvider id="${domain}">${servers}</emailProvider></clientConfig>`;
export const outgoing = (host: string, port = 587, socketType = 'STARTTLS') =>
  `<outgoingServer type="smtp"><hostname>${host}</hostname><port>${String(port)}</port><socketType>${socketType}</socketType><username>%EMAILADDRESS%</username></outgoingServer>`;

/** A web server that has had a whole request, and says this. */
export const web =
  (say: string | ((peer: Parameters<Script>[0]) => Promise<void> | void), trusted = true): Script =>
  async (peer) => {
    if ((await peer.startTls(trusted ? tlsFacts() : tlsFacts({ trusted: false, reasons: ['other-name'] }))) === null) return;
    for (let line = await peer.line(); line !== ''; line = await peer.line()) if (line === null) return;
    if (typeof say === 'string') peer.write(say);
    else await say(peer);
  };
export const page = (body: string, head = '') => `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n${head}\r\n${body}`;
/** A world whose domain has a web server for its settings file, and a mail server that the file may name. */
export const withFile = (script: Script, more: World = {}): World => ({
  names: { [`autoconfig.${domain}`]: { A: ['9.9.9.10'] }, [mail]: { A: [there] }, ...more.names },
  servers: { '9.9.9.10:443': script, ...more.servers },
});
