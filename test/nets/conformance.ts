// One suite for every Net: the stories of stories.ts under vitest.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { stories, type Place } from './stories.ts';

/** Runs every story in the place that `make` sets up once; `close` takes it down. */
export function describeNet(name: string, make: () => Promise<{ place: Place; close: () => Promise<void> }>): void {
  describe(name, () => {
    let made: Awaited<ReturnType<typeof make>>;
    beforeAll(async () => {
      made = await make();
    });
    afterAll(() => made.close());

    test.each(Object.entries(stories))('%s', async (_name, story) => {
      await story(made.place);
    });
  });
}
