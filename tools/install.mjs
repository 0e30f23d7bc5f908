// Is what stands in node_modules what the lock asks for, and if not, how it gets there. Plain JavaScript: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the lock that node_modules was made from is remembered. `npm ci` removes it together with the folder. */
export const stampFile = (root) => join(root, 'node_modules', '.lock-stamp');

const lockFile = (root) => join(root, 'package-lock.json');

/** SHA-256 of package-lock.json, in hex. */
export function lockKey(root) {
  return createHash('sha256')
    .update(readFileSync(lockFile(root)))
    .digest('hex');
}

/** Packages of a lock by path, without the project itself. */
function packagesIn(file) {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.entries(packages).filter(([path]) => path !== '');
}

/**
 * Whether npm's own list of what it installed says the same as the lock: someone ran `npm ci` or `npm install` by hand.
 * A package that the lock marks as optional may be missing (it is for another system); anything else that differs is a difference.
 */
function matchesByHand(root) {
  const listFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(listFile)) return false;
  const wanted = packagesIn(lockFile(root));
  const present = new Map(packagesIn(listFile));
  const foreign = [...present.keys()].some((path) => !wanted.some(([other]) => other === path));
  return (
    !foreign && wanted.every(([path, entry]) => (present.has(path) ? present.get(path).version === entry.version : entry.optional === true))
  );
}

/** Whether node_modules is there, whole, and made from this lock. Writes the stamp where npm was run by hand. */
export function isInstalled(root) {
  const stamp = stampFile(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === lockKey(root)) return true;
  if (!matchesByHand(root)) return false;
  writeFileSync(stamp, `${lockKey(root)}\n`);
  return true;
}

// npm hands its settings to the scripts it runs, and a second npm inside would obey them: `npm test --omit=dev` must not install half.
const leadsAstray =
  /^npm_config_(?:also|dev|dry_run|force|global|ignore_scripts|include|location|omit|only|optional|package_lock\w*|prefix|local_prefix|production|workspaces?)$/i;

/** The environment for the inner npm: without settings that would change what is installed, and without a Node that it is about to replace. */
export function npmEnv(root, env) {
  const own = join(root, 'node_modules', '.bin');
  const kept = Object.entries(env).filter(([name]) => name !== 'NODE_ENV' && !leadsAstray.test(name));
  const path = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== own);
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

const noNetwork = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|network/;

/**
 * Installs exactly what the lock says. No package's own script is run; none is needed.
 *
 * Shape: undefined when all went well, otherwise the sentence to print. Output of npm is shown only where the sentence alone does not explain it.
 */
export function install(root, env) {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--prefer-offline', '--loglevel=error', '--no-progress'];
  // The default waits of npm between tries are 10 and 60 s; without a network that is a long silence.
  const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const windows = process.platform === 'win32';
  const run = spawnSync('npm', [...args, ...patience], {
    cwd: root,
    env: npmEnv(root, env),
    encoding: 'utf8',
    shell: windows,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.error) return 'npm was not found; it comes with Node and is needed to install the packages.';
  if (run.status === 0) {
    writeFileSync(stampFile(root), `${lockKey(root)}\n`);
    return undefined;
  }
  const output = `${run.stdout}${run.stderr}`;
  if (noNetwork.test(output))
    return 'The packages could not be fetched: there is no way to the package registry. Connect to the network once and run the command again.';
  return `${output.trim()}\nThe packages could not be installed; npm's own words stand above.`;
}
