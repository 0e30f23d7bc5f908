// npm run deploy: says what must be set before the site goes public, and goes no further where something is missing. Nothing is deployed without
// --yes. `-- --node` asks the same for a server of one's own, which it does not start. `-- --without NAME` does without, on purpose.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { defaults, type SettingName } from '../functions/settings.ts';
import { settingsTable } from '../functions/settings-table.ts';
import { load } from '../src/knowledge/load.ts';
import type { Operator } from '../src/knowledge/schemas/index.ts';
import { buildDay } from '../src/site/write-knowledge.ts';
import { buildOrExit } from './build.ts';
import { beforePublic, type Item } from './deploy-list.ts';
import { root } from './process.ts';

type Env = Record<string, string | undefined>;

/** As much of wrangler.jsonc as is asked. */
interface WranglerConfig {
  account_id?: string;
  vars?: Record<string, string>;
}

/** What deploying needs of the world. */
export interface World {
  env: Env;
  config: WranglerConfig;
  operator: Operator;
  /** Has somebody logged in to wrangler on this machine? */
  isLoggedIn: boolean;
  print: (line: string) => void;
  build(env: Env): Promise<void>;
  /** Runs wrangler and resolves to its exit code. */
  wrangler(args: string[]): Promise<number>;
}

const marks = { ready: 'ready  ', missing: 'MISSING', advice: 'advice ' } as const;
const line = ({ name, state, text }: Item): string => `${marks[state]}  ${name.padEnd(28)} ${text}`;

/** Settings that do something on Workers, from the environment and from wrangler.jsonc; the environment wins. */
function settingsOf(env: Env, vars: Record<string, string>): Env {
  const given = (Object.keys(defaults) as SettingName[]).map((name) => [name, env[name] ?? vars[name]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ''));
}

/** Hands the secret over in a file that only we can read and that is gone afterwards: arguments can be read by every program of the machine. */
async function withSecret(secret: string | undefined, use: (args: string[]) => Promise<number>): Promise<number> {
  if (secret === undefined) return use([]);
  const folder = await mkdtemp(join(tmpdir(), 'deploy-'));
  try {
    const file = join(folder, 'secrets.json');
    await writeFile(file, JSON.stringify({ SECRET: secret }), { mode: 0o600 });
    return await use(['--secrets-file', file]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves to the exit code: 0 where nothing is missing, 1 where something is or was called wrongly, else wrangler's. */
export async function deploy(args: string[], world: World): Promise<number> {
  const { env, config, operator, isLoggedIn, print } = world;
  const road = args.includes('--node') ? 'node' : 'workers';
  const without = args.flatMap((argument, at) => (args[at - 1] === '--without' ? [argument] : []));
  const known = new Set(['--node', '--yes', '--without', ...without]);
  const stranger = args.find((argument) => !known.has(argument));
  if (stranger !== undefined || without.some((name) => name !== 'SECRET' && name !== 'SELF_TEST')) {
    print('Known are --yes, --node, --without SECRET and --without SELF_TEST.');
    return 1;
  }
  const settings = settingsOf(env, road === 'workers' ? (config.vars ?? {}) : {});
  const account = {
    id: (env.CLOUDFLARE_ACCOUNT_ID ?? config.account_id) !== undefined,
    access: env.CLOUDFLARE_API_TOKEN !== undefined || isLoggedIn,
  };
  const items = beforePublic({ road, settings, operator, account, without });
  for (const item of items) print(line(item));
  const missing = items.filter(({ state }) => state === 'missing').length;
  if (missing > 0) {
    print(`\nNot ready for the public: ${String(missing)} of these ${missing === 1 ? 'is' : 'are'} missing. Nothing was deployed.`);
    return 1;
  }
  if (road === 'node') {
    print('\nNothing is missing. `npm run build`, then start it with these settings (/about/run-it/).');
    return 0;
  }
  if (!args.includes('--yes')) {
    print('\nNothing is missing. `npm run deploy -- --yes` builds and deploys.');
    return 0;
  }
  await world.build({ SITE_URL: settings.SITE_URL });
  const vars = Object.entries(settings).flatMap(([name, value]) =>
    name === 'SECRET' || settingsTable[name as SettingName].on === 'Node' ? [] : ['--var', `${name}:${value ?? ''}`],
  );
  return withSecret(settings.SECRET, (secret) => world.wrangler(['deploy', ...vars, ...secret]));
}

function runWrangler(args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/wrangler/bin/wrangler.js'), ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}

if (process.argv[1] === import.meta.filename) {
  const file = join(root, 'wrangler.jsonc');
  const config = ts.parseConfigFileTextToJson(file, await readFile(file, 'utf8')).config as WranglerConfig;
  process.exitCode = await deploy(process.argv.slice(2), {
    env: process.env,
    config,
    operator: (await load(root, buildDay())).operator,
    isLoggedIn: ['.config/.wrangler', '.wrangler'].some((folder) => existsSync(join(homedir(), folder, 'config/default.toml'))),
    print: (text) => {
      console.log(text);
    },
    build: async (env) => {
      Object.assign(process.env, env);
      await buildOrExit();
    },
    wrangler: runWrangler,
  });
}
