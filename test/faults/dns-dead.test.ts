// A resolver that never answers, or fails: the look and the check say that they could not look the name up, within their clocks, and others go on.
import { expect, test } from 'vitest';
import { guardedApp } from '../harness/guarded.ts';
import { server } from '../smtp/parts.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import type { LookAnswer } from '../../src/view/look-view.ts';
import type { World } from '../../functions/nets/scripted.ts';

const host = 'mail-dead.kopierer-ag.ch';
const alive = 'mail-alive.kopierer-ag.ch';
const world = (records: 'silent' | 'failed'): World => ({
  names: { [host]: { A: records, AAAA: records, MX: records, TXT: records }, [alive]: { A: ['9.9.9.9'] } },
  servers: { '9.9.9.9:587': server() },
});
const account = { port: 587, security: 'starttls', username: 'scanner@kopierer-ag.ch', password: 'correct-horse-7!' };

test.each(['silent', 'failed'] as const)('a resolver that is %s', async (how) => {
  const { net, post } = guardedApp(world(how));
  const before = net.now();
  const [look, check, beside] = await Promise.all([
    post('/api/look', { host, port: 587 }),
    post('/api/check', { ...account, host }),
    post('/api/check', { ...account, host: alive }),
  ]);
  const reports = [((await look.json()) as LookAnswer).report, (await check.json()) as Report];
  for (const report of reports) {
    expect(report.verdict).toBe('cannot-tell');
    expect(report.causes[0]?.cause).toBe('dns-temporary');
  }
  // Virtual time: the clock of a look-up is that of a connection, and nothing is tried after it.
  expect(net.now() - before).toBeLessThanOrEqual(9_000);
  expect(await beside.json()).toMatchObject({ verdict: 'works' });
  expect(net.pendingTimers).toBe(0);
});

test('a search for the settings of a domain ends in its clocks as well', async () => {
  const { net, post } = guardedApp(
    { names: { 'kopierer-ag.ch': { MX: 'silent' } } },
    {
      services: { '_submission._tcp.kopierer-ag.ch': 'silent', '_submissions._tcp.kopierer-ag.ch': 'silent' },
      different: { autoconfig: () => Promise.resolve([]) },
    },
  );
  const before = net.now();
  expect(await (await post('/api/discover', { domain: 'kopierer-ag.ch' })).json()).toMatchObject({
    found: [],
    sources: { mx: 'could-not-tell', srv: 'could-not-tell' },
  });
  expect(net.now() - before).toBeLessThanOrEqual(12_000);
});
