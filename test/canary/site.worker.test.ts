// The site in workerd, as it is deployed, and everything that it lets out: its answers as bytes, and its log.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TestHarness } from 'wrangler';
import { root } from '../harness/dist.ts';
import { startFlock, type Flock } from './flock.ts';
import { makeHaul, together, told } from './haul.ts';
import { misplaced } from './misplaced.ts';
import { accepts } from './raw.ts';
import { Searcher, type Sighting } from './search.ts';
import { secrets, username } from './secrets.ts';
import { checkStories, checkWish } from './stories.ts';

const haul = makeHaul();
const searcher = new Searcher(secrets, username);
/** Fewer than on Node, where every server and route is asked for each of them: what differs here is the runtime. */
const chosen = secrets.filter(({ label }) => !/app password|between|accents|1,024/.test(label));
let flock: Flock;
let harness: TestHarness;
let log: string;
let found: Sighting[];

/** Checks that are left by their visitors while the server thinks. */
async function interrupted(port: number): Promise<void> {
  const waiting = (): number => flock.nests.flatMap(({ parrots }) => parrots).reduce((sum, parrot) => sum + parrot.hanging(), 0);
  let leave = (): void => undefined;
  const leaves = new Promise<void>((resolve) => (leave = resolve));
  const left = flock.nests.map(({ secret, ports }, at) => {
    const [good] = ports.good;
    const fields = { port: String(good?.port), security: good?.security ?? '', ehlo: 'hangs' };
    return haul.ask(port, `a check that is left, ${secret.label}`, { ...checkWish(secret, fields, accepts[at % 3] ?? '', 0), leaves });
  });
  await vi.waitUntil(() => waiting() === left.length, { timeout: 20_000 });
  leave();
  await Promise.all(left);
}

beforeAll(async () => {
  // Workers see no certificate and sign in with TLS from the start only.
  flock = await startFlock(['implicit-tls'], chosen);
  // Read while wrangler is loaded.
  process.env.NODE_EXTRA_CA_CERTS = flock.caFile;
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  const vars = { ALLOW_TARGETS: flock.targets, SITE_URL: 'http://localhost:4321', LIMITS: 'off' };
  harness = createTestHarness({ root, workers: [{ configPath: join(root, 'wrangler.jsonc'), vars }] });
  const { url } = await harness.listen();
  const port = Number(url.port);
  const elsewhere = {
    ...{ host: 'localhost', port: String(flock.neutral.port), security: 'implicit-tls' },
    ...{ username, password: 'Nichts-davon-17' },
  };
  const stories = flock.nests.flatMap(({ secret, ports }, at) => [
    ...checkStories(secret, ports).map(({ name, wish, isUnread }) => ({
      name: `${name}, ${secret.label}`,
      wish,
      except: isUnread && secret.label,
    })),
    // Which secret it is makes no difference to where it is misplaced; two of them differ most.
    ...(at === 0 || secret.label.includes('markup') ? misplaced(secret.text, elsewhere) : []).map(({ name, wish, isShownAgain }) => ({
      name: `${secret.label} as ${name}`,
      wish,
      except: isShownAgain && secret.label,
    })),
  ]);
  await together(6, stories, ({ name, wish, except }) => haul.ask(port, name, wish, except));
  await interrupted(port);
  log = harness
    .getLogs()
    .map(({ level, message }) => `${level} ${message}`)
    .join('\n');
  haul.add('the log', Buffer.from(log));
  flock.teach(searcher);
  found = haul.search(searcher);
}, 240_000);
afterAll(async () => {
  await harness.close();
  await flock.close();
});

test('nothing that left workerd holds a secret, in any form', () => {
  expect(told(found)).toEqual([]);
});

test('every kind of answer was among them', () => {
  expect([...haul.statuses.keys()]).toEqual(expect.arrayContaining([200, 307, 400, 403, 404, 405, 413, 421]));
});

test('the log has a line for each run, and neither user name nor host', () => {
  expect(log.split('\n').length).toBeGreaterThan(200);
  expect(log).toContain('"stage":"auth"');
  expect(log).not.toMatch(/localhost|kopierer|kanarienvogel/i);
});
