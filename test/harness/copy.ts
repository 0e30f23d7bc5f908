// A copy of the project, so that what a test breaks or builds there is nobody else's.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './dist.ts';

const parts = [
  'src',
  'public',
  'tools',
  'functions',
  'practice',
  'cli',
  'LICENSE',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'astro.config.mjs',
];

export interface Copy {
  folder: string;
  /** Builds the copy for a day. `output` is what an author would see. */
  build(day: string): Promise<{ code: number; output: string }>;
  remove(): void;
}

/** Copies what a build needs into a temporary folder; packages are linked, not copied. */
export function copyProject(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'will-it-send-'));
  for (const name of parts) if (existsSync(join(root, name))) cpSync(join(root, name), join(folder, name), { recursive: true });
  // Each package is linked, not the folder: Astro and Vite keep what they remember of a build beside the packages.
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!/^\.(?:astro|vite)/.test(name)) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  return {
    folder,
    build: (day) =>
      new Promise((resolve) => {
        const env = { ...process.env, BUILD_DATE: day };
        execFile(process.execPath, [join(folder, 'tools/build.ts')], { cwd: folder, env }, (error, stdout, stderr) => {
          resolve({ code: error ? 1 : 0, output: stdout + stderr });
        });
      }),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
