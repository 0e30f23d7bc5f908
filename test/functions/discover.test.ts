// POST /api/discover on a made-up internet: what is found, in which order, and what is left out as if it had not been there.
import { describe, expect, test } from 'vitest';
import type { World } from '../../functions/nets/scripted.ts';
import type { Service } from '../../functions/nets/srv.ts';
import type { DiscoverAnswer } from '../../src/view/discover-view.ts';
import { guardedApp, type GuardedOptions } from '../harness/guarded.ts';
import { ask, domain, mail, outgoing, page, service, services, settings, short, there, web, withFile } from './discover.parts.ts';

describe('a domain of our facts', () => {
  test('is answered from them, without a question to anybody', async () => {
    const { answer, net, asked } = await ask({}, {}, 'Gmail.com');
    expect(answer).toMatchObject({
      type: 'discover',
      v: 1,
      domain: 'gmail.com',
      provider: 'gmail',
      sources: { file: 'found', mx: 'not-needed' },
    });
    expect(short(answer)).toEqual(['smtp.gmail.com:587 starttls file', 'smtp.gmail.com:465 implicit-tls file']);
    expect([...net.lookups, ...asked]).toEqual([]);
  });

  test('is recognised by who takes its mail, whatever its services say', async () => {
    const { answer, net } = await ask(
      { names: { [domain]: { MX: ['ASPMX.L.GOOGLE.COM', 'alt1.aspmx.l.google.com'] }, [mail]: { A: [there] } } },
      { services: services([service(mail)]) },
    );
    expect(answer).toMatchObject({ provider: 'google-workspace', sources: { file: 'nothing', mx: 'found', srv: 'not-needed' } });
    expect(answer.found.every(({ source, verified }) => source === 'mx' && verified)).toBe(true);
    expect(net.connections).toEqual([]);
  });

  test('is not recognised by a name that only ends like that', async () => {
    const { answer } = await ask({ names: { [domain]: { MX: ['evil-aspmx.l.google.com'] } } });
    expect(answer).not.toHaveProperty('provider');
  });
});

describe('services that a domain publishes', () => {
  test('are suggested, not verified, with TLS from the start first', async () => {
    const { answer, asked, net } = await ask(
      { names: { [mail]: { A: [there] }, 'old.kopierer-ag.ch': { AAAA: ['2a00:1450::1'] } } },
      { services: services([service(mail)], [service('old.kopierer-ag.ch', 465, 20), service(mail, 465, 10)]) },
    );
    expect(short(answer)).toEqual([
      `${mail}:465 implicit-tls srv?`,
      'old.kopierer-ag.ch:465 implicit-tls srv?',
      `${mail}:587 starttls srv?`,
    ]);
    expect(answer.sources).toEqual({ file: 'nothing', mx: 'nothing', srv: 'found', autoconfig: 'not-needed' });
    expect(asked.sort()).toEqual([`_submission._tcp.${domain}`, `_submissions._tcp.${domain}`]);
    // Each name once, and nothing is connected to.
    expect(net.lookups).toEqual([...new Set(net.lookups)]);
    expect(net.connections).toEqual([]);
  });

  test('are verified where our facts have that very server', async () => {
    const { answer } = await ask(
      { names: { 'smtp.gmail.com': { A: [there] } } },
      { services: services([service('smtp.gmail.com', 2525)], [service('smtp.gmail.com', 465)]) },
    );
    expect(short(answer)).toEqual(['smtp.gmail.com:465 implicit-tls srv', 'smtp.gmail.com:2525 starttls srv?']);
  });

  test('end the search where the domain says that there are none', async () => {
    const { answer, net } = await ask(withFile(web(page(settings(outgoing(mail))))), {
      services: services([service('', 0)], [service('', 0)]),
    });
    expect(answer).toMatchObject({ found: [], sources: { srv: 'says-none', autoconfig: 'not-needed' } });
    expect(net.connections).toEqual([]);
  });

  test.each<[string, Service]>([
    ['on port 25', service(mail, 25)],
    ['on a port of another service', service(mail, 6379)],
    ['at port 0', service(mail, 0)],
    ['with an address for a name', service('9.9.9.9')],
    ['with an IPv6 address for a name', service('2a00:1450::1')],
    ['with an address in hex', service('0x7f.1')],
    ['with an address in full-width digits', service('１２７.０.０.１')],
    ['at localhost', service('localhost')],
    ['at a name below localhost', service('mail.localhost')],
    ['at a single word', service('redis')],
    ['at a name of an office', service('mail.corp')],
    ['at a name with a slash', service('kopierer-ag.ch/x')],
    ['at a name with a blank', service('mail .ch')],
    ['at a name with an @', service('a@mail.kopierer-ag.ch')],
    ['at a name of 1,000 labels', service(Array.from({ length: 1_000 }, () => 'a').join('.'))],
    ['at itself, in a loop', service(`_submission._tcp.${domain}`)],
    ['at a name that does not exist', service(`none.${domain}`)],
  ])('are left out %s', async (_story, one) => {
    const { answer, text } = await ask({ names: { [mail]: { A: [there] } } }, { services: services([one]) });
    expect(answer).toMatchObject({ found: [], sources: { srv: 'nothing' } });
    expect(text).toBe((await ask({ names: { [mail]: { A: [there] } } })).text);
  });

  test.each<[string, World['names']]>([
    ['inside', { [mail]: { A: ['10.0.0.5'] } }],
    ['to this machine', { [mail]: { A: ['127.0.0.1'] } }],
    ['to the metadata service', { [mail]: { AAAA: ['fd00:ec2::254'] } }],
    ['to both a public address and one inside', { [mail]: { A: [there, '192.168.1.9'] } }],
    ['to a public address and to IPv4 hidden in IPv6', { [mail]: { A: [there], AAAA: ['64:ff9b::a00:1'] } }],
  ])('that lead %s are answered like none at all: same bytes, same time', async (_story, names) => {
    const inside = await ask({ names }, { services: services([service(mail)], [service(mail, 465)]) });
    const nothing = await ask({});
    expect([inside.text, inside.ms]).toEqual([nothing.text, nothing.ms]);
    expect(inside.net.connections).toEqual([]);
  });

  test('are opened by ALLOW_TARGETS for an office of its own, at that port', async () => {
    const { answer } = await ask({ names: { [mail]: { A: ['10.0.0.5'] } } }, { allow: `${mail}:587`, services: services([service(mail)]) });
    expect(short(answer)).toEqual([`${mail}:587 starttls srv?`]);
  });

  test('of a hundred hosts are looked up at four', async () => {
    const many = Array.from({ length: 20 }, (_, at) => service(`m${String(at)}.${domain}`));
    const { net, answer } = await ask({}, { services: services(many) });
    expect(answer.found).toEqual([]);
    expect(net.lookups.filter((name) => /^m\d+\./.test(name))).toHaveLength(8);
  });
});

describe('a look-up that does not work', () => {
  test.each<[string, World, GuardedOptions, Partial<DiscoverAnswer['sources']>]>([
    ['of the mail exchangers', { names: { [domain]: { MX: 'failed' } } }, {}, { mx: 'could-not-tell' }],
    ['of the mail exchangers, with no answer', { names: { [domain]: { MX: 'silent' } } }, {}, { mx: 'could-not-tell' }],
    ['of the services', {}, { services: { [`_submission._tcp.${domain}`]: 'failed' } }, { srv: 'could-not-tell' }],
    ['of the services, with no answer', {}, { services: { [`_submission._tcp.${domain}`]: 'silent' } }, { srv: 'could-not-tell' }],
    [
      'of a server that a service names',
      { names: { [mail]: { A: 'failed' } } },
      { services: services([service(mail)]) },
      { srv: 'could-not-tell' },
    ],
    [
      'of such a server, with no answer',
      { names: { [mail]: { A: 'silent' } } },
      { services: services([service(mail)]) },
      { srv: 'could-not-tell' },
    ],
  ])('%s is told as such, in time, and the search goes on', async (_story, world, options, sources) => {
    const { answer, ms, net } = await ask(world, options);
    expect(answer).toMatchObject({ found: [], sources });
    expect(answer.sources.autoconfig).toBe('nothing');
    expect(ms).toBeLessThanOrEqual(4_000 + 4_000 + 3_000);
    expect(net.pendingTimers).toBe(0);
  });
});

describe('the field', () => {
  test.each([`scanner@${domain}`, `@${domain}`])('refuses %j with a sentence, asks nobody, and does not show it again', async (typed) => {
    for (const accept of ['application/json', 'application/x-ndjson', 'text/html']) {
      const app = guardedApp({});
      const response = await app.post('/api/discover', { domain: typed }, accept);
      const text = await response.text();
      expect(response.status).toBe(400);
      expect(text).toContain('Type only the part behind the @.');
      expect(text).not.toContain(typed);
      expect([...app.net.lookups, ...app.asked]).toEqual([]);
    }
  });

  test.each([{}, { domain: '' }, { domain: 'a b' }, { domain: 7 }, { domain: 'x'.repeat(9_000) }, { domain: ['a.ch'] }])(
    'refuses %j',
    async (fields) => {
      const response = await guardedApp({}).post('/api/discover', fields);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ field: 'domain' }] });
    },
  );
});

describe('without script', () => {
  const shown = async (world: World, options: GuardedOptions = {}) =>
    (await guardedApp(world, options).post('/api/discover', { domain }, 'text/html')).text();

  test('a suggestion is marked as one, and a password is a confirmed look away', async () => {
    const html = await shown({ names: { [mail]: { A: [there] } } }, { services: services([service(mail)]) });
    expect(html).toContain('<h2 id="suggested" tabindex="-1">Suggested by DNS, not verified</h2>');
    expect(html).toContain(`I have compared it: look at ${mail}`);
    expect(html).toMatch(/<form method="post" action="\/api\/look"[^>]*><input type="hidden" name="host" value="mail\.kopierer-ag\.ch">/);
    expect(html).not.toMatch(/type="password"|<a [^>]*kopierer-ag/);
  });

  test('our own facts are not marked', async () => {
    const html = await shown({ names: { [domain]: { MX: ['aspmx.l.google.com'] } } });
    expect(html).toContain('Mail of kopierer-ag.ch is with');
    expect(html).not.toContain('not verified');
  });

  test('nothing says what to do instead, and what was not tried', async () => {
    const html = await shown({}, { different: { autoconfig: undefined } });
    expect(html).toContain('We found no settings for kopierer-ag.ch.');
    expect(html).toContain('was not looked for');
    expect(html).toContain('<a href="/check/">');
    expect(html).toContain('action="/api/discover"');
  });
});
