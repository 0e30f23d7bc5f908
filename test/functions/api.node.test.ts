// The contract of DESIGN §4, over HTTP, against the practice mail server on real sockets.
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report.ts';
import type { LookAnswer } from '../../src/view/look-view.ts';
import { useApp } from '../harness/site.ts';

const app = useApp();

const account = { username: 'scanner@practice.test', password: 'abcdefghijklmnop' };
type Fields = Record<string, string | number>;

const post = (path: string, fields: Fields, accept: string): Promise<Response> =>
  fetch(app.url + path, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: accept }, body: JSON.stringify(fields) });
const postForm = (path: string, fields: Fields): Promise<Response> =>
  fetch(app.url + path, {
    method: 'POST',
    headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    body: new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])),
  });
const reportOf = async (fields: Fields): Promise<Report> =>
  (await post('/api/check', fields, 'application/json')).json() as Promise<Report>;
const faultsOf = async (response: Response): Promise<{ field: string; message: string }[]> => {
  expect(response.status).toBe(400);
  return ((await response.json()) as { errors: { field: string; message: string }[] }).errors;
};

describe('a check of a practice host', () => {
  test.each([
    ['works', 587, 'starttls', 'works', undefined],
    ['works', 465, 'implicit-tls', 'works', undefined],
    ['auth-wrong-password', 587, 'starttls', 'fails', 'auth-wrong-password'],
    ['auth-app-password-required', 587, 'starttls', 'works', undefined],
    ['auth-basic-disabled-tenant', 587, 'starttls', 'fails', 'auth-basic-disabled-tenant'],
    ['cert-expired', 587, 'starttls', 'fails', 'cert-expired'],
    ['cert-expired', 465, 'implicit-tls', 'fails', 'cert-expired'],
    ['cert-self-signed', 587, 'starttls', 'fails', 'cert-self-signed'],
    ['cert-hostname-mismatch', 465, 'implicit-tls', 'fails', 'cert-hostname-mismatch'],
    ['starttls-not-offered', 587, 'starttls', 'fails', 'starttls-not-offered'],
    ['auth-not-offered', 587, 'starttls', 'fails', 'auth-not-offered'],
    ['connect-refused', 587, 'starttls', 'fails', 'connect-refused'],
    ['dns-no-such-host', 587, 'starttls', 'fails', 'dns-no-such-host'],
  ])('%s on port %i by %s: %s', async (name, port, security, verdict, cause) => {
    const report = await reportOf({ host: `${name}.practice.test`, port, security, ...account });
    expect(report.verdict).toBe(verdict);
    expect(report.causes[0]?.cause).toBe(cause);
  });

  test.concurrent.each([
    ['no-greeting', 'no-greeting'],
    ['connect-timeout-blocked-port', 'connect-timeout-blocked-port'],
  ])(
    '%s ends when our clock has run out',
    async (name, cause) => {
      expect((await reportOf({ host: `${name}.practice.test`, port: 587, security: 'starttls', ...account })).causes[0]?.cause).toBe(cause);
    },
    60_000,
  );

  test('the normal password where an app password is wanted is told apart from a wrong one', async () => {
    const report = await reportOf({
      host: 'auth-app-password-required.practice.test',
      port: 587,
      security: 'starttls',
      ...account,
      password: 'correct horse',
    });
    expect([report.verdict, report.causes[0]?.cause]).toEqual(['fails', 'auth-app-password-required']);
  });

  test('no encryption looks and never signs in', async () => {
    const report = await reportOf({ host: 'works.practice.test', port: 587, security: 'none', ...account });
    expect(report.asked).toBe('look');
    expect(report.stages.find((stage) => stage.stage === 'auth')?.outcome).toBe('not-tried');
  });
});

test('a check answers with one event a line, stages and dialogue first, the report last', async () => {
  const response = await post(
    '/api/check',
    { host: 'works.practice.test', port: 587, security: 'starttls', ...account },
    'application/x-ndjson',
  );
  expect(response.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('vary')).toMatch(/Accept/);
  const text = await response.text();
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; stage?: string });
  expect(events.at(-1)).toMatchObject({ type: 'report', v: 1, verdict: 'works' });
  const stages = events.filter((event) => event.type === 'stage').map((event) => event.stage);
  expect(stages).toEqual(['dns', 'connect', 'banner', 'ehlo', 'starttls', 'tls', 'auth', 'quit']);
  expect(events.some((event) => event.type === 'line')).toBe(true);
  for (const form of [account.password, btoa(account.password), btoa(`\0${account.username}\0${account.password}`)])
    expect(text).not.toContain(form);
});

describe('a look', () => {
  test('knows the provider, shows the server and gives a ticket that a check takes', async () => {
    const response = await post(
      '/api/look',
      { address: 'scanner@practice.test', host: 'works.practice.test', port: 587 },
      'application/json',
    );
    const answer = (await response.json()) as LookAnswer;
    expect(answer).toMatchObject({
      type: 'look',
      v: 1,
      target: { host: 'works.practice.test', port: 587, security: 'starttls' },
      report: { asked: 'look', verdict: 'works' },
    });
    expect(answer.report.stages.find((stage) => stage.stage === 'auth')).toMatchObject({
      outcome: 'not-tried',
      facts: { why: 'look-only' },
    });
    expect(await reportOf({ ...answer.target, ticket: answer.ticket, ...account })).toMatchObject({ verdict: 'works' });
    const elsewhere = await post(
      '/api/check',
      { ...answer.target, port: 465, security: 'implicit-tls', ticket: answer.ticket, ...account },
      'application/json',
    );
    expect(await faultsOf(elsewhere)).toMatchObject([{ field: 'ticket' }]);
  });

  test('reads what people paste, and says how', async () => {
    const response = await post('/api/look', { host: ' https://WORKS.practice.test:465/ ', port: '' }, 'application/json');
    expect(await response.json()).toMatchObject({
      target: { host: 'works.practice.test', port: 465, security: 'implicit-tls' },
      corrections: expect.arrayContaining([{ id: 'port-from-host', with: { port: '465' } }]) as unknown,
    });
  });

  test('reads port 25 as the submission port, and says so', async () => {
    const response = await post('/api/look', { host: 'works.practice.test', port: 25 }, 'application/json');
    expect(await response.json()).toMatchObject({ target: { port: 587 }, corrections: [{ id: 'port-25' }] });
  });
});

describe('a bad field gets 400 with its name and plain words', () => {
  const good = { host: 'works.practice.test', port: 587, security: 'starttls', ...account };
  test.each<[string, Fields, string]>([
    ['no host', { ...good, host: '' }, 'host'],
    ['a host that is none', { ...good, host: 'exa$mple' }, 'host'],
    ['an address as host', { ...good, host: '127.0.0.1' }, 'host'],
    ['an IPv6 address as host', { ...good, host: '[::1]' }, 'host'],
    ['a name of one word', { ...good, host: 'printer' }, 'host'],
    ['localhost', { ...good, host: 'localhost' }, 'host'],
    ['port 25', { ...good, host: 'mail.example.com', port: 25 }, 'port'],
    ['a port that is no submission port', { ...good, host: 'mail.example.com', port: 22 }, 'port'],
    ['a port of words', { ...good, port: 'many' }, 'port'],
    ['an encryption that is none', { ...good, security: 'ssl' }, 'security'],
    ['no user name', { ...good, username: '' }, 'username'],
    ['no password', { ...good, password: '' }, 'password'],
    ['a line break in the user name', { ...good, username: 'a\r\nRCPT TO:<b@example.com>' }, 'username'],
    ['a NUL in the password', { ...good, password: 'a\0b' }, 'password'],
    ['a password of 2,000 characters', { ...good, password: 'x'.repeat(2000) }, 'password'],
    ['a sign-in method that is unknown', { ...good, mechanism: 'GSSAPI' }, 'mechanism'],
    ['a stranger’s host for a known address', { ...good, username: 'somebody@gmail.com' }, 'host'],
    ['a made-up ticket', { ...good, ticket: '1.2' }, 'ticket'],
    ['a device that is unknown', { ...good, device: 'toaster' }, 'device'],
  ])('%s', async (_story, fields, field) => {
    const faults = await faultsOf(await post('/api/check', fields, 'application/json'));
    expect(faults.map((fault) => fault.field)).toContain(field);
    for (const fault of faults) expect(fault.message).toMatch(/[a-z] .*\.$/);
  });

  test.each(['', '{', '[]', '"text"', '{"host": {"a": 1}}', '{"host": ["a"]}', 'null'])('the body %j', async (body) => {
    const response = await fetch(`${app.url}/api/check`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body,
    });
    expect((await faultsOf(response)).length).toBeGreaterThan(0);
  });

  test('a body over 16 kB gets 413', async () => {
    expect((await post('/api/check', { ...good, host: 'x'.repeat(20_000) }, 'application/json')).status).toBe(413);
  });
});

describe('without script', () => {
  test('a look is a page with the second step, the password on it for the first time', async () => {
    const response = await postForm('/api/look', {
      address: 'scanner@practice.test',
      host: 'works.practice.test',
      port: '',
      security: '',
      device: '',
    });
    const html = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(html).toMatch(/<form method="post" action="\/api\/check"/);
    expect(html).toMatch(/name="ticket" value="\d+\.0\.[0-9a-f]{32}\.[0-9a-f]{32}"/);
    expect(html).toMatch(/name="username"[^>]* value="scanner@practice.test"/);
    expect(html).toMatch(/name="password" type="password"/);
  });

  test('the device that was chosen stays through both steps, and the result leads to its settings', async () => {
    const first = await (await postForm('/api/look', { host: 'works.practice.test', port: '587', device: 'xerox-altalink' })).text();
    expect(first).toContain('name="device" value="xerox-altalink"');
    const fields = { host: 'works.practice.test', port: '587', security: 'starttls', device: 'xerox-altalink', ...account };
    const second = await (await postForm('/api/check', fields)).text();
    expect(second).toContain('href="/devices/xerox-altalink/"');
  });

  test('a look at a server that cannot be trusted asks for no password', async () => {
    const html = await (await postForm('/api/look', { host: 'cert-expired.practice.test', port: '587' })).text();
    expect(html).not.toContain('type="password"');
    expect(html).toContain('/causes/cert-expired/');
  });

  test('a check is a page with verdict, next step and cause, and the password nowhere', async () => {
    const response = await postForm('/api/check', {
      host: 'auth-app-password-required.practice.test',
      port: '587',
      security: 'starttls',
      username: account.username,
      password: 'correct horse 4711',
    });
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('data-verdict="fails"');
    expect(html).toContain('/causes/auth-app-password-required/');
    expect(html).not.toContain('correct horse 4711');
    expect(html).not.toContain(btoa('correct horse 4711'));
  });

  test('a bad field brings the form back with a summary of links, the title beginning with Error, what was typed kept but the password', async () => {
    const response = await postForm('/api/check', {
      host: 'works.practice.test',
      port: '587',
      security: 'starttls',
      username: '',
      password: 'my-secret-4711',
    });
    const html = await response.text();
    expect(response.status).toBe(400);
    expect(html).toMatch(/<title>Error: /);
    expect(html).toMatch(/class="error-summary" role="alert" tabindex="-1" autofocus/);
    expect(html).toContain('href="#check-username"');
    expect(html).toContain('id="check-username"');
    expect(html).toContain('name="host" value="works.practice.test"');
    expect(html).not.toContain('my-secret-4711');
  });

  test('a form post that asks for nothing special is answered with a page, JSON with events', async () => {
    const body = new URLSearchParams({ host: 'works.practice.test', port: '587' });
    const form = await fetch(`${app.url}/api/look`, { method: 'POST', headers: { Accept: '*/*' }, body });
    expect(form.headers.get('content-type')).toMatch(/^text\/html/);
    await form.body?.cancel();
    const json = await post('/api/look', { host: 'works.practice.test' }, '*/*');
    expect(json.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    await json.body?.cancel();
  });

  test('the search is a page of links', async () => {
    const html = await (
      await fetch(`${app.url}/api/find?q=${encodeURIComponent('app password google')}`, { headers: { Accept: 'text/html' } })
    ).text();
    expect(html).toContain('/guides/app-password-at-google/');
  });
});

test('an address that does not exist under /api gets 404, a wrong method too', async () => {
  expect((await fetch(`${app.url}/api/nothing`)).status).toBe(404);
  expect((await fetch(`${app.url}/api/check`)).status).toBe(404);
});

test('files come with their type, an ETag that saves a second download, and a slash only where there is a page', async () => {
  const first = await fetch(`${app.url}/check/`);
  expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect((await fetch(`${app.url}/check/`, { headers: { 'If-None-Match': first.headers.get('etag') ?? '' } })).status).toBe(304);
  const redirect = await fetch(`${app.url}/check?device=x`, { redirect: 'manual' });
  expect([redirect.status, redirect.headers.get('location')]).toEqual([307, '/check/?device=x']);
  expect((await fetch(`${app.url}//evil.example`, { redirect: 'manual' })).status).toBe(404);
  expect((await fetch(`${app.url}/nothing/`)).status).toBe(404);
  expect((await fetch(`${app.url}/../package.json`)).status).toBe(404);
});

test('the command comes as a file with its hash as text', async () => {
  const hash = await fetch(`${app.url}/download/will-it-send.js.sha256`);
  expect(hash.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const file = await (await fetch(`${app.url}/download/will-it-send.js`)).arrayBuffer();
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', file)).toString('hex');
  expect(await hash.text()).toContain(digest);
});

test('every answer carries the same strict headers', async () => {
  for (const path of ['/', '/api/health', '/api/nothing', '/nothing/']) {
    const { headers } = await fetch(app.url + path);
    expect(headers.get('content-security-policy'), path).toMatch(/^default-src 'none'/);
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('referrer-policy'), path).toBe('same-origin');
    expect(headers.get('set-cookie'), path).toBeNull();
  }
});
