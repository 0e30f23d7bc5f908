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

/** Where this system gets Debian's packages from, so that no server is named here. Throws `NotHere` where nothing of this can run. */
export async function admit(): Promise<string> {
  if (process.getuid?.() !== 0) throw new NotHere('Real servers are started as root only, for each lives in a root of its own (chroot).');
  const format = ['--format', '$(REPO_URI) $(CODENAME)', 'Created-By: Packages'];
  const { stdout } = await exec('apt-get', ['indextargets', ...format]).catch(() => ({ stdout: '' }));
  const archive = /^(\S+\/debian\/?) [a-z]+$/m.exec(stdout)?.[1];
  const hasKeys = await stat(keyring).catch(() => undefined);
  if (archive === undefined || !hasKeys) throw new NotHere("Real servers come from Debian's packages, and this system does not get any.");
  await exec('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--pid', '--fork', '--kill-child', 'true']).catch(() => {
    throw new NotHere('Real servers are started in a process namespace of their own, and this system allows none.');
  });
  return archive;
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
  #updated = new Set<Release>();
  /** apt locks its folders, so one is asked after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /** `archive` is what `admit` returned. */
  constructor(folder: string, archive: string) {
    this.#folder = folder;
    this.#archive = archive;
  }

  /**
   * Unpacks these packages and all that they depend on into `<folder>/<name>/root`. What is there already from the same
   * versions is used as it is; the versions are looked up once a day.
   * Errors: rejects when Debian's archive cannot be reached and nothing was unpacked before.
   */
  async unpack(name: string, release: Release, packages: readonly string[]): Promise<Unpacked> {
    const home = join(this.#folder, name);
    const root = join(home, 'root');
    const stamp = join(home, 'versions.txt');
    const before = await readFile(stamp, 'utf8').catch(() => undefined);
    if (before !== undefined && (await isFresh(stamp))) return { root, versions: versionsIn(before, packages) };
    let files = before?.split('\n') ?? [];
    try {
      files = await this.#inTurn(() => this.#download(release, packages));
      if (files.join('\n') !== before) {
        await rm(home, { recursive: true, force: true });
        await mkdir(home, { recursive: true });
        await lay(
          root,
          files.map((file) => join(this.#folder, release, 'cache/archives', file)),
        );
      }
      await writeFile(stamp, files.join('\n'));
    } catch (error) {
      if (before === undefined) throw error;
    }
    return { root, versions: versionsIn(files.join('\n'), packages) };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Resolves with the names of the files. */
  async #download(release: Release, packages: readonly string[]): Promise<string[]> {
    if (!this.#updated.has(release)) await this.#update(release);
    const files = await this.#closure(release, packages);
    await this.#apt(release, 'install', '--download-only', ...packages);
    return files;
  }

  async #update(release: Release): Promise<void> {
    const here = join(this.#folder, release);
    for (const path of ['state/lists', 'cache/archives', 'none']) await mkdir(join(here, path, 'partial'), { recursive: true });
    await writeFile(join(here, 'sources.list'), `deb [signed-by=${keyring}] ${this.#archive} ${release} main\n`);
    // Nothing counts as installed, so the closure is whole and does not depend on this system.
    await writeFile(join(here, 'status'), '');
    await this.#apt(release, 'update');
    this.#updated.add(release);
  }

  async #closure(release: Release, packages: readonly string[]): Promise<string[]> {
    // An empty cache, for what is there already would be left out of the list.
    const none = ['-o', `Dir::Cache::archives=${join(this.#folder, release, 'none')}`];
    const listed = await this.#apt(release, 'install', '--print-uris', ...none, ...packages);
    // 'address' file size hash
    return [...listed.matchAll(/^'[^']+' (\S+\.deb) /gm)].map((match) => match[1] ?? '').sort();
  }

  async #apt(release: Release, ...args: string[]): Promise<string> {
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
      'Acquire::Retries=2',
    ];
    const { stdout } = await exec('apt-get', ['-y', '-q', ...options.flatMap((option) => ['-o', option]), ...args], {
      maxBuffer: 1 << 24,
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    });
    return stdout;
  }
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
