// The first thing every npm script runs, on any Node from 20, with nothing installed: it installs what the lock asks for,
// then runs the script named behind it under a Node that reads TypeScript. Usage: node tools/run.mjs tools/start.ts [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, isInstalled } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Whether this version of Node runs TypeScript files as they are: from 22.18. */
function readsTypeScript(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The Node that the lock brings (tools/node) where there is one for this system, else the one that runs this. */
function findNode() {
  // Not by node_modules/.bin: npm 10 makes no link there for a program of this name.
  const own = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  const brought = spawnSync(own, ['--version'], { encoding: 'utf8' });
  if (brought.status === 0 && readsTypeScript(brought.stdout.trim())) return own;
  if (readsTypeScript(process.version)) return process.execPath;
  return stop(
    `This system needs Node 22.18 or newer (24 is best); here is ${process.version}. Install it from https://nodejs.org and run the command again.`,
  );
}

if (!isInstalled(root)) {
  // Not on stdout: there the command writes its JSON and nothing else.
  console.error('Installing the packages from the lock, once …');
  const failure = install(root, process.env);
  if (failure) stop(failure);
}

// What the Dockerfile gives the server as well, and why, is said there.
const flags = process.argv[2] === 'tools/start.ts' ? ['--max-semi-space-size=4', '--heap-growing-percent=30'] : [];
const child = spawn(findNode(), ['--disable-warning=ExperimentalWarning', ...flags, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    ASTRO_TELEMETRY_DISABLED: '1',
    WRANGLER_SEND_METRICS: 'false',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  },
});

// The terminal sends Ctrl+C to the child as well; here it must not end us before the child has closed its sockets.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm ends at SIGTERM without a word to the script it runs. A server that nobody can see any more must not keep its port.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 300);
  watch.unref();
}
child.on('error', (error) => stop(`Node could not be started: ${error.message}`));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
