// The other ports of a server in a report, and the truth of "no answer", in virtual time.
import { expect, test } from 'vitest';
import { publicOnly } from '../../functions/guards/public-only.ts';
import { scriptedNet, type Listener, type World } from '../../functions/nets/scripted.ts';
import { doorsWorthALook } from '../../src/diagnosis/other-doors.ts';
import { toReport, type Report } from '../../src/diagnosis/report.ts';
import { run, type RunEvent } from '../../src/diagnosis/run.ts';
import type { CheckRequest, Facts, Findings, StageEvent } from '../../src/smtp/events.ts';
import type { Net } from '../../src/smtp/net.ts';
import { address, host, look, password, request, see, server, worldOf } from '../smtp/parts.ts';
import { knowledge } from './known.ts';

const implicit = server({}, { implicit: true });
const world = (ports: Record<number, Listener>): World => ({
  names: { [host]: { A: [address] } },
  servers: Object.fromEntries(Object.entries(ports).map(([port, listener]) => [`${address}:${port}`, listener])),
});

async function follow(wish: CheckRequest, ports: Record<number, Listener>, admits?: (port: number) => boolean) {
  const net = scriptedNet(world(ports));
  const asked: number[] = [];
  const events: RunEvent[] = [];
  const startedAt = net.now();
  const netFor = (port: number): Net => (asked.push(port), net);
  const elsewhere = { netFor, ...(admits && { admits }) };
  for await (const event of run({ request: wish, net, knowledge, id: 'story', elsewhere })) events.push(event);
  return { net, asked, events, report: events.at(-1) as Report, ms: net.now() - startedAt };
}

const short = ({ doors = [] }: Report): string[] => doors.map(({ port, security, outcome }) => `${String(port)} ${security} ${outcome}`);

test('a look shows the other ports before its report, and says nothing of them where all is well', async () => {
  const { events, report } = await follow(look(), { 465: implicit, 587: server() });
  expect(events.at(-2)).toEqual({ type: 'doors', doors: report.doors });
  expect(short(report)).toEqual(['465 implicit-tls ok', '2525 starttls refused']);
  expect(report.advice).toEqual([]);
});

test('where the chosen port is closed, the first advice is a port that works', async () => {
  const { report } = await follow(look(), { 465: implicit });
  expect([report.verdict, report.causes[0]?.cause]).toEqual(['fails', 'connect-refused']);
  expect(report.advice[0]).toEqual({ id: 'door-implicit-tls', with: { port: '465' } });
});

test('a port that was asked for the wrong kind of encryption is asked for the other', async () => {
  const { report } = await follow(look({ port: 465 }), { 465: implicit, 587: 'closed' });
  expect(report.advice[0]).toEqual({ id: 'door-implicit-tls', with: { port: '465' } });
  expect(short(report)[0]).toBe('465 implicit-tls ok');
});

test('a check looks at other ports only where no connection came about, and no password goes there', async () => {
  const good = await follow(request(), { 465: implicit, 587: server() });
  expect([good.report.doors, good.asked]).toEqual([undefined, []]);
  const shut = await follow(request(), { 465: implicit });
  expect(shut.report.advice[0]).toEqual({ id: 'door-implicit-tls', with: { port: '465' } });
  for (const { received } of shut.net.connections) {
    expect(received).not.toContain('AUTH');
    for (const form of [password, btoa(password)]) expect(received).not.toContain(form);
  }
});

test('only ports that the guard admits are looked at', async () => {
  const { asked, report } = await follow(look(), { 465: implicit, 587: server() }, (port) => port === 2525);
  expect([asked, short(report)]).toEqual([[2525], ['2525 starttls refused']]);
});

test('silence everywhere costs twelve seconds more at most', async () => {
  const silent: Listener = async (peer) => peer.left;
  const alone = await follow(look(), { 587: silent }, () => false);
  const all = await follow(look(), { 465: silent, 587: silent, 2525: silent });
  expect(all.ms - alone.ms).toBeGreaterThan(0);
  expect(all.ms - alone.ms).toBeLessThanOrEqual(12_000);
});

test('a name is looked up once, whatever its ports: what it leads to a moment later opens nothing', async () => {
  const [first, inside] = ['8.8.8.8', '127.0.0.1'];
  const asked: string[] = [];
  const opened: string[] = [];
  const scripted = scriptedNet({ servers: Object.fromEntries([first, inside].map((one) => [`${one}:465`, implicit])) });
  const raw: Net = {
    ...scripted,
    // A name that leads somewhere else each time it is asked for, as in a rebinding.
    async resolve(name, type) {
      asked.push(`${name} ${type}`);
      return type === 'A'
        ? { outcome: 'ok', records: [asked.filter((one) => one.endsWith(' A')).length > 1 ? inside : first] }
        : { outcome: 'none' };
    },
    open: (target) => (opened.push(`${target.address ?? ''}:${String(target.port)}`), scripted.open(target)),
  };
  const netFor = (port: number): Net => publicOnly(raw, [], port);
  let report: Report | undefined;
  for await (const event of run({ request: look(), net: netFor(587), knowledge, id: 'a', elsewhere: { netFor } }))
    if (event.type === 'report') report = event;
  expect(asked).toEqual([`${host} A`, `${host} AAAA`]);
  expect(opened.sort()).toEqual([`${first}:2525`, `${first}:465`, `${first}:587`]);
  expect(report && short(report)).toEqual(['465 implicit-tls ok', '2525 starttls refused']);
});

test('the address that stood in the run is the one that the other ports are asked at', async () => {
  const [dead, good] = ['192.0.2.7', '192.0.2.8'];
  const scripted = scriptedNet({
    names: { [host]: { A: [dead, good] } },
    servers: { [`${dead}:587`]: 'closed', [`${good}:587`]: server(), [`${good}:465`]: implicit, [`${dead}:465`]: 'silent' },
  });
  const opened: string[] = [];
  const net: Net = {
    ...scripted,
    open: (target) => (opened.push(`${target.address ?? ''}:${String(target.port)}`), scripted.open(target)),
  };
  for await (const event of run({
    request: look(),
    net,
    knowledge,
    id: 'a',
    elsewhere: { netFor: () => net, admits: (port) => port === 465 },
  }))
    if (event.type === 'report') expect(event.doors?.[0]).toMatchObject({ outcome: 'ok', ipv4: { outcome: 'ok' }, ms: 0 });
  expect(opened).toEqual([`${dead}:587`, `${good}:587`, `${good}:465`]);
});

test('a server that knows the password from an earlier check cannot show it at another port', async () => {
  const forms = [password, password.toUpperCase(), btoa(password), btoa(`\0scanner@example.test\0${password}`)];
  const leaf = { subject: `CN=${password}`, names: forms, issuer: `O=${btoa(password)}`, validFrom: '', validTo: '', fingerprint: '' };
  const parrot = server(
    { tls: { trusted: true, reasons: [], chain: [leaf] }, offersAfterTls: [`AUTH PLAIN ${forms.join(' ')}`] },
    { implicit: true },
  );
  const { events, report } = await follow(request(), { 465: parrot });
  expect(report.doors?.[0]).toMatchObject({ port: 465, outcome: 'ok', tls: { trusted: true } });
  for (const form of forms) expect(JSON.stringify(events).toLowerCase()).not.toContain(form.toLowerCase());
});

test('a caller who leaves ends the other ports too', async () => {
  const net = scriptedNet(world({ 465: 'silent', 587: server(), 2525: 'silent' }));
  const { promise, resolve } = Promise.withResolvers<void>();
  void net.after(1_000).done.then(resolve);
  const startedAt = net.now();
  let report: Report | undefined;
  for await (const event of run({ request: look(), net, knowledge, id: 'a', elsewhere: { netFor: () => net }, cancelled: promise }))
    if (event.type === 'report') report = event;
  expect(net.now() - startedAt).toBe(1_000);
  expect(report?.doors?.map(({ why }) => why)).toEqual(['cancelled', 'cancelled']);
  expect(net.pendingTimers).toBe(0);
});

test('a name without an address, and a run that was stopped, have no other ports', async () => {
  const nowhere = (await see(look(), {})).findings;
  expect(doorsWorthALook(nowhere)).toEqual([]);
  const stopped: StageEvent = { type: 'stage', stage: 'banner', outcome: 'unclear', ms: 1, facts: { why: 'cancelled' } };
  expect(doorsWorthALook({ ...nowhere, stages: [stopped] })).toEqual([]);
});

const connectEnd = (facts: Facts, outcome: StageEvent['outcome'] = 'timed-out'): Findings => ({
  target: { host, port: 587, security: 'starttls' },
  startedAt: '2026-11-25T09:00:00.000Z',
  ms: 8_000,
  stages: [{ type: 'stage', stage: 'connect', outcome, ms: 8_000, facts }],
  capabilities: [],
  asked: 'look',
});
const silent = (family: Partial<Facts>, why: Facts['why'] = 'no-answer'): Facts => ({ why, ...family });

test.each<[string, Findings, string]>([
  [
    'silence over IPv4 from a side that proved nothing',
    connectEnd(silent({ ipv4: { outcome: 'not-tried', why: 'no-answer' } })),
    'cannot-tell',
  ],
  ['silence over the only family, IPv6', connectEnd(silent({ ipv6: { outcome: 'not-tried', why: 'no-answer' } })), 'cannot-tell'],
  [
    'a network without a way, from such a side',
    connectEnd(silent({ ipv4: { outcome: 'not-tried', why: 'unreachable' } }, 'unreachable'), 'refused'),
    'cannot-tell',
  ],
  [
    'silence over IPv4 that is proven, IPv6 unknown',
    connectEnd(silent({ ipv4: { outcome: 'timed-out', why: 'no-answer' }, ipv6: { outcome: 'not-tried', why: 'no-answer' } })),
    'fails',
  ],
  [
    'a closed port',
    connectEnd({ why: 'port-closed', ipv4: { outcome: 'refused', why: 'port-closed' }, ipv6: { outcome: 'not-tried' } }, 'refused'),
    'fails',
  ],
])('%s: the cause is listed, the verdict is true', (_story, findings, verdict) => {
  const report = toReport(findings, knowledge, { id: 'a' });
  expect(report.verdict).toBe(verdict);
  expect(report.causes[0]?.cause).toMatch(/^connect-/);
  if (verdict === 'cannot-tell') expect(report.causes[0]?.confidence).toBeLessThan(0.6);
});

test('an IPv6 address that does not answer is said only where that is really known', () => {
  const ok = (ipv6: Facts['ipv6']): Findings => connectEnd({ ipv4: { outcome: 'ok' }, ...(ipv6 && { ipv6 }) }, 'ok');
  const advice = (findings: Findings): string[] => toReport(findings, knowledge, { id: 'a' }).advice.map(({ id }) => id);
  expect(advice(ok({ outcome: 'timed-out', why: 'no-answer' }))).toEqual(['ipv6-dead']);
  expect(advice(ok({ outcome: 'not-tried', why: 'no-answer' }))).toEqual([]);
  expect(advice(ok({ outcome: 'unclear', why: 'outrun' }))).toEqual([]);
});

test('after a failed handshake the report says which devices would get in', async () => {
  const net = scriptedNet(worldOf(server({ tls: { trusted: false, reasons: ['expired'] } })));
  let report: Report | undefined;
  for await (const event of run({ request: look(), net, knowledge, id: 'a' })) if (event.type === 'report') report = event;
  expect(report?.peeks?.map(({ hello }) => hello)).toEqual(['device-2009', 'device-2014', 'today']);
});
