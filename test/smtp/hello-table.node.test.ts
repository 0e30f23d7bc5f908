import { expect, test } from 'vitest';
import { nodeNet } from '../../functions/nets/node.ts';
import { startSpots } from '../nets/spots.ts';
import { differences } from './hello-table.ts';
import { peekSpots } from './hello-spots.ts';

test('hellos by hand see of every practice server what is in the table', async () => {
  const { spots, close } = await startSpots('localhost');
  expect(await differences(nodeNet(), peekSpots(spots))).toEqual([]);
  await close();
});
