// All providers as fact files: what each must have, how sure it may sound, and that it is there before a password is typed.
import { describe, expect, test } from 'vitest';
import { checkKnowledge, providerOfDomain, providersOfHost, serversFor } from '../../src/knowledge/check-knowledge.ts';
import { submissionPorts } from '../../functions/guards/target.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { mailboxProvider, recognise } from '../../src/diagnosis/provider.ts';
import type { LookAnswer } from '../../src/view/look-view.ts';
import { knowledge } from '../diagnosis/known.ts';
import { guardedApp } from '../harness/guarded.ts';
import { server } from '../smtp/parts.ts';

const providers = Object.values(knowledge.providers);
const known = checkKnowledge(knowledge);
const words = (value: unknown): string => JSON.stringify(value);

// Permanent: links and bookmarks carry them.
const ids =
  'amazon-ses aol att azure-communication-services brevo bt comcast cox elastic-email fastmail gmail gmx godaddy google-workspace hostinger icloud ionos ' +
  'mail-com mail-ru mailgun mailjet mailtrap microsoft-365 microsoft-hve namecheap-private-email outlook-com ovh postmark proton rackspace resend ' +
  'sendgrid smtp2go sparkpost spectrum t-online verizon web-de yahoo yandex zoho';

test('there are 41 providers, and their ids stay', () => {
  expect(Object.keys(knowledge.providers).sort()).toEqual(ids.split(' '));
});

describe.each(providers.map((provider) => [provider.id, provider] as const))('%s', (_id, provider) => {
  test('has a server for a sign-in, in the open for nobody, and no other port than its sources name', () => {
    const signIn = Object.values(provider.endpoints).filter((endpoint) => endpoint.signIn);
    expect(signIn.length).toBeGreaterThan(0);
    expect(signIn.map(({ security }) => security)).not.toContain('none');
    expect(signIn.map(({ port }) => port)).not.toContain(25);
    // Beyond the usual ports only what the provider documents itself.
    const unusual = signIn.map(({ port }) => port).filter((port) => !submissionPorts.some((usual) => usual === port));
    if (!['amazon-ses', 'resend', 'smtp2go'].includes(provider.id)) expect(unusual).toEqual([]);
  });

  test('is recognised by a domain, an MX or its host, and each domain of a server is one of its own', () => {
    if (provider.kind === 'relay') expect(provider.domains).toEqual([]);
    else expect(provider.domains.length + provider.mx.length).toBeGreaterThan(0);
    for (const { domains = [] } of Object.values(provider.endpoints)) expect(provider.domains).toEqual(expect.arrayContaining(domains));
    for (const domain of provider.domains) {
      expect(providerOfDomain(known, domain)?.id).toBe(provider.id);
      expect(serversFor(known.providers[provider.id] ?? expect.fail(), domain).length).toBeGreaterThan(0);
    }
  });

  test('has sources and the day on which it was held against them, and no notes of the work in it', () => {
    expect(provider.checked >= '2026-11-22').toBe(true);
    expect(provider.sources.length).toBeGreaterThan(0);
    expect(words({ ...provider, sources: [] })).not.toMatch(/background|provider-db|MoveMailbox|ISPDB|store id|TODO|verified: /i);
  });

  test('speaks plainly: short sentences, no dashes of the typewriter, no shouting', () => {
    expect(words([provider.summary, provider.password.note, provider.username])).not.toMatch(/ - |—|!!|\betc\b/);
    for (const sentence of provider.summary.split(/(?<=\.)\s/)) expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(32);
  });

  test('has replies whose cause a diagnosis would list', () => {
    const [endpoint] = Object.values(provider.endpoints);
    for (const { reply, cause } of provider.replies) {
      const [, code = '', rest = ''] = /^(\d{3})[ -](.*)$/.exec(reply) ?? [];
      const enhanced = /^[245]\.\d{1,3}\.\d{1,3}/.exec(rest)?.[0];
      const stage = code === '554' ? 'data' : /STARTTLS|equired|without SSL/.test(reply) && code === '530' ? 'mail-from' : 'auth';
      const seen = { stage, outcome: 'refused', reply: { code: Number(code), lines: [rest], ...(enhanced !== undefined && { enhanced }) } };
      const listed = diagnose({ ...seen, ...(endpoint && { host: endpoint.host }) }, knowledge).map((one) => one.cause);
      expect(listed.slice(0, 3), reply).toContain(cause);
    }
  });
});

// The others have no page of the provider behind them: their pages say so above the settings.
test('settings are stated only where the provider itself, or several lists alike, say them', () => {
  expect(providers.filter(({ basis }) => basis === 'not-confirmed').map(({ id }) => id)).toEqual(['bt', 'spectrum']);
  expect(providers.flatMap(({ id, basis }) => (basis === 'stated' ? [id] : [])).sort()).toEqual(
    (
      'amazon-ses aol brevo cox fastmail gmail gmx google-workspace icloud mail-ru mailgun microsoft-365 microsoft-hve outlook-com postmark resend ' +
      'sendgrid smtp2go sparkpost verizon yahoo'
    ).split(' '),
  );
});

test('no two providers claim one domain, and one that lives in the house of another is not taken for it', () => {
  const domains = providers.flatMap((provider) => provider.domains);
  expect(new Set(domains).size).toBe(domains.length);
  for (const [guest, house] of [
    ['cox', 'yahoo'],
    ['verizon', 'aol'],
  ] as const) {
    const host = Object.values(knowledge.providers[guest]?.endpoints ?? {})[0]?.host ?? '';
    expect(providersOfHost(known, host)[0]?.id).toBe(house);
    expect(recognise(knowledge, host)?.id).toBe(house);
    expect(recognise(knowledge, host, `scanner@${knowledge.providers[guest]?.domains[0] ?? ''}`)?.id).toBe(guest);
  }
});

test('a domain of a customer is recognised by who takes its mail', () => {
  for (const [mx, id] of [
    ['mx01.mail.icloud.com', 'icloud'],
    ['mx.zoho.com', 'zoho'],
    ['in1-smtp.messagingengine.com', 'fastmail'],
    ['mail.protonmail.ch', 'proton'],
    ['mx1.emailsrvr.com', 'rackspace'],
    ['mx1.privateemail.com', 'namecheap-private-email'],
    ['mx1.hostinger.com', 'hostinger'],
    ['mx0.mail.ovh.net', 'ovh'],
    ['mx00.kundenserver.de', 'ionos'],
    ['smtp.secureserver.net', 'godaddy'],
    ['mx-aol.mail.gm0.yahoodns.net', 'aol'],
    ['mx-biz.mail.am0.yahoodns.net', 'yahoo'],
    ['mx0.example.net', undefined],
  ] as const)
    expect(mailboxProvider(knowledge, [mx], 'scanner@office.example')?.id, mx).toBe(id);
});

test('an address gets the server of its own country or kind', () => {
  const first = (domain: string) => serversFor(providerOfDomain(known, domain) ?? expect.fail(domain), domain)[0]?.host;
  expect(first('gmx.de')).not.toBe(first('gmx.com'));
  expect(new Set(['zoho.com', 'zoho.eu', 'zoho.in', 'zoho.jp', 'zohocloud.ca'].map(first)).size).toBe(5);
  const ofCustomers = serversFor(known.providers['zoho'] ?? expect.fail(), 'office.example');
  expect(ofCustomers.map(({ domains }) => domains)).toEqual(ofCustomers.map(() => undefined));
});

// What a visitor sees before the field for the password is there, from nothing but the address.
test.each([
  ['scanner@yahoo.com', 'yahoo', '16 characters'],
  ['scanner@me.com', 'icloud', 'an app-specific password'],
  ['scanner@aol.com', 'aol', '16 characters'],
  ['scanner@fastmail.com', 'fastmail', '16 characters'],
  ['scanner@mail.ru', 'mail-ru', 'a password for external applications'],
  ['scanner@gmx.com', 'gmx', 'With two-step sign-in on'],
  ['scanner@gmail.com', 'gmail', '16 characters'],
])('%s: server, port, encryption, user name and the way to the right password stand before the password', async (address, id, hint) => {
  const provider = knowledge.providers[id] ?? expect.fail(id);
  const [endpoint] = serversFor(known.providers[id] ?? expect.fail(id), address.split('@')[1]);
  const { host, port, security } = endpoint ?? expect.fail(id);
  const there = '9.9.9.9';
  const implicit = security === 'implicit-tls';
  const listener = server({}, { implicit });
  const world = { names: { [host]: { A: [there] } }, servers: { [`${there}:${String(port)}`]: listener } };
  const told = (await (await guardedApp(world).post('/api/look', { address })).json()) as LookAnswer;
  expect(told).toMatchObject({ provider: id, target: { host, port, security }, report: { verdict: 'works' } });

  const html = await (await guardedApp(world).post('/api/look', { address }, 'text/html')).text();
  const field = html.indexOf('type="password"');
  expect(field).toBeGreaterThan(0);
  const before = html.slice(0, field);
  for (const part of [host, `port ${String(port)}`, `href="${provider.appPassword?.page ?? ''}"`, hint]) expect(before).toContain(part);
  expect(before).toContain(implicit ? 'TLS from the start' : 'STARTTLS');
  expect(before).toContain(provider.username.replace(/[`']/g, ''));
});
