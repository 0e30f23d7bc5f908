// Ways in which the check could be broken, each tried as an attacker or a clumsy visitor would.
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPublic } from '../../functions/guards/addresses.ts';
import { parseAllowTargets, allowsAddress } from '../../functions/guards/allow-list.ts';
import { readSettings } from '../../functions/settings.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import type { CheckKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { toHtml } from '../../src/view/node.ts';
import { verdictView } from '../../src/view/report-view.ts';
import { startApp, type App } from '../harness/app.ts';
import { host, request, say, see, server, worldOf } from '../smtp/parts.ts';

const account = { username: 'scanner@practice.test', password: 'abcdefghijklmnop' };

/** A mail server that takes connections and says nothing, and knows how many are open. */
async function silentServer(): Promise<{ port: number; open: () => number; close: () => void }> {
  let open = 0;
  const listener = createServer((socket) => {
    open += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => (open -= 1));
    socket.resume();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return { port: (listener.address() as AddressInfo).port, open: () => open, close: () => listener.close() };
}

const post = (app: App, path: string, fields: object, accept: string, signal?: AbortSignal): Promise<Response> =>
  fetch(app.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: accept },
    body: JSON.stringify(fields),
    ...(signal && { signal }),
  });
const running = async (app: App): Promise<number> => ((await (await fetch(`${app.url}/api/health`)).json()) as { running: number }).running;

describe('a visitor who goes away', () => {
  let app: App;
  let mail: Awaited<ReturnType<typeof silentServer>>;
  beforeAll(async () => {
    mail = await silentServer();
    app = await startApp({ MAX_CHECKS: '1', PRACTICE: 'off', ALLOW_TARGETS: `localhost:${String(mail.port)}` });
  });
  afterAll(async () => {
    await app.close();
    mail.close();
  });

  test.each([
    ['/api/check', 'application/x-ndjson'],
    ['/api/check', 'application/json'],
    ['/api/check', 'text/html'],
    ['/api/look', 'application/x-ndjson'],
    ['/api/look', 'application/json'],
  ])('leaves %s as %s with neither its place nor its socket taken', async (path, accept) => {
    const leaving = new AbortController();
    const fields = { host: 'localhost', port: mail.port, security: 'starttls', ...account };
    const asked = post(app, path, fields, accept, leaving.signal)
      .then((response) => response.text())
      .catch(() => '');
    await expect.poll(mail.open).toBe(1);
    leaving.abort();
    await asked;
    await expect.poll(mail.open).toBe(0);
    await expect.poll(() => running(app)).toBe(0);
  });

  test('no more run than may, however many ask in the same moment', async () => {
    const leaving = new AbortController();
    const fields = { host: 'localhost', port: mail.port };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post(app, '/api/look', fields, 'application/x-ndjson', leaving.signal)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    leaving.abort();
    await expect.poll(() => running(app)).toBe(0);
  });
});

describe('a request', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());
  const good = { host: 'works.practice.test', port: 587, security: 'starttls', ...account };

  test.each(['mail.example\r\nMAIL FROM:<a@example.com>', 'a\nb', 'a\rb', 'a\0b', 'a\u0085b', 'a\u2028b', 'a\ud800b', 'ü'.repeat(128)])(
    'with the greeting name %j is refused as a bad field, before anything is opened',
    async (ehlo) => {
      for (const accept of ['application/json', 'application/x-ndjson']) {
        const response = await post(app, '/api/check', { ...good, ehlo }, accept);
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({ errors: [{ field: 'ehlo' }] });
      }
    },
  );

  test.each(['constructor', '__proto__', 'toString'])('with the device %s names none', async (device) => {
    expect((await post(app, '/api/look', { host: 'works.practice.test', device }, 'application/json')).status).toBe(400);
  });

  test.each([
    ['a made-up ticket', { ...good, ticket: '1.2' }],
    ['no ticket and no password', { ...good, password: '' }],
    ['a server that nobody looked at', { ...good, host: 'never.example.org', username: '' }],
  ])('with %s is given no ticket', async (_story, fields) => {
    const html = await (await post(app, '/api/check', fields, 'text/html')).text();
    expect(html).toMatch(/id="check-form"|action="\/api\/look"/);
    expect(html).not.toMatch(/name="ticket" value="\d/);
  });
});

test('a name in a certificate is text, never a link or other markup', () => {
  const names = '[Your mailbox is locked](https://evil.example/login), **bold**, \u202eabc';
  const report = {
    startedAt: '2026-11-25T09:00:00.000Z',
    verdict: 'fails',
    asked: 'look',
    target: { host },
    causes: [],
    stages: [],
    advice: [{ id: 'names-in-certificate', with: { names } }],
  };
  const html = toHtml(verdictView(report as unknown as Report, { causes: {}, providers: {} } as unknown as CheckKnowledge));
  expect(html).toContain('[Your mailbox is locked](https://evil.example/login)');
  expect(html).not.toMatch(/<a |<strong>|\u202e/);
});

describe('a mail server out of step', () => {
  test.each(['PLAIN', 'LOGIN'] as const)('that says 235 before it was asked is not believed (%s)', async (mechanism) => {
    const answersEhlo = async (peer: { write(text: string): void }, lines: string[]) => {
      const early = lines.some((line) => line.startsWith('AUTH')) ? '235 2.7.0 welcome\r\n' : '';
      peer.write(`250-x\r\n${lines.map((line, at) => `250${at === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('')}${early}`);
    };
    const { stage } = await see(request({ mechanism }), worldOf(server({ answersEhlo, answersAuth: say('535 5.7.8 no') })));
    expect(stage('auth')).toMatchObject({ outcome: 'unclear', facts: { why: 'malformed' } });
  });

  test.each(['PLAIN', 'LOGIN'] as const)('that says 235 to a sign-in that was called off is not believed (%s)', async (mechanism) => {
    const { stage } = await see(
      request({ mechanism }),
      worldOf(
        server({
          async answersAuth(peer) {
            for (let line: string | null = ''; line !== null && line !== '*'; line = await peer.line()) peer.write('334 \r\n');
            peer.write('235 2.7.0 welcome\r\n');
          },
        }),
      ),
    );
    expect(stage('auth').outcome).toBe('unclear');
  });
});

test('a name with a thousand addresses is tried at a few of them', async () => {
  const many = Array.from({ length: 1000 }, (_, at) => `192.0.${String(2 + (at >> 8))}.${String(at & 255)}`);
  const { stage } = await see(request(), { names: { [host]: { A: many } } });
  expect(stage('dns').facts.addresses?.length).toBeLessThanOrEqual(16);
});

test('what is never to be reached is not public, also where its address is a public one', () => {
  expect(isPublic('168.63.129.16')).toBe(false);
});

test.each(['64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '::a9fe:a9fe', '::ffff:169.254.169.254'])(
  'no setting opens the metadata service as %s',
  (address) => {
    expect(allowsAddress(parseAllowTargets('::/0:587'), address, 587)).toBe(false);
  },
);

test('settings that are there and empty are as if they were not given', () => {
  const { host: listen, secret } = readSettings({ HOST: '', SECRET: '' });
  expect(listen).toBe('127.0.0.1');
  expect(secret).not.toBe('');
});
