// POST /api/discover where a domain has a settings file: how it is got, and all that is refused on the way.
import { describe, expect, test } from 'vitest';
import type { Script, World } from '../../functions/nets/scripted.ts';
import { knowledge } from '../diagnosis/known.ts';
import { ask, domain, mail, outgoing, page, service, services, settings, short, there, web, withFile } from './discover.parts.ts';

test('whoever wants to be left alone is neither suggested nor asked for a file', async () => {
  const optOut = [mail, `autoconfig.${domain}`].map((host) => ({ host, since: '2026-11-25' }));
  const { answer, net } = await ask(withFile(web(page(settings(outgoing(mail))))), {
    services: services([service(mail)]),
    different: { knowledge: { ...knowledge, optOut } },
  });
  expect(answer).toMatchObject({ found: [], sources: { srv: 'nothing', autoconfig: 'nothing' } });
  expect([net.connections, net.lookups]).toEqual([[], [`${domain} MX`]]);
});

describe('the settings file of a domain', () => {
  test('is asked for by the domain alone, at the checked address, with the name for the certificate', async () => {
    const { answer, net } = await ask(withFile(web(page(settings(outgoing(mail) + outgoing(mail, 465, 'SSL'))))));
    expect(short(answer)).toEqual([`${mail}:587 starttls autoconfig?`, `${mail}:465 implicit-tls autoconfig?`]);
    expect(answer.found[0]?.username).toBe('address');
    expect(answer.sources).toEqual({ file: 'nothing', mx: 'nothing', srv: 'nothing', autoconfig: 'found' });
    const [asked] = net.connections;
    expect(asked?.target).toEqual({
      name: `autoconfig.${domain}`,
      address: '9.9.9.10',
      port: 443,
      tls: { host: `autoconfig.${domain}` },
    });
    expect(asked?.received).toMatch(/^GET \/mail\/config-v1\.1\.xml HTTP\/1\.1\r\nHost: autoconfig\.kopierer-ag\.ch\r\n/);
    expect(asked?.received).not.toMatch(/[@?%]/);
    expect(net.connections.every(({ open }) => !open)).toBe(true);
  });

  test('is found at the well-known place too, over either family', async () => {
    const { answer } = await ask({
      names: { [domain]: { A: ['9.9.9.11'], AAAA: ['2a00:1450::11'] }, [mail]: { A: [there] } },
      servers: { '9.9.9.11:443': 'silent', '2a00:1450::11:443': web(page(settings(outgoing(mail)))) },
    });
    expect(short(answer)).toEqual([`${mail}:587 starttls autoconfig?`]);
  });

  test('is taken in chunks, and in as many pieces as it has bytes', async () => {
    const xml = settings(outgoing(mail));
    const chunked = `Transfer-Encoding: chunked\r\n`;
    const whole = page(`${xml.length.toString(16)}\r\n${xml}\r\n0\r\n\r\n`, chunked);
    const dripping = web((peer) => {
      for (const sign of whole) peer.write(sign);
    });
    expect(short((await ask(withFile(dripping))).answer)).toEqual([`${mail}:587 starttls autoconfig?`]);
  });

  const bomb = `<!DOCTYPE lolz [${Array.from({ length: 10 }, (_, at) => `<!ENTITY l${String(at + 1)} "${`&l${String(at)};`.repeat(10)}">`).join('')}]>`;
  test.each<[string, Script]>([
    ['a redirect inside', web('HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/mail/config-v1.1.xml\r\n\r\n')],
    ['a redirect to a public place', web(`HTTP/1.1 301 Moved\r\nLocation: https://${mail}/x\r\n\r\n${settings(outgoing(mail))}`)],
    ['a certificate for another name', web(page(settings(outgoing(mail))), false)],
    ['a file of more than 64 kB', web(page(settings(`<!-- ${'x'.repeat(65_536)} -->${outgoing(mail)}`)))],
    ['a head without an end', web((peer) => { for (let at = 0; at < 100; at += 1) peer.write('X-Long: ' + 'y'.repeat(1_000) + '\r\n'); })],
    ['entities', web(page(bomb + settings(outgoing('&l10;'))))],
    ['a file that is cut off', web(page(settings(outgoing(mail)), 'Content-Length: 5000\r\n'))],
    ['a compressed file', web(page(settings(outgoing(mail)), 'Content-Encoding: gzip\r\n'))],
    ['plain text where TLS is due', (peer) => { peer.write('HTTP/1.1 400 Bad Request\r\n\r\n'); return Promise.resolve(); }],
    ['a server without encryption', web(page(settings(outgoing(mail, 587, 'plain'))))],
    ['a server inside', web(page(settings(outgoing('127.0.0.1') + outgoing('localhost') + outgoing(`inside.${domain}`))))],
    ['a server on another port', web(page(settings(outgoing(mail, 22))))],
  ])('with %s is none', async (_story, script) => {
    const { answer, net } = await ask(withFile(script, { names: { [`inside.${domain}`]: { A: ['10.1.1.1'] } } }));
    expect(answer).toMatchObject({ found: [], sources: { autoconfig: 'nothing' } });
    expect(net.connections.map(({ target }) => target.address)).toEqual(['9.9.9.10']);
    expect(net.connections.every(({ open }) => !open)).toBe(true);
  }); // prettier-ignore

  test.each<[string, Script | 'silent']>([
    ['that never answers', 'silent'],
    ['that takes the request and is silent', web((peer) => peer.left)],
    ['that never shakes hands', (peer) => peer.left],
    ['that drips a byte a second', web(async (peer) => {
      for (const sign of page(settings(outgoing(mail)))) {
        peer.write(sign);
        await peer.wait(1_000);
      }
    })],
  ])('is waited for three seconds at a server %s', async (_story, script) => {
    const { answer, ms, net } = await ask(withFile(script as Script));
    expect(answer).toMatchObject({ found: [], sources: { autoconfig: 'nothing' } });
    expect(ms).toBe(3_000);
    expect(net.connections.every(({ open }) => !open)).toBe(true);
    expect(net.pendingTimers).toBeLessThanOrEqual(1);
  }); // prettier-ignore

  test.each<[string, World['names']]>([
    ['inside', { [`autoconfig.${domain}`]: { A: ['10.0.0.1'] } }],
    ['to this machine', { [`autoconfig.${domain}`]: { AAAA: ['::1'] }, [domain]: { A: ['127.0.0.1'] } }],
    ['to both', { [`autoconfig.${domain}`]: { A: ['9.9.9.10', '169.254.169.254'] } }],
  ])('at a name that leads %s is like one that is not there: same bytes, same time, no connection', async (_story, names) => {
    const inside = await ask({ names, servers: { '9.9.9.10:443': web(page(settings(outgoing(mail)))) } });
    const nothing = await ask({});
    expect([inside.text, inside.ms]).toEqual([nothing.text, nothing.ms]);
    expect(inside.net.connections).toEqual([]);
  });

  test('is not looked for where the runtime cannot connect to a checked address', async () => {
    const { answer } = await ask(withFile(web(page(settings(outgoing(mail))))), { different: { autoconfig: undefined } });
    expect(answer).toMatchObject({ found: [], sources: { autoconfig: 'not-here' } });
  });
});
