// A run under its pass: when a refused sign-in is counted, what the report says of it, and that the place is free at every end.
import { expect, test } from 'vitest';
import { memoryCounts } from '../../functions/counts/memory.ts';
import type { Deps } from '../../functions/deps.ts';
import { parseLimits } from '../../functions/guards/allowances.ts';
import { clientOf } from '../../functions/guards/client.ts';
import { makeLimits, type Admission } from '../../functions/guards/limits.ts';
import { scriptedNet } from '../../functions/nets/scripted.ts';
import { counted, type RunEvent } from '../../functions/running.ts';
import { knowledge } from '../diagnosis/known.ts';
import { address, credentials, host, say, server, type Parts } from '../smtp/parts.ts';

const client = clientOf(new Request('http://localhost/'), '198.51.100.7', []);
const wrong: Partial<Parts> = { answersAuth: say('535 5.7.8 Wrong user name or password') };

function setUp(parts: Partial<Parts>, allowed = 'sign-ins-a-minute=50 sign-ins-an-hour=50 small-host-a-minute=50') {
  const net = scriptedNet({ names: { [host]: { A: [address] } }, servers: { [`${address}:587`]: server(parts) } });
  const limits = makeLimits({ secret: 's', limits: parseLimits(allowed), maxChecks: 3 }, memoryCounts());
  const deps = { knowledge, counts: { running: 0, most: 3 } } as unknown as Deps;
  const admit = () => limits.admitSignIn(client, credentials.username, { host });
  const begin = (admission: Admission, cancelled?: Promise<void>) => {
    if (!admission.admitted) throw new Error(admission.reason);
    const request = { host, port: 587, security: 'starttls' as const, credentials, ehlo: 'check.example' };
    return counted(deps, { request, net, id: 'a', ...(cancelled && { cancelled }) }, admission.pass);
  };
  const once = async () => {
    const events: RunEvent[] = [];
    for await (const event of begin(await admit())) events.push(event);
    const report = events.at(-1);
    return report?.type === 'report' ? report : undefined;
  };
  return { limits, admit, begin, once };
}
const said = (admission: Admission): string => (admission.admitted ? (admission.warn ?? 'in') : admission.reason);

test('the second refused sign-in warns before the third, and after the third the account is stopped', async () => {
  const { once, admit, limits } = setUp(wrong);
  const warnings: (string | undefined)[] = [];
  for (let time = 0; time < 3; time += 1) warnings.push((await once())?.advice[0]?.id);
  expect(warnings).toEqual([undefined, 'lock-out-near', 'lock-out-near']);
  expect(said(await admit())).toBe('account');
  expect(limits.running).toBe(0);
});

test.each<[string, Partial<Parts>]>([
  ['works', {}],
  ['is busy', { answersAuth: say('454 4.7.0 Temporary authentication failure') }],
  ['does not offer it', { offersAfterTls: [] }],
])('a sign-in where the server %s is not counted against the account', async (_story, parts) => {
  const { once, admit } = setUp(parts);
  for (let time = 0; time < 5; time += 1) expect((await once())?.advice.map(({ id }) => id)).not.toContain('lock-out-near');
  expect(said(await admit())).toBe('in');
});

test.each<[string, Partial<Parts>]>([
  ['hangs up', { answersAuth: (peer) => Promise.resolve(peer.close()) }],
  ['says what is no SMTP', { answersAuth: say('?') }],
  ['says nothing', { answersAuth: () => new Promise(() => undefined) }],
])('a server that %s when it has the password may have refused it, and is counted so', async (_story, parts) => {
  const { once, admit } = setUp(parts, 'refused-in-15-minutes=2');
  for (let time = 0; time < 2; time += 1) expect((await once())?.advice.map(({ id }) => id)).not.toContain('lock-out-near');
  expect(said(await admit())).toBe('account');
});

test('a refusal is counted before it is told: who goes away with it has been counted', async () => {
  const { begin, admit, limits } = setUp(wrong, 'refused-in-15-minutes=1');
  for await (const event of begin(await admit())) if (event.type === 'stage' && event.stage === 'auth') break;
  expect(said(await admit())).toBe('account');
  expect(limits.running).toBe(0);
});

test('who goes away while the server thinks about the password has been counted as well', async () => {
  let leave: () => void = () => undefined;
  const cancelled = new Promise<void>((resolve) => (leave = resolve));
  const { begin, admit, limits } = setUp(
    {
      answersAuth: () => {
        leave();
        return new Promise(() => undefined);
      },
    },
    'refused-in-15-minutes=1',
  );
  const auth: unknown[] = [];
  for await (const event of begin(await admit(), cancelled))
    if (event.type === 'stage' && event.stage === 'auth') auth.push(event.facts.why);
  expect(auth).toEqual(['cancelled']);
  expect(said(await admit())).toBe('account');
  expect(limits.running).toBe(0);
});

test('who goes away before the password was sent has not', async () => {
  const { begin, admit } = setUp({}, 'refused-in-15-minutes=1');
  for await (const event of begin(await admit(), Promise.resolve())) void event;
  expect(said(await admit())).toBe('lock-out-near');
});

test('a place is free again where a run is left early, and where it breaks', async () => {
  const { begin, admit, limits } = setUp(wrong);
  for await (const event of begin(await admit())) if (event.type === 'stage') break;
  expect(limits.running).toBe(0);
  const running = begin(await admit());
  await running.next();
  expect(limits.running).toBe(1);
  await expect(running.throw(new Error('ours'))).rejects.toThrow('ours');
  expect(limits.running).toBe(0);
});
