import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeNet } from '../../functions/nets/node.ts';
import { tell } from './self-test-run.ts';
import { startHosts, stories } from './self-test.stories.ts';

let place: Awaited<ReturnType<typeof startHosts>>;
beforeAll(async () => {
  place = await startHosts();
});
afterAll(() => place.close());

test.each(Object.entries(stories))('%s', async (_name, story) => {
  expect(await tell(story, place.ports, nodeNet({ ca: [place.ca] }))).toBe(story.ends);
});

test('a whole test is five connections: good once, each bad one to see its certificate and to have it refused', async () => {
  const before = place.servers.good.count('EHLO') + place.servers['other-name'].count('EHLO') + place.servers.expired.count('EHLO');
  await tell({ ends: 'passed' }, place.ports, nodeNet({ ca: [place.ca] }));
  const { good, expired, 'other-name': otherName } = place.servers;
  // The good one is greeted again after TLS.
  expect(good.count('EHLO') + otherName.count('EHLO') + expired.count('EHLO') - before).toBe(6);
  expect([good, otherName, expired].map((server) => server.count('AUTH') + server.count('MAIL'))).toEqual([0, 0, 0]);
});
