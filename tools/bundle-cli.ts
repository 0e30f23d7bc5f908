// The command as one file that needs nothing but Node from 20 on: dist/download/will-it-send.js, with its SHA-256 beside it.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { root } from './process.ts';

const name = 'will-it-send.js';
const node = 'node20';

/** The packages of which something is inside, as folders. */
function packagesIn({ inputs }: Metafile): string[] {
  const folders = Object.keys(inputs).flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** Our licence, and that of every package inside, as each of them wants it. */
async function licences(packages: string[]): Promise<string> {
  const texts = await Promise.all(
    packages.map(async (folder) => {
      const file = ['LICENSE', 'LICENSE.md', 'license'].map((one) => join(root, folder, one)).find((one) => existsSync(one));
      if (file === undefined) throw new Error(`${folder} goes into ${name} and has no licence file`);
      return `Inside: ${folder.replace(/^.*node_modules\//, '')}\n\n${(await readFile(file, 'utf8')).trim()}`;
    }),
  );
  const own = (await readFile(join(root, 'LICENSE'), 'utf8')).trim();
  return [own, ...texts].join('\n\n').replaceAll('*/', '* /');
}

/** Which of Node's own modules the bundle asks for. */
const modulesOf = (code: string): string[] =>
  [...new Set([...code.matchAll(/\brequire\("(node:[a-z/_]+)"\)/g)].map((found) => found[1] ?? ''))].filter((module) =>
    builtinModules.includes(module.slice('node:'.length)),
  );

/**
 * The file is a script in a folder of CommonJS and in one of ES modules alike, so that it runs wherever it was downloaded to: Node's modules
 * are imported, which both may do, and handed to the code as `require`.
 */
function anywhere(code: string): string {
  const modules = modulesOf(code);
  const list = JSON.stringify(modules);
  return `(async (names) => {
const modules = new Map(await Promise.all(names.map(async (name) => [name, await import(name)])));
const require = (name) => modules.get(name);
${code}
})(${list});
`;
}

/**
 * Bundles the command into `folder`/download and resolves to its path and SHA-256. Needs src/generated/knowledge.json.
 * Errors: esbuild's own, for code that cannot be bundled.
 */
export async function bundleCli(folder: string): Promise<{ file: string; sha256: string }> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const siteUrl = process.env.SITE_URL ?? 'http://localhost:4321';
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['cli/bundled.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: node,
    // To be read by whoever wants to know what it does: not minified, and letters as they are.
    charset: 'utf8',
    legalComments: 'none',
    define: { BUILD: JSON.stringify({ version, siteUrl }) },
    logLevel: 'silent',
  });
  const code = result.outputFiles[0]?.text ?? '';
  const licence = await licences(packagesIn(result.metafile));
  const text = `#!/usr/bin/env node\n/*!\nWill It Send ${version}\n\n${licence}\n*/\n${anywhere(code)}`;
  const file = join(folder, 'download', name);
  const sha256 = createHash('sha256').update(text).digest('hex');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o755 });
  // As sha256sum writes and checks it.
  await writeFile(`${file}.sha256`, `${sha256}  ${name}\n`);
  return { file, sha256 };
}
