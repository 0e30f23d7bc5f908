// What the command says under a verdict: the page's words, true of the office's network.
import { Writable } from 'node:stream';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tellReport } from '../../cli/report-text.ts';
import { screenOn } from '../../cli/screen.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { load } from '../../src/knowledge/load.ts';
import { cli } from '../../src/words/en-cli.ts';
import { report as words } from '../../src/words/en.ts';

const knowledge = checkKnowledge(await load(join(import.meta.dirname, '../..'), '2026-11-25'));
const siteUrl = 'https://will-it-send.example';

function told(different: Partial<Report>, device?: string): string {
  const written: string[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  const report: Report = {
    type: 'report',
    v: 1,
    id: 'test',
    startedAt: '2026-11-25T09:00:00.000Z',
    ms: 900,
    target: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
    asked: 'login',
    verdict: 'works',
    causes: [],
    stages: [],
    capabilities: [],
    advice: [],
    ...different,
  };
  tellReport({ screen: screenOn(output, {}), knowledge, siteUrl }, report, device);
  return written.join('').replace(/\s+/g, ' ');
}

test('a success that a date will change says so in the verdict, with the ways on', () => {
  const text = told({ provider: 'microsoft-365', advice: [{ id: 'works-today', with: { change: 'microsoft-365-smtp-auth-password' } }] });
  expect(text).toMatch(/Works today The sign-in works today: .*until the end of December 2026; then it is off by default/);
  expect(text).toContain(`${words.waysOn}: ${siteUrl}/guides/microsoft-what-works/`);
});

test('what is left on the device comes in order, and its network is the one of this computer', () => {
  const text = told({}, 'xerox-altalink');
  expect(text).toMatch(
    /look on Xerox AltaLink, in this order 1\. Old or cut password\..*2\. Blanks\..*3\. Encryption\..*4\. From\..*5\. Clock\..*6\. Age\..*7\. Your network\./,
  );
  expect(text).toContain('than this computer');
  expect(text).not.toContain('/command/');
});

test('a listed address is the office’s own', () => {
  const evidence = [{ stage: 'mail-from', outcome: 'refused', code: 550, words: 'blocked using' }];
  const text = told({ verdict: 'fails', causes: [{ cause: 'ip-blocklisted', confidence: 0.95, evidence }] });
  expect(text).toContain(cli.blocklisted);
  expect(text).toContain('The server answered 550 at “Sender”, with the words “blocked using”.');
  expect(text).not.toMatch(/it is ours|this website/);
});

test('where the sign-in was not tried, no password was sent', () => {
  const causes = [{ cause: 'connect-refused', confidence: 0.95, evidence: [] }];
  expect(told({ verdict: 'fails', causes })).toContain(words.notSent);
  expect(told({ verdict: 'fails', causes, asked: 'look' })).not.toContain(words.notSent);
});

test('the device’s own field stands beside the next step', () => {
  const causes = [{ cause: 'auth-wrong-password', confidence: 0.95, evidence: [] }];
  expect(told({ verdict: 'fails', causes }, 'xtuple-connect')).toContain(
    'On xTuple Connect (xTConnect) with Batch Manager the field for it is “Password”.',
  );
});
