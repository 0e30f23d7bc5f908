// What a server has to say for "works", and what is no word of it at all.
import { describe, expect, test } from 'vitest';
import { scriptedNet, type Peer } from '../../functions/nets/scripted.ts';
import { run } from '../../src/diagnosis/run.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import { knowledge } from '../diagnosis/known.ts';
import { request, say, server, worldOf, type Parts } from '../smtp/parts.ts';

const testMessage = { subject: 'x', lines: ['x'] };

async function reportOf(parts: Partial<Parts>): Promise<Report> {
  const net = scriptedNet(worldOf(server(parts)));
  let last: Report | undefined;
  for await (const event of run({ request: request({ depth: 'send' }), net, knowledge, id: 'x', testMessage }))
    if (event.type === 'report') last = event;
  if (!last) throw new Error('no report');
  return last;
}

const places = ['answersMail', 'answersRcpt', 'answersData', 'answersMessage'] as const;

describe.each(places)('behind the sign-in, at %s', (place) => {
  test.each<[string, (peer: Peer) => Promise<unknown>]>([
    ['hangs up', async (peer) => peer.close()],
    ['says nothing', async (peer) => peer.left],
    ['speaks in riddles', say('hello there')],
    ['contradicts itself', say('550-no\r\n250 yes')],
    ['never stops', async (peer) => peer.write(`250 ${'x'.repeat(100_000)}`)],
    ['is shut down', say('421 4.3.2 shutting down')],
    ['is busy', say('451 4.7.1 greylisted')],
    ['has trouble', say('454 4.7.0 temporary failure')],
    ['limits us', say('452 4.5.3 too many')],
    ['says a yes to something else', say('220 hello')],
  ])('a server that %s does not say that it fails', async (_, answers) => {
    const { verdict } = await reportOf({ [place]: answers });
    expect(verdict).toBe('cannot-tell');
  });

  test('a server that says no does', async () => {
    expect((await reportOf({ [place]: say('550 5.1.0 no') })).verdict).toBe('fails');
  });
});

test('a server that takes the sign-in and is shut down in the same breath does not fail', async () => {
  expect((await reportOf({ answersAuth: say('235 2.7.0 in\r\n421 4.3.2 shutting down') })).verdict).toBe('cannot-tell');
});

test.each([
  ['234 2.7.0 in', 'AUTH'],
  ['250 2.7.0 in', 'AUTH'],
  ['335 in', 'AUTH'],
])('%s to %s is no sign-in', async (reply) => {
  expect((await reportOf({ answersAuth: say(reply) })).verdict).toBe('cannot-tell');
});

test.each<[string, Partial<Parts>]>([
  ['to DATA', { answersData: say('354 go\r\n250 2.0.0 Ok: queued as 4ZxY1c2Qh0z9v') }],
  ['to MAIL, with all others', { answersMail: say('250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 queued as 4ZxY1c2Qh0z9v') }],
  ['as another yes', { answersMessage: say('251 2.0.0 Ok: queued as 4ZxY1c2Qh0z9v') }],
])('a yes to the message that comes %s is none', async (_, parts) => {
  const report = await reportOf(parts);
  expect(report.verdict).toBe('cannot-tell');
  expect(report.stages.find(({ stage }) => stage === 'data')?.facts.queueId).toBeUndefined();
});
