// Whoever types names must not learn what is inside: a name that leads there, one that does not exist and one that leads to both get the same
// bytes after the same time, in every form of the answer.
import { describe, expect, test } from 'vitest';
import type { World } from '../../functions/nets/scripted.ts';
import { guardedApp, type GuardedApp } from '../harness/guarded.ts';
import { server } from '../smtp/parts.ts';

/** All of one length, so that swapped names change nothing else. */
const hosts = {
  nowhere: 'mail-a.kopierer-ag.ch',
  inside: 'mail-b.kopierer-ag.ch',
  loopback: 'mail-c.kopierer-ag.ch',
  metadata: 'mail-d.kopierer-ag.ch',
  mixed: 'mail-e.kopierer-ag.ch',
  'mixed over both families': 'mail-f.kopierer-ag.ch',
  'hidden in IPv6': 'mail-g.kopierer-ag.ch',
  'inside, and half of the look-up fails': 'mail-h.kopierer-ag.ch',
};
const world: World = {
  names: {
    [hosts.inside]: { A: ['10.0.0.5'] },
    [hosts.loopback]: { A: ['127.0.0.1'], AAAA: ['::1'] },
    [hosts.metadata]: { A: ['169.254.169.254'] },
    [hosts.mixed]: { A: ['9.9.9.9', '10.0.0.5'] },
    [hosts['mixed over both families']]: { A: ['9.9.9.9'], AAAA: ['fd00::5'] },
    [hosts['hidden in IPv6']]: { AAAA: ['64:ff9b::7f00:1'] },
    [hosts['inside, and half of the look-up fails']]: { A: ['192.168.1.1'], AAAA: 'failed' },
  },
  // Inside, something does listen; 9.9.9.9 is a mail server.
  servers: { '10.0.0.5:587': server(), '127.0.0.1:587': server(), '9.9.9.9:587': server() },
};

const account = { username: 'scanner@kopierer-ag.ch', password: 'correct-horse-7!' };
type Post = GuardedApp['post'];
const ticketFor = async (post: Post, look: object): Promise<string> =>
  ((await (await post('/api/look', { ...look })).json()) as { ticket: string }).ticket;

interface Told {
  status: number;
  headers: string;
  body: string;
  ms: number;
}

/** What a visitor gets, with the name, the id of the run and the ticket taken out: those are made anew each time. */
async function told(path: string, host: string, accept: string): Promise<Told> {
  const { net, post } = guardedApp(world, { different: { now: () => Date.UTC(2026, 10, 25) } });
  const look = { host, port: 587 };
  const ticket = path === '/api/check' ? await ticketFor(post, look) : undefined;
  const before = net.now();
  const response = await post(path, ticket === undefined ? look : { ...look, security: 'starttls', ...account, ticket }, accept);
  const body = (await response.text())
    .replaceAll(host, 'HOST')
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/("ticket":")[^"]*/g, '$1TICKET')
    .replace(/(name="ticket" value=")[^"]*/g, '$1TICKET');
  const headers = JSON.stringify([...response.headers]);
  expect(net.connections).toEqual([]);
  return { status: response.status, headers, body, ms: net.now() - before };
}

const { nowhere, ...others } = hosts;
describe.each(['/api/look', '/api/check'])('%s', (path) => {
  test.each(['application/json', 'application/x-ndjson', 'text/html'])(
    'answers as %s alike, however the name leads inside',
    async (accept) => {
      const plain = await told(path, nowhere, accept);
      expect(plain.ms).toBeGreaterThanOrEqual(400);
      expect(plain.body.length).toBeGreaterThan(100);
      for (const [story, host] of Object.entries(others))
        expect({ story, ...(await told(path, host, accept)) }).toEqual({ story, ...plain });
    },
  );
});

test('the control: a public name is answered otherwise', async () => {
  const { post, net } = guardedApp({ names: { [nowhere]: { A: ['9.9.9.9'] } }, servers: world.servers ?? {} });
  expect(await (await post('/api/look', { host: nowhere, port: 587 })).json()).toMatchObject({ report: { verdict: 'works' } });
  expect(net.connections.map(({ target }) => target.address)).toContain('9.9.9.9');
});

describe('a name server that says something else the second time', () => {
  const host = nowhere;
  /** Public for whoever asks first, this machine for whoever asks again. */
  const rebinding = () => {
    const questions: string[] = [];
    const servers = Object.fromEntries(
      ['9.9.9.9', '127.0.0.1'].flatMap((address) => [
        [`${address}:587`, server()],
        [`${address}:465`, server({}, { implicit: true })],
      ]),
    );
    const app = guardedApp(
      { servers },
      {
        under: (net) => ({
          ...net,
          resolve: (name, type) => {
            questions.push(`${name} ${type}`);
            const isFirst = questions.filter((one) => one === `${name} ${type}`).length === 1;
            if (name !== host || type !== 'A') return Promise.resolve({ outcome: 'none' });
            return Promise.resolve({ outcome: 'ok', records: [isFirst ? '9.9.9.9' : '127.0.0.1'] });
          },
        }),
      },
    );
    const reached = () => [...new Set(app.net.connections.map(({ target }) => target.address))];
    return { ...app, questions, reached };
  };
  const both = [`${host} A`, `${host} AAAA`];

  test.each([{}, { peek: 'old-devices' }, { port: 2525 }, { address: account.username }])(
    'is asked once in a look with %j: other ports and other hellos go where the first answer led',
    async (more) => {
      const { questions, post, reached } = rebinding();
      await (await post('/api/look', { host, port: 587, ...more })).text();
      expect(questions.filter((one) => one.startsWith(`${host} `)).sort()).toEqual(both);
      expect(reached()).toEqual(['9.9.9.9']);
    },
  );

  test.each([
    ['starttls', 587],
    ['implicit-tls', 465],
  ])('leads a check after a look nowhere, for the second answer is judged as the first one was (%s)', async (security, port) => {
    const { questions, post, reached } = rebinding();
    const ticket = await ticketFor(post, { host, port });
    const report: unknown = await (await post('/api/check', { host, port, security, ...account, ticket })).json();
    expect(report).toMatchObject({ verdict: 'fails', causes: [{ cause: 'dns-no-such-host' }] });
    expect(questions.filter((one) => one.startsWith(`${host} `)).sort()).toEqual([...both, ...both].sort());
    expect(reached()).toEqual(['9.9.9.9']);
  });
});
