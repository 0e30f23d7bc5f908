// node tools/bundle-server.ts FOLDER: what a server needs and nothing else: the built site, the knowledge, and the server as one file. For the
// Dockerfile, and for whoever runs it under a service manager. The site must be built.
import { cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { root } from './process.ts';

/** Fills the folder anew. Errors: esbuild's own, and ENOENT where the site is not built. */
export async function bundleServer(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'src/generated'), { recursive: true });
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(root, 'src/generated/knowledge.json'), join(folder, 'src/generated/knowledge.json'));
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  await build({
    absWorkingDir: root,
    entryPoints: ['functions/entry/main.ts'],
    outfile: join(folder, 'server.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    // Packages of the old kind ask for `require`, which a module has not.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    legalComments: 'eof',
    logLevel: 'error',
  });
}

if (process.argv[1] === import.meta.filename) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    console.error('Name the folder to fill: node tools/bundle-server.ts out');
    process.exit(1);
  }
  await bundleServer(resolve(folder));
}
