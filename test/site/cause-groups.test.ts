import { expect, test } from 'vitest';
import type { Cause, Signature } from '../../src/knowledge/schemas/index.ts';
import { causeGroups } from '../../src/site/cause-groups.ts';

const cause = (id: string) => ({ id }) as Cause;
const signature = (id: string, stage: string, weight: number): Signature => ({ cause: id, stage, weight });

test('causeGroups goes by the stage of the heaviest signature, in the order of a connection', () => {
  const groups = causeGroups(
    [cause('password'), cause('certificate'), cause('nothing-known'), cause('closed')],
    [
      signature('password', 'data', 0.2),
      signature('password', 'auth', 0.9),
      signature('certificate', 'tls', 0.9),
      signature('closed', 'connect', 1),
    ],
  );
  expect(groups.map(([group, causes]) => [group, causes.map(({ id }) => id)])).toEqual([
    ['connect', ['closed']],
    ['tls', ['certificate']],
    ['auth', ['password']],
    ['other', ['nothing-known']],
  ]);
});
