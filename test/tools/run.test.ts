import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../harness/dist.ts';

// The system's own Node, where it is an older one than the one that runs the tests.
const older = '/usr/bin/node';

test.skipIf(!existsSync(older))('a script runs under the Node that the lock brings, whatever Node npm runs under', async () => {
  const version = await new Promise<string>((resolve) => {
    execFile(older, [join(root, 'tools/run.mjs'), '--print', 'process.version'], (_error, stdout) => {
      resolve(stdout.trim());
    });
  });
  expect(version).toBe(process.version);
});
