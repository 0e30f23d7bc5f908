// The command against servers that know the password: what it says on both outputs, called in words and as JSON, rightly and wrongly.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../cli/run.ts';
import { dist } from '../harness/dist.ts';
import { startFlock, type Flock } from './flock.ts';
import { makeHaul, together, told } from './haul.ts';
import { endings } from './parrot.ts';
import { watch } from './process.ts';
import { Searcher, type Sighting } from './search.ts';
import { secrets, username, type Secret } from './secrets.ts';

const haul = makeHaul();
const searcher = new Searcher(secrets, username);
let flock: Flock;
let found: Sighting[];

const argumentsFor = ({ isToken }: Secret, { port, security }: { port: number; security: string }, ending: string): string[] => [
  ...['check', '--host', 'localhost', '--port', String(port), '--security', security, '--ca', flock.caFile],
  ...['--user', username, '--password-stdin', '--ehlo', ending, '--depth', 'send', '--mechanism', isToken ? 'xoauth2' : 'auto'],
];

/** A password where none belongs: what is wrong is said without it. */
const wrongly = (secret: string): string[][] => [
  ['check', '--password', secret],
  ['check', `--password=${secret}`],
  ['check', '--pass', secret],
  ['check', secret],
  [secret],
  [`--${secret}`],
  ['check', '--host', 'localhost', `--user=${username}`, '--password-stdin', secret],
  ['check', '--host', 'localhost', '--port', secret, '--user', username, '--password-stdin'],
  ['check', '--host', 'localhost', '--security', secret, '--user', username, '--password-stdin'],
  ['check', '--host', 'localhost', '--mechanism', secret, '--user', username, '--password-stdin'],
  ['check', '--host', 'localhost', '--device', secret, '--user', username, '--password-stdin'],
  ['check', '--host', 'localhost', '--ca', secret, '--user', username, '--password-stdin'],
  ['check', '--host', 'localhost', `--json=${secret}`],
  ['look', '--host', 'localhost', '--from', secret],
];

beforeAll(async () => {
  flock = await startFlock(['starttls', 'implicit-tls']);
  await together(2, flock.nests, async ({ secret, ports }) => {
    // In words and as JSON by turns, and the other way round for the next secret.
    for (const [at, ending] of endings.filter((one) => one !== 'hangs').entries()) {
      const more = (at + flock.nests.findIndex((nest) => nest.secret === secret)) % 2 === 0 ? ['--json'] : [];
      const good = ports.good[(at >> 1) % ports.good.length] ?? { port: 0, security: '' };
      const { stdout, stderr } = await call([...argumentsFor(secret, good, ending), ...more], {
        stdin: `${secret.text}\n`,
        env: { NO_COLOR: '1' },
        ...(at % 4 > 1 && { columns: 80 }),
      });
      haul.add(`the command, ${ending}, ${secret.label}, ${more.join()}`, Buffer.from(`${stdout}\n${stderr}`));
    }
    for (const args of wrongly(secret.text)) {
      const { code, stdout, stderr } = await call(args, { stdin: `${secret.text}\n` });
      expect(code).toBe(2);
      haul.add(`the command called wrongly (${args.slice(0, -1).join(' ')} …), ${secret.label}`, Buffer.from(`${stdout}\n${stderr}`));
    }
    // As people have it: one file and a process of its own. The second is stopped while the server thinks.
    const [good] = ports.good;
    if (!good) return;
    const script = join(dist, 'download/will-it-send.js');
    const done = await watch(script, argumentsFor(secret, good, 'refuses'), {}, `${secret.text}\n`);
    await done.ended;
    const stopped = await watch(script, [...argumentsFor(secret, good, 'hangs'), '--json'], {}, `${secret.text}\n`);
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (!flock.nests.some((nest) => nest.secret === secret && nest.parrots.some((parrot) => parrot.hanging() > 0))) return;
        clearInterval(look);
        resolve();
      }, 10);
    });
    stopped.stop('SIGTERM');
    await stopped.ended;
    for (const one of [done, stopped]) {
      haul.add(`standard output of the command, ${secret.label}`, one.stdout());
      haul.add(`standard error of the command, ${secret.label}`, one.stderr());
      for (const [path, bytes] of await one.files()) haul.add(`the file ${path}`, bytes);
      await one.close();
    }
  });
  flock.teach(searcher);
  found = haul.search(searcher);
}, 120_000);
afterAll(() => flock.close());

test('nothing that the command says holds a secret, in any form', () => {
  expect(told(found)).toEqual([]);
});
