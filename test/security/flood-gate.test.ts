// On Workers one object counts for the whole site: nobody alone may keep it busy, by whatever request.
import { expect, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import type { Deps } from '../../functions/deps.ts';
import { memoryCounts } from '../../functions/counts/memory.ts';
import type { Counts } from '../../functions/counts/counts.ts';
import { parseLimits } from '../../functions/guards/allowances.ts';
import { makeLimits } from '../../functions/guards/limits.ts';
import { makeTicket, writeTicket } from '../../functions/guards/ticket.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { knowledge } from '../diagnosis/known.ts';
import { here } from '../guards/limits-parts.ts';

const settings = { siteUrl: 'http://localhost', secret: 's', allowTargets: [], maxChecks: 9, limits: parseLimits('') };

/** A site whose platform says no to everything, unless `isOpen`; the store tells what it is asked. */
function setUp(isOpen = false) {
  const asked: unknown[] = [];
  const counts = memoryCounts();
  const noted = <T>(windows: unknown, answer: T): T => {
    asked.push(windows);
    return answer;
  };
  const store: Counts = {
    add: (windows) => noted(windows, counts.add(windows)),
    read: (windows) => noted(windows, counts.read(windows)),
    back: (windows) => noted(windows, counts.back(windows)),
  };
  const limits = makeLimits(settings, store, { gate: () => Promise.resolve(isOpen) });
  const deps = {
    settings,
    store,
    limits,
    knowledge,
    checkKnowledge: checkKnowledge(knowledge),
    clientOf: () => here,
    netFor: () => ({}),
    log: () => undefined,
  };
  const app = createApp(deps as unknown as Deps);
  const post = (path: string, fields: object) =>
    app.request(`http://localhost${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(fields),
    });
  return { asked, post };
}

const freshTicket = async (before = 0): Promise<string> =>
  writeTicket(
    await makeTicket(settings.secret, { network: here.network, host: 'mail.praxis.org', port: 587 }, before, Date.now() - 100_000),
  );
const signIn = { host: 'mail.praxis.org', port: 587, username: 'a', password: 'b' };

test('one client fills no store with tickets: a spent one is changed for a new one, and each leaves a count', async () => {
  const { asked, post } = setUp(true);
  for (let at = 0; at < 200; at += 1) await post('/api/check', { ...signIn, ticket: await freshTicket(9) });
  const spent = new Set(JSON.stringify(asked).match(/spent:[0-9a-f]+/g));
  expect(spent.size).toBeGreaterThan(3);
  expect(spent.size).toBeLessThan(25);
});

test.each<[string, string, object]>([
  ['a look', '/api/look', { host: 'mail.praxis.org' }],
  ['a look by an address alone', '/api/look', { address: 'a@praxis.org' }],
  ['a search', '/api/discover', { domain: 'praxis.org' }],
  ['a sign-in with a ticket', '/api/check', signIn],
])('%s that the platform turns away asks nothing of the store', async (_story, path, fields) => {
  const { asked, post } = setUp();
  const answer = await post(path, { ...fields, ticket: await freshTicket() });
  expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([429, 'client']);
  expect(asked).toEqual([]);
});
