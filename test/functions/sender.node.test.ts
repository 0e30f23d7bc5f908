// From, test message, the name a device greets with, and old devices on request: over HTTP, against practice hosts.
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report.ts';
import type { LookAnswer } from '../../src/view/look-view.ts';
import { useApp } from '../harness/site.ts';

const app = useApp();

const account = { username: 'scanner@practice.test', password: 'abcdefghijklmnop' };
type Fields = Record<string, string | number>;
const at = (name: string): Fields => ({ host: `${name}.practice.test`, port: 587, security: 'starttls', ...account });

const post = (path: string, fields: Fields): Promise<Response> =>
  fetch(app.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(fields),
  });
const postForm = async (path: string, fields: Fields): Promise<{ status: number; html: string }> => {
  const body = new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]));
  const response = await fetch(app.url + path, { method: 'POST', headers: { Accept: 'text/html' }, body });
  return { status: response.status, html: await response.text() };
};
const check = async (fields: Fields): Promise<Report> => (await post('/api/check', fields)).json() as Promise<Report>;
const stage = ({ stages }: Report, name: string) => stages.find((event) => event.stage === name);
const verbs = (name: string): string[] => (app.practice?.seen(`${name}.practice.test`) ?? []).map(({ verb }) => verb);

describe('From', () => {
  test('that the server refuses fails with its own cause, after a sign-in that worked, and says what to type instead', async () => {
    const report = await check({ ...at('sender-not-allowed'), from: 'office@practice.test' });
    expect([report.verdict, report.causes[0]?.cause]).toEqual(['fails', 'sender-not-allowed']);
    expect(stage(report, 'auth')?.outcome).toBe('ok');
    expect(stage(report, 'mail-from')).toMatchObject({
      outcome: 'refused',
      facts: { why: 'rejected', from: 'office@practice.test', reply: { code: 553 } },
    });
    expect(report.advice.map(({ id }) => id)).toContain('from-login');
    expect(verbs('sender-not-allowed')).not.toContain('DATA');
  });

  test('that is taken is told, with what its domain publishes; no message goes out', async () => {
    const report = await check({ ...at('works'), from: 'office@practice.test' });
    expect([report.verdict, report.asked]).toEqual(['works', 'login']);
    expect(stage(report, 'mail-from')).toMatchObject({
      outcome: 'ok',
      facts: {
        senderPolicy: {
          domain: 'practice.test',
          spf: { outcome: 'ok', includes: ['spf.practice.test'], all: '-' },
          dmarc: { policy: 'none' },
        },
      },
    });
    expect(stage(report, 'data')).toBeUndefined();
  });

  test('with an international domain goes out in A-labels', async () => {
    const report = await check({ ...at('works'), from: 'büro@bücher.practice.test' });
    // The part before the @ needs SMTPUTF8, which this server does not have.
    expect(stage(report, 'mail-from')).toMatchObject({
      outcome: 'not-tried',
      facts: { why: 'smtputf8-not-offered', from: 'büro@xn--bcher-kva.practice.test' },
    });
  });
});

test('a test message goes to the login itself, and its number in the queue is told as no proof that it arrives', async () => {
  const report = await check({ ...at('sender-not-allowed'), depth: 'send' });
  expect([report.verdict, report.asked]).toEqual(['works', 'send']);
  expect(stage(report, 'rcpt-to')?.facts.recipient).toBe(account.username);
  expect(stage(report, 'data')).toMatchObject({ outcome: 'ok', facts: { queueId: '4PRACT1CE0' } });
  expect(report.advice.map(({ id }) => id)).toContain('queued-not-delivered');
  expect(JSON.stringify(report)).not.toContain(account.password);
});

describe('the name that a device greets with', () => {
  test.each<[string, Fields, string]>([
    ['nothing', { greeting: 'nothing' }, 'EHLO'],
    ['localhost', { ehlo: 'localhost' }, 'EHLO localhost'],
    ['several words', { ehlo: 'Xerox AltaLink C8130' }, 'EHLO Xerox AltaLink C8130'],
  ])('%s is said as it is, and a strict server refuses it', async (_story, fields, line) => {
    const response = await fetch(`${app.url}/api/check`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/x-ndjson' },
      body: JSON.stringify({ ...at('ehlo-name-rejected'), ...fields }),
    });
    const events = (await response.text())
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { type: string; text?: string });
    const report = events.at(-1) as Report;
    expect(events.find(({ text }) => text?.startsWith('EHLO'))?.text).toBe(line);
    expect([report.verdict, stage(report, 'ehlo')?.outcome]).toEqual(['fails', 'refused']);
    expect(report.causes[0]?.cause).toBe('ehlo-name-rejected');
  });

  test('is the site’s own where none was given', async () => {
    expect(await check(at('ehlo-name-rejected'))).toMatchObject({ verdict: 'works' });
  });
});

describe('old devices', () => {
  test('are asked for in a look that goes well, and nowhere else', async () => {
    const ask = async (fields: Fields) =>
      (await (await post('/api/look', { host: 'works.practice.test', port: 587, ...fields })).json()) as LookAnswer;
    const hellos = (await ask({ peek: 'old-devices' })).report.peeks?.map(({ hello }) => hello) ?? [];
    expect(hellos).toEqual(expect.arrayContaining(['device-2009', 'device-2014', 'today']));
    expect((await ask({})).report).not.toHaveProperty('peeks');
  });

  test('stand open in the page that asked for them', async () => {
    const { html } = await postForm('/api/look', { host: 'works.practice.test', port: '587', peek: 'old-devices' });
    expect(html).toMatch(/<details class="more peeks" open><summary>The server’s encryption suits devices/);
    expect(html).toContain('A device of about 2009');
  });
});

describe('a bad field gets 400 with its name and one sentence', () => {
  test.each<[string, Fields, string, RegExp]>([
    ['a From in brackets', { from: '<a@example.com>' }, 'from', /without < and >/],
    ['two addresses', { from: 'a@example.com, b@example.com' }, 'from', /one mail address/],
    ['a parameter behind the From', { from: 'a@example.com> SIZE=1' }, 'from', /one mail address/],
    ['a line break in the From', { from: 'a@example.com\r\nDATA' }, 'from', /control character/],
    ['a depth that is none', { depth: 'deep' }, 'depth', /“login” .* “send”/],
    ['a message for a login that is no address', { depth: 'send', username: 'scanner' }, 'depth', /whole mail address/],
    ['a line break in the name to greet with', { ehlo: 'a\r\nMAIL FROM:<>' }, 'ehlo', /control character/],
    ['a break that only Unicode knows', { ehlo: 'a\u2028b' }, 'ehlo', /in one line/],
    ['a name of 200 letters and more than 255 bytes', { ehlo: 'ü'.repeat(200) }, 'ehlo', /255/],
    ['a greeting that is none', { greeting: 'loud' }, 'greeting', /“nothing”/],
    ['a name, and that there is none', { ehlo: 'copier', greeting: 'nothing' }, 'ehlo', /not both/],
    ['a peek that is none', { peek: 'keyhole' }, 'peek', /“old-devices”/],
  ])('%s', async (_story, fields, field, words) => {
    const response = await post('/api/check', { ...at('works'), ...fields });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { field: string; message: string }[] };
    expect(errors).toEqual([{ field, message: expect.stringMatching(words) as unknown }]);
  });
});

describe('without script', () => {
  const secret = 'my-secret-4711';

  test('what was typed in the folded part is kept, the part stays open, and the password is written nowhere', async () => {
    const more = { from: 'office@practice.test', depth: 'send', ehlo: 'Copier 2' };
    for (const fields of [
      { ...at('works'), ...more, username: '', password: secret },
      { ...at('auth-wrong-password'), ...more, password: secret },
    ]) {
      const { html } = await postForm('/api/check', fields);
      expect(html).toMatch(/<details open><summary>More: From address/);
      expect(html).toMatch(/name="from"[^>]* value="office@practice\.test"/);
      expect(html).toMatch(/name="depth" type="checkbox" value="send" checked/);
      expect(html).toMatch(/name="ehlo"[^>]* value="Copier 2"/);
      expect(html).not.toContain(secret);
    }
  });

  test('the folded part is shut where nothing stands in it, and open where something in it is wrong', async () => {
    expect((await postForm('/api/check', { ...at('auth-wrong-password'), password: secret })).html).toMatch(/<details><summary>More: From/);
    const { status, html } = await postForm('/api/check', { ...at('works'), from: 'not an address' });
    expect(status).toBe(400);
    expect(html).toMatch(/<details open><summary>More: From/);
    expect(html).toContain('href="#check-from"');
    expect(html).toMatch(/id="check-from"[^>]*aria-describedby="check-from-hint check-from-error" aria-invalid="true"/);
  });

  test('a message that was taken says what it does not prove', async () => {
    const { html } = await postForm('/api/check', { ...at('works'), depth: 'send' });
    expect(html).toContain('took a test message to scanner@practice.test');
    expect(html).toContain('That does not prove that it arrives');
    expect(html).toContain('4PRACT1CE0');
  });
});
