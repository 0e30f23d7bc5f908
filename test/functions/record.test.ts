// What is written down of a visit: one line with six fields, in every way a run can end, and the visitor is shown the same.
import { describe, expect, test } from 'vitest';
import { faultRecord, logLine, recordOf, type RunRecord } from '../../functions/record.ts';
import type { World } from '../../functions/nets/scripted.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import { recordView } from '../../src/view/record-view.ts';
import { toHtml } from '../../src/view/node.ts';
import type { LookAnswer } from '../../src/view/look-view.ts';
import { guardedApp } from '../harness/guarded.ts';
import { say, server } from '../smtp/parts.ts';

/** A public one, in a made-up internet. */
const address = '8.8.8.8';
const world: World = { names: { 'mail.example.com': { A: [address] } }, servers: { [`${address}:587`]: server() } };
const fields = ['time', 'network', 'provider', 'stage', 'code', 'ms'];
const secret = 'Kopierer-im-Flur-17';
const typed = { host: 'mail.example.com', port: 587, security: 'starttls', username: 'scanner@example.com', password: secret };

/** Everything that one request leaves in the log, and what it was answered. */
async function visit(
  world: World,
  path: string,
  body: Record<string, unknown>,
  accept?: string,
): Promise<{ lines: string[]; answer: string }> {
  const lines: string[] = [];
  const app = guardedApp(world, { different: { log: (line) => void lines.push(line) } });
  const response = await app.post(path, body, accept);
  const answer = await response.text();
  return { lines, answer };
}

const only = (lines: string[]): RunRecord => {
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as RunRecord;
};

describe('of a check', () => {
  test.each(['application/json', 'application/x-ndjson', 'text/html'])(
    'answered as %s, one line is kept, with these fields and no other',
    async (accept) => {
      const { lines } = await visit(world, '/api/check', typed, accept);
      const record = only(lines);
      expect(Object.keys(record)).toEqual(fields);
      expect(record).toMatchObject({ network: '203.0.113.0/24', provider: null, stage: 'auth', code: 'works' });
      expect(record.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    },
  );

  test('the report that the visitor gets carries that very line', async () => {
    const { lines, answer } = await visit(world, '/api/check', typed);
    expect((JSON.parse(answer) as Report).record).toEqual(only(lines));
  });

  test('no name of a server, no address, no user name and no password is in it', async () => {
    const { lines } = await visit(world, '/api/check', typed);
    for (const word of ['mail.example.com', 'example', 'scanner', address, '203.0.113.7', secret, btoa(secret)])
      expect(lines.join()).not.toContain(word);
  });

  test('a refused password is its cause, and the server’s words are not kept', async () => {
    const refusing = server({ answersAuth: say('535 5.7.8 Error: authentication failed for scanner') });
    const { lines } = await visit({ ...world, servers: { [`${address}:587`]: refusing } }, '/api/check', typed);
    expect(only(lines)).toMatchObject({ stage: 'auth', code: 'auth-wrong-password' });
    expect(lines.join()).not.toContain('authentication failed');
  });

  test('a name that leads nowhere is told without the name', async () => {
    const { lines } = await visit({ names: {} }, '/api/check', typed);
    expect(only(lines)).toMatchObject({ stage: 'dns', code: 'dns-no-such-host', provider: null });
  });

  test('a fault of a field leaves nothing', async () => {
    expect((await visit(world, '/api/check', { ...typed, port: 'x' })).lines).toEqual([]);
  });
});

test('of a look the same, inside its answer', async () => {
  const { lines, answer } = await visit(world, '/api/look', { host: 'mail.example.com', port: 587 });
  expect((JSON.parse(answer) as LookAnswer).report.record).toEqual(only(lines));
});

test('of a fault of ours its kind and the route: not its message, which could quote what was typed', async () => {
  const lines: string[] = [];
  const app = guardedApp(world, {
    different: {
      log: (line) => void lines.push(line),
      netFor: () => {
        throw new RangeError(`cannot do this with ${secret}`);
      },
    },
  });
  const response = await app.post('/api/check', typed);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain(secret);
  const record = only(lines);
  expect(Object.keys(record)).toEqual(fields);
  expect(record).toMatchObject({ network: 'unknown', provider: null, stage: 'POST /api/check', code: 'RangeError', ms: 0 });
});

describe('the record', () => {
  const report = {
    startedAt: '2026-11-25T10:00:00.123Z',
    ms: 1234.5,
    verdict: 'cannot-tell',
    causes: [],
    provider: 'gmail',
    stages: [
      { type: 'stage', stage: 'dns', outcome: 'ok', ms: 1, facts: {} },
      { type: 'stage', stage: 'connect', outcome: 'unclear', ms: 2, facts: { why: 'cancelled' } },
      { type: 'stage', stage: 'auth', outcome: 'not-tried', ms: 0, facts: { why: 'ended-before' } },
    ],
  } as unknown as Report;

  test('names the stage that ended it, and why, where no cause was found', () => {
    expect(recordOf(report, '2001:db8:0:0:0:0:0:0/48')).toEqual({
      time: '2026-11-25T10:00:00Z',
      network: '2001:db8:0:0:0:0:0:0/48',
      provider: 'gmail',
      stage: 'connect',
      code: 'cancelled',
      ms: 1235,
    });
  });

  test('is one line of JSON', () => {
    expect(logLine(recordOf(report, 'unknown'))).toMatch(/^\{"time":[^\n]+\}$/);
  });

  test('is shown field by field, in the order in which it is kept', () => {
    const html = toHtml(recordView(faultRecord('stream', new TypeError('x'), Date.UTC(2026, 10, 25))));
    expect([...html.matchAll(/<code>(.*?)<\/code>/g)].map(([, text]) => text)).toEqual([
      '2026-11-25T00:00:00Z',
      'unknown',
      'none of our list',
      'stream',
      'TypeError',
      '0',
    ]);
  });
});
