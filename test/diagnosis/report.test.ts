import { expect, test } from 'vitest';
import { scriptedNet, tlsFacts, type World } from '../../functions/nets/scripted.ts';
import { diagnose, type Telling } from '../../src/diagnosis/diagnose.ts';
import { recognise } from '../../src/diagnosis/provider.ts';
import { toReport } from '../../src/diagnosis/report.ts';
import { run } from '../../src/diagnosis/run.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import type { CheckRequest } from '../../src/smtp/events.ts';
import { address, look, password, request, say, see, server, worldOf } from '../smtp/parts.ts';
import { knowledge } from './known.ts';

const report = async (world: World, wish: CheckRequest = request(), more: { address?: string } = {}) =>
  toReport((await see(wish, world)).findings, knowledge, { id: 'story', ...more });
const at = (host: string): World => ({ names: { [host]: { A: [address] } }, servers: { [`${address}:587`]: server() } });

test('a sign-in that was taken works and has no cause', async () => {
  expect(await report(worldOf(server()))).toMatchObject({
    type: 'report',
    v: 1,
    id: 'story',
    verdict: 'works',
    asked: 'login',
    causes: [],
    advice: [],
  });
});

test('a look works when everything that a look can see is in order', async () => {
  expect(await report(worldOf(server()), look())).toMatchObject({ verdict: 'works', asked: 'look', causes: [] });
  expect(await report(worldOf(server({ offers: [] })), look({ security: 'none' }))).toMatchObject({ verdict: 'works' });
});

test('a goodbye that fails takes nothing from the verdict', async () => {
  const answersAuth = say('235 ok');
  const world = worldOf(server({ answersAuth: async (peer) => void (await answersAuth(peer), peer.close()) }));
  expect((await report(world)).verdict).toBe('works');
});

test('being kept from finding out is never sold as broken', async () => {
  const silent = async (peer: { left: Promise<void> }) => peer.left;
  const hangsUp = async (peer: { close(): void }) => peer.close();
  const worlds = [
    worldOf('unclear'),
    worldOf(server({ greets: say('421 busy') })),
    worldOf(server({ answersAuth: say('454 4.7.0 later') })),
    worldOf(server({ answersAuth: silent })),
    worldOf(server({ answersAuth: hangsUp })),
    worldOf(server({ tls: { trusted: false, reasons: ['unclear'] } })),
    worldOf(server(), 587, { can: { startTlsVerified: false } }),
  ];
  for (const world of worlds) expect((await report(world)).verdict).toBe('cannot-tell');
});

test('ends that lie with us have no cause at the server', async () => {
  const unverifiable = await report(worldOf(server(), 587, { can: { startTlsVerified: false } }));
  expect([unverifiable.verdict, unverifiable.causes]).toEqual(['cannot-tell', []]);
  const unencrypted = await report(worldOf(server({ offers: ['AUTH PLAIN'] })), request({ security: 'none' }));
  expect([unencrypted.verdict, unencrypted.causes]).toEqual(['cannot-tell', []]);
});

test('where a dated change is announced, a check that works says "works today"', async () => {
  const { provider, advice, verdict } = await report(at('smtp.office365.com'), request({ host: 'smtp.office365.com' }));
  expect([provider, verdict]).toEqual(['microsoft-365', 'works']);
  expect(advice).toEqual([{ id: 'works-today', with: { change: knowledge.providers['microsoft-365']?.password.change } }]);
  expect((await report(at('smtp.office365.com'), look({ host: 'smtp.office365.com' }))).advice).toEqual([]);
});

test('a certificate for another name shows the names that it is for', async () => {
  const certificate = {
    subject: '',
    names: ['mx.example.test', '*.mail.example.test'],
    issuer: '',
    validFrom: '',
    validTo: '',
    fingerprint: '',
  };
  const tls = tlsFacts({ trusted: false, reasons: ['other-name'], chain: [certificate] });
  expect((await report(worldOf(server({ tls })))).advice).toEqual([
    { id: 'names-in-certificate', with: { names: 'mx.example.test, *.mail.example.test' } },
  ]);
});

test('providers that share a server are told apart by the address', () => {
  expect(recognise(knowledge, 'smtp.gmail.com', 'someone@gmail.com')?.id).toBe('gmail');
  expect(recognise(knowledge, 'smtp.gmail.com', 'scan@company.example')?.id).toBe('google-workspace');
  expect(recognise(knowledge, 'smtp.gmail.com')?.id).toBeDefined();
  expect(recognise(knowledge, 'mail.example.test', 'someone@gmail.com')).toBeUndefined();
});

test('run yields every event and the report last, as plain JSON without the password', async () => {
  const net = scriptedNet(worldOf(server({ answersAuth: say(`535 5.7.8 not ${password}`) })));
  const events = [];
  for await (const event of run({ request: request(), net, knowledge, id: 'a' })) events.push(event);
  expect(events.at(-1)?.type).toBe('report');
  expect(JSON.parse(JSON.stringify(events))).toEqual(events);
  expect(JSON.stringify(events)).not.toContain(password);
});

test('leaving run early ends the connection', async () => {
  const net = scriptedNet(worldOf(server()));
  for await (const event of run({ request: request(), net, knowledge, id: 'a' })) if (event.type === 'line') break;
  expect(net.connections[0]?.open).toBe(false);
  expect(net.pendingTimers).toBe(0);
});

const small = (signatures: Knowledge['signatures']): Telling => ({ signatures, speakers: [], dialects: [] });

test('the heaviest signature of a cause counts in full and the others help; every one that fits is evidence', () => {
  const causes = diagnose(
    {
      stage: 'auth',
      outcome: 'refused',
      why: 'rejected',
      reply: { code: 535, enhanced: '5.7.8', lines: ['5.7.8 Wrong', '5.7.8  PASSWORD\tgiven'] },
    },
    small([
      { cause: 'b', stage: 'auth', weight: 0.5 },
      { cause: 'a', code: 535, weight: 0.3 },
      { cause: 'a', words: 'wrong password given', weight: 0.9 },
      { cause: 'c', words: 'right password', weight: 1 },
      { cause: 'd', enhanced: '5.7.9', weight: 1 },
      { cause: 'e', port: 465, weight: 1 },
      { cause: 'f', security: ['none'], weight: 1 },
      { cause: 'g', speaker: 'google', weight: 1 },
    ]),
  );
  const evidence = { stage: 'auth', outcome: 'refused', why: 'rejected', code: 535, enhanced: '5.7.8' };
  expect(causes).toEqual([
    { cause: 'a', confidence: 0.91, evidence: [{ ...evidence, words: 'wrong password given' }, evidence] },
    { cause: 'b', confidence: 0.5, evidence: [evidence] },
  ]);
});

test('at most three causes are named, and `other` where nothing fits', () => {
  const signatures = ['a', 'b', 'c', 'd'].map((cause, at) => ({ cause, stage: 'auth', weight: 0.1 * (at + 1) }));
  expect(diagnose({ stage: 'auth', outcome: 'refused' }, small(signatures)).map(({ cause }) => cause)).toEqual(['d', 'c', 'b']);
  expect(diagnose({ stage: 'tls', outcome: 'refused' }, small(signatures)).map(({ cause }) => cause)).toEqual(['other']);
});

test('beside a cause that is as good as certain a faint one is not named', () => {
  const of = (weight: number) =>
    diagnose(
      { stage: 'auth', outcome: 'refused' },
      small([
        { cause: 'a', weight },
        { cause: 'b', weight: 0.6 },
      ]),
    );
  expect(of(0.98).map(({ cause }) => cause)).toEqual(['a']);
  expect(of(0.9).map(({ cause }) => cause)).toEqual(['a', 'b']);
});
