// What lies beside the port that was asked for: other ports, devices of other times, who takes the mail. Over HTTP, against practice hosts.
import { describe, expect, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { memoryCounts } from '../../functions/counts/memory.ts';
import { makeLimits } from '../../functions/guards/limits.ts';
import { mailDomain } from '../../functions/guards/mail-domain.ts';
import { scriptedNet, type World } from '../../functions/nets/scripted.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import type { LookAnswer } from '../../src/view/look-view.ts';
import { knowledge } from '../diagnosis/known.ts';
import { useApp } from '../harness/site.ts';
import { address, server } from '../smtp/parts.ts';

const app = useApp();

const account = { username: 'scanner@practice.test', password: 'abcdefghijklmnop' };
type Fields = Record<string, string | number>;
const post = (path: string, fields: Fields, accept = 'application/json'): Promise<Response> =>
  fetch(app.url + path, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: accept }, body: JSON.stringify(fields) });
const look = async (fields: Fields): Promise<LookAnswer> => (await post('/api/look', fields)).json() as Promise<LookAnswer>;
const short = (doors: Report['doors'] = []): string[] =>
  doors.map(({ port, security, outcome, why }) => [port, security, outcome, why].filter(Boolean).join(' '));

describe('a look', () => {
  test('shows the other ports side by side, beside its report', async () => {
    const answer = await look({ host: 'works.practice.test', port: 587 });
    expect(short(answer.doors)).toEqual(['465 implicit-tls ok', '2525 starttls refused port-closed']);
    expect(answer.report).not.toHaveProperty('doors');
    expect(answer.report).toMatchObject({ verdict: 'works', advice: [] });
  });

  test('tells them as one event before the last line', async () => {
    const text = await (await post('/api/look', { host: 'works.practice.test', port: 465 }, 'application/x-ndjson')).text();
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; doors?: Report['doors'] });
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['doors', 'look']);
    expect(short(events.at(-2)?.doors)).toEqual(['587 starttls ok', '2525 starttls refused port-closed']);
  });

  test('of a closed port says which one to try', async () => {
    const answer = await look({ host: 'works.practice.test', port: 2525 });
    expect(answer.report.verdict).toBe('fails');
    expect(answer.report.advice[0]).toEqual({ id: 'door-implicit-tls', with: { port: '465' } });
    const page = await fetch(`${app.url}/api/look`, {
      method: 'POST',
      headers: { Accept: 'text/html' },
      body: new URLSearchParams({ host: 'works.practice.test', port: '2525' }),
    });
    const html = await page.text();
    expect(html).toContain('Take port 465 with TLS from the start (devices often call it SSL): that port answers.');
    expect(html).toContain('<summary>Other ports of this server: 465, 587 would work</summary>');
    // A practice host is in no fact file, so no link may carry it.
    expect(html).not.toContain('/check/?host=');
  });

  test('of a name that leads nowhere knocks at no other port', async () => {
    expect(await look({ host: 'dns-no-such-host.practice.test', port: 587 })).not.toHaveProperty('doors');
  });

  test('of a server with an expired certificate shows what devices of three ages would get, and the certificate as shown only', async () => {
    const { report } = await look({ host: 'cert-expired.practice.test', port: 587 });
    expect(report.peeks?.map(({ hello }) => hello)).toEqual(['device-2009', 'device-2014', 'today']);
    expect(report.peeks?.at(-1)).toMatchObject({ wouldGetIn: 'ok', tls: { trusted: false, shownOnly: true } });
    const page = await fetch(`${app.url}/api/look`, {
      method: 'POST',
      headers: { Accept: 'text/html' },
      body: new URLSearchParams({ host: 'cert-expired.practice.test', port: '465' }),
    });
    const html = await page.text();
    expect(html).toMatch(/<summary>The server’s encryption suits devices of about 2014 and of today<\/summary>/);
    expect(html).toContain('A device of about 2009');
  });
});

describe('a check', () => {
  test('looks at other ports where no connection came about, and signs in nowhere', async () => {
    const before = app.practice?.seen('works.practice.test').filter(({ verb }) => verb === 'AUTH').length;
    const response = await post('/api/check', { host: 'works.practice.test', port: 2525, security: 'starttls', ...account });
    const text = await response.text();
    const report = JSON.parse(text) as Report;
    expect([report.verdict, short(report.doors)]).toEqual(['fails', ['465 implicit-tls ok', '587 starttls ok']]);
    expect(app.practice?.seen('works.practice.test').filter(({ verb }) => verb === 'AUTH').length).toBe(before);
    expect(text).not.toContain(account.password);
  });

  test('that reached its server leaves the other ports alone', async () => {
    const response = await post('/api/check', { host: 'auth-wrong-password.practice.test', port: 587, security: 'starttls', ...account });
    expect(await response.json()).not.toHaveProperty('doors');
  });
});

const domain = 'buero-mit-kopierer.ch';
const host = `mail.${domain}`;

/** The app on a made-up internet. */
function scripted(world: World, maxChecks = 64) {
  const net = scriptedNet(world);
  const store = memoryCounts();
  const limits = makeLimits({ secret: 'x'.repeat(32), limits: 'off', maxChecks }, store);
  const made = createApp({
    settings: { siteUrl: 'http://localhost:4321', secret: 'x'.repeat(32), allowTargets: [], maxChecks, limits: 'off' },
    knowledge,
    checkKnowledge: checkKnowledge(knowledge),
    netFor: () => net,
    shell: () => Promise.resolve('<title>ANSWER_TITLE</title><!--ANSWER_MAIN-->'),
    clientOf: () => ({ address: '203.0.113.7', network: '203.0.113.7', wider: '203.0.113.0/24' }),
    limits,
    store,
    log: () => undefined,
  });
  const ask = (path: string, fields: Fields, signal?: AbortSignal) =>
    made.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/x-ndjson' },
      body: JSON.stringify(fields),
      ...(signal && { signal }),
    });
  return { net, running: () => limits.running, ask };
}
const last = async <T>(response: Response): Promise<T> => JSON.parse((await response.text()).trim().split('\n').at(-1) ?? '') as T;

test('who takes the mail of the address is told, in look and check, and asked for by the domain alone', async () => {
  const world = {
    names: { [host]: { A: [address] }, [domain]: { MX: ['in.filter.example', 'in2.filter.example'] } },
    servers: { [`${address}:587`]: server() },
  };
  const { ask, net } = scripted(world);
  const mxOf = ({ stages }: Report) => stages.find(({ stage }) => stage === 'dns')?.facts.mx;
  const seen = await last<LookAnswer>(await ask('/api/look', { address: `scanner@${domain}`, host }));
  expect(mxOf(seen.report)).toEqual(['in.filter.example', 'in2.filter.example']);
  const wish = { host, port: 587, security: 'starttls', username: `scanner@${domain}`, password: 'abcdefgh' };
  expect(mxOf(await last<Report>(await ask('/api/check', wish)))).toEqual(['in.filter.example', 'in2.filter.example']);
  expect(net.lookups.join()).not.toContain('scanner');
  const { report } = await last<LookAnswer>(await ask('/api/look', { host }));
  expect(report.stages[0]?.facts).not.toHaveProperty('mx');
});

test('a visitor who leaves while the other ports are looked at ends all of it, and frees the count', async () => {
  const { ask, running, net } = scripted({
    names: { [host]: { A: [address] } },
    servers: { [`${address}:465`]: 'silent', [`${address}:587`]: server(), [`${address}:2525`]: 'silent' },
  });
  const leave = new AbortController();
  const response = await ask('/api/look', { host, port: 587 }, leave.signal);
  const reader = response.body?.getReader();
  expect(running()).toBe(1);
  await reader?.read();
  leave.abort();
  await reader?.cancel();
  await expect.poll(running).toBe(0);
  expect(net.pendingTimers).toBe(0);
});

test.each([
  ['a@Example.COM', 'example.com'],
  ['a@bücher.ch', 'xn--bcher-kva.ch'],
  ['a@practice.test', undefined],
  ['a@office.localhost', undefined],
  ['not an address', undefined],
  [undefined, undefined],
])('the domain of %s to ask for is %s', (typed, expected) => {
  expect(mailDomain(typed)).toBe(expected);
});
