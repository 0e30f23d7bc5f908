// Programs of Debian, each in a root of its own: downloaded with what they depend on and unpacked, nothing installed on this system.
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Why real servers cannot be started here; a whole sentence. */
export class NotHere extends Error {}

/** Releases of Debian: the configurations are written for the packages of one. */
export type Release = 'bookworm' | 'trixie';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Looked up again after a day: what was unpacked from the same versions stays. */
const freshMs = 86_400_000;

/** How long may pass until all is here that was never here before, and until what is here is known to be the newest. */
const patienceMs = { first: 150_000, again: 30_000 };

/**
 * Where this system gets Debian's packages from, so that no server is named here. `folder` is where they are to be unpacked.
 * Throws `NotHere` where nothing of this can run.
 */
export async function admit(folder: string): Promise<string> {
  if (process.getuid?.() !== 0) throw new NotHere('Real servers are started as root only, for each lives in a root of its own (chroot).');
  const format = ['--format', '$(REPO_URI) $(CODENAME)', 'Created-By: Packages'];
  const { stdout } = await exec('apt-get', ['indextargets', ...format]).catch(() => ({ stdout: '' }));
  const archive = /^(\S+\/debian\/?) [a-z]+$/m.exec(stdout)?.[1];
  const hasKeys = await stat(keyring).catch(() => undefined);
  if (archive === undefined || !hasKeys) throw new NotHere("Real servers come from Debian's packages, and this system does not get any.");
  await exec('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--pid', '--fork', '--kill-child', 'chroot', '/', 'true']).catch(() => {
    throw new NotHere('Real servers are started in a root and a process namespace of their own, and this system allows none.');
  });
  const device = join(folder, 'null');
  await mkdir(folder, { recursive: true });
  await rm(device, { force: true });
  await exec('mknod', [device, 'c', '1', '3'])
    .then(() => writeFile(device, 'nothing'))
    .catch(() => {
      throw new NotHere('Real servers need devices in their root, and this system allows none.');
    })
    .finally(() => rm(device, { force: true }));
  return archive;
}

/**
 * Takes the folder for this process alone: two runs would write into the same roots. The lock of a process that is gone counts for nothing.
 * Resolves with what gives it back. Throws `NotHere` where another run has it.
 */
export async function lock(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'lock');
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (holder > 0 && isAlive(holder)) throw new NotHere(`Another run (process ${String(holder)}) has the real servers in this folder.`);
  await rm(file, { force: true });
  await writeFile(file, String(process.pid), { flag: 'wx' }).catch(() => {
    throw new NotHere('Another run has just taken the real servers in this folder.');
  });
  return () => rm(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const isFresh = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < freshMs;
};

export interface Unpacked {
  root: string;
  /** The packages that were asked for, each with its version. */
  versions: string[];
}

/** Package files by the names of this folder, with the lists and downloads of apt kept in it. */
export class Packages {
  #folder: string;
  #archive: string;
  #updated = new Map<Release, Promise<void>>();
  readonly #started = Date.now();
  /** apt locks its folders, of which each release has its own: there one is asked after the other. */
  #turns = new Map<Release, Promise<unknown>>();

  /** `archive` is what `admit` returned. */
  constructor(folder: string, archive: string) {
    this.#folder = folder;
    this.#archive = archive;
  }

  /**
   * Unpacks these packages and all that they depend on into `<folder>/<name>/root`. What is there already from the same
   * versions is used as it is; the versions are looked up once a day, and where that fails they are taken as they were.
   * Bounds: 150 s from the making of this object for what was never here, 30 s for the daily look.
   * Errors: `NotHere` when the packages cannot be had and nothing was unpacked before.
   */
  async unpack(name: string, release: Release, packages: readonly string[]): Promise<Unpacked> {
    const home = join(this.#folder, name);
    const root = join(home, 'root');
    const stamp = join(home, 'versions.txt');
    const before = await readFile(stamp, 'utf8').catch(() => undefined);
    if (before !== undefined && (await isFresh(stamp))) return { root, versions: versionsIn(before, packages) };
    const until = this.#started + (before === undefined ? patienceMs.first : patienceMs.again);
    let files: string[];
    try {
      files = await this.#inTurn(release, () => this.#download(release, packages, until));
    } catch (error) {
      if (before === undefined) throw new NotHere(`The packages of Debian did not come: ${reasonOf(error)}.`);
      return { root, versions: versionsIn(before, packages) };
    }
    if (files.join('\n') !== before) {
      await rm(home, { recursive: true, force: true });
      await mkdir(home, { recursive: true });
      await lay(
        root,
        files.map((file) => join(this.#folder, release, 'cache/archives', file)),
      );
    }
    await writeFile(stamp, files.join('\n'));
    return { root, versions: versionsIn(files.join('\n'), packages) };
  }

  #inTurn<T>(release: Release, work: () => Promise<T>): Promise<T> {
    const done = (this.#turns.get(release) ?? Promise.resolve()).then(work);
    this.#turns.set(
      release,
      done.catch(() => undefined),
    );
    return done;
  }

  /** Resolves with the names of the files. */
  async #download(release: Release, packages: readonly string[], until: number): Promise<string[]> {
    // Once for each release, also when it failed: who comes later must not wait for the same again.
    const updated = this.#updated.get(release) ?? this.#update(release, until);
    this.#updated.set(release, updated);
    await updated;
    const files = await this.#closure(release, packages, until);
    await this.#apt(release, until, 'install', '--download-only', ...packages);
    return files;
  }

  async #update(release: Release, until: number): Promise<void> {
    const here = join(this.#folder, release);
    for (const path of ['state/lists', 'cache/archives', 'none']) await mkdir(join(here, path, 'partial'), { recursive: true });
    await writeFile(join(here, 'sources.list'), `deb [signed-by=${keyring}] ${this.#archive} ${release} main\n`);
    // Nothing counts as installed, so the closure is whole and does not depend on this system.
    await writeFile(join(here, 'status'), '');
    await this.#apt(release, until, 'update', '-o', 'APT::Update::Error-Mode=any');
  }

  async #closure(release: Release, packages: readonly string[], until: number): Promise<string[]> {
    // An empty cache, for what is there already would be left out of the list.
    const none = ['-o', `Dir::Cache::archives=${join(this.#folder, release, 'none')}`];
    const listed = await this.#apt(release, until, 'install', '--print-uris', ...none, ...packages);
    // 'address' file size hash
    return [...listed.matchAll(/^'[^']+' (\S+\.deb) /gm)].map((match) => match[1] ?? '').sort();
  }

  async #apt(release: Release, until: number, ...args: string[]): Promise<string> {
    const left = until - Date.now();
    if (left <= 0) throw new Error('there was no time left for them');
    const here = join(this.#folder, release);
    const options = [
      `Dir::State=${here}/state`,
      `Dir::State::status=${here}/status`,
      `Dir::Cache=${here}/cache`,
      `Dir::Etc::sourcelist=${here}/sources.list`,
      'Dir::Etc::sourceparts=/dev/null',
      'Dir::Etc::preferencesparts=/dev/null',
      'APT::Sandbox::User=root',
      'APT::Install-Recommends=false',
      'APT::Keep-Downloaded-Packages=true',
      'Acquire::Languages=none',
      'Acquire::Retries=1',
      // Seconds without a byte; the default is 30, for each try and each file.
      'Acquire::http::Timeout=15',
      'Acquire::https::Timeout=15',
    ];
    const { stdout } = await exec('apt-get', ['-y', '-q', ...options.flatMap((option) => ['-o', option]), ...args], {
      maxBuffer: 1 << 24,
      timeout: left,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    });
    return stdout;
  }
}

/** Why apt ended, in a few of its own words. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'killed' in error && error.killed === true) return 'they took too long';
  const words = error instanceof Error ? error.message : String(error);
  const said = /^[EW]: (.+)$/m.exec(words)?.[1] ?? words.split('\n')[0] ?? '';
  return said.trim().replace(/\.$/, '').slice(0, 200);
}

/** Names of package files hold name, version and architecture. */
const versionsIn = (files: string, packages: readonly string[]): string[] =>
  packages.flatMap((name) => {
    const version = new RegExp(`^${name}_([^_]+)_`, 'm').exec(files)?.[1];
    return version === undefined ? [] : [`${name} ${decodeURIComponent(version)}`];
  });

/** Lays out a root as a merged /usr wants it, then unpacks the files one after another. */
async function lay(root: string, files: string[]): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await mkdir(join(root, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(root, name));
  }
  for (const file of files) {
    // dpkg -x would put a folder in the place of those links.
    await exec('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --keep-directory-symlink', 'sh', file, root]);
  }
}
