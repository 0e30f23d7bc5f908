// Two runs in one folder would write into each other's roots: one of them must say that it did not run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lock, NotHere } from '../interop/debian.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interop-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a second run is turned away until the first gives the folder back', async () => {
  const giveBack = await lock(folder);
  await expect(lock(folder)).rejects.toThrow(NotHere);
  await giveBack();
  await (
    await lock(folder)
  )();
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

test('the lock of a process that is gone counts for nothing', async () => {
  const { pid } = spawnSync('true');
  writeFileSync(join(folder, 'lock'), String(pid));
  await (
    await lock(folder)
  )();
});
