// Sign-ins one after the other at a server that nobody knows, with the limits on: what each costs, and where it ends. The clock is the test's own.
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report.ts';
import type { LookAnswer } from '../../src/view/look-view.ts';
import type { Price, PricedTicket, Refused } from '../../src/view/price.ts';
import { advice } from '../../src/words/en.ts';
import { account, useLimited } from '../harness/own-server.ts';

const { username, right, wrong } = account;
const app = useLimited();

const post = (path: string, fields: Record<string, string>, accept = 'application/json'): Promise<Response> =>
  fetch(app.url + path, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: accept }, body: JSON.stringify(fields) });
const look = async (): Promise<LookAnswer> => (await post('/api/look', app.place)).json() as Promise<LookAnswer>;
const check = (fields: Record<string, string>, accept?: string) =>
  post('/api/check', { ...app.place, username, password: right, ...fields }, accept);
const bodyOf = async <T>(response: Response): Promise<T> => (await response.json()) as T;

async function prove(price: Price): Promise<string> {
  if (price.kind === 'none') return '';
  return (await solveChallenge({ challenge: { parameters: { ...price.challenge } }, deriveKey }))?.derivedKey ?? '';
}

/** Pays for the next one by computing. */
const paid = async ({ ticket, price }: PricedTicket) => ({ ticket, proof: await prove(price) });

describe('a sign-in', () => {
  test('needs the ticket of a look; without one nothing is sent to the server', async () => {
    const before = app.server.count('EHLO');
    const response = await check({});
    expect(response.status).toBe(400);
    expect(await bodyOf<Refused>(response)).toMatchObject({ error: 'ticket-needed', errors: [{ field: 'ticket' }] });
    expect(app.server.count('EHLO')).toBe(before);
  });

  test('is free the first time; its answer brings the next ticket, which wants a proof and takes it', async () => {
    const { ticket, price } = await look();
    expect(price).toEqual({ kind: 'none' });
    const before = app.server.count('AUTH');
    const first = await bodyOf<Report & PricedTicket>(await check({ ticket }));
    expect(first).toMatchObject({ verdict: 'works', price: { kind: 'proof', waitSeconds: 20 } });
    const second = await bodyOf<Report & PricedTicket>(await check(await paid(first)));
    expect(second).toMatchObject({ verdict: 'works', price: { kind: 'proof', waitSeconds: 60 } });
    expect(second.price.kind === 'proof' && first.price.kind === 'proof' && second.price.tries / first.price.tries).toBe(2);
    expect(app.server.count('AUTH') - before).toBe(2);
  });

  test('is one for each ticket: sent twice, also at once, it signs in once', async () => {
    const { ticket } = await look();
    const before = app.server.count('AUTH');
    const responses = await Promise.all([check({ ticket }), check({ ticket })]);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 429]);
    const again = await check({ ticket });
    expect(await bodyOf<Refused>(again)).toMatchObject({ error: 'ticket-spent', ticket: expect.any(String) as unknown });
    expect(app.server.count('AUTH') - before).toBe(1);
  });

  test('that comes too early is refused with how long still, as JSON, event and page, and taken later', async () => {
    await check({ ticket: (await look()).ticket });
    const { ticket } = await look();
    app.pass(8);
    for (const accept of ['application/json', 'application/x-ndjson']) {
      const response = await check({ ticket }, accept);
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '12']);
      const message = expect.stringContaining('14:00:20 UTC on, in 12 seconds') as unknown;
      expect(await bodyOf(response)).toMatchObject({ error: 'too-early', message, retryAfterSeconds: 12, ticket });
    }
    const page = await check({ ticket }, 'text/html');
    const html = await page.text();
    expect([page.status, page.headers.get('retry-after')]).toEqual([429, '12']);
    expect(html).toContain('14:00:20 UTC');
    expect(html).toContain(`name="ticket" value="${ticket}"`);
    expect(html).toContain(`value="${username}"`);
    expect(html).not.toContain(right);
    app.pass(12);
    expect(await bodyOf<Report>(await check({ ticket }))).toMatchObject({ verdict: 'works' });
  });

  test('in a form of more than 30 minutes brings the form anew', async () => {
    const { ticket } = await look();
    app.pass(31 * 60);
    const html = await (await check({ ticket, from: 'office@practice.test' }, 'text/html')).text();
    const [, renewed = ''] = /name="ticket" value="([^"]+)"/.exec(html) ?? [];
    expect(html).toContain('value="office@practice.test"');
    expect(renewed).not.toBe(ticket);
    expect(await bodyOf<Report>(await check({ ticket: renewed }))).toMatchObject({ verdict: 'works' });
  });

  test('in a form of another server leads back to a look with one press', async () => {
    const html = await (await check({ ticket: '1.2.3' }, 'text/html')).text();
    expect(html).toContain('action="/api/look"');
    expect(html).toContain(`name="port" value="${app.place.port}"`);
    expect(html).toContain(`name="address" value="${username}"`);
    expect(html).not.toContain(right);
  });

  test('at the practice server needs no ticket and makes nothing dearer', async () => {
    const practice = { host: 'works.practice.test', port: '587', security: 'starttls' };
    for (let time = 0; time < 5; time += 1) expect((await check(practice)).status).toBe(200);
    expect((await look()).price).toEqual({ kind: 'none' });
  });

  test('without encryption is a look, and needs no ticket', async () => {
    const report = await bodyOf<Report & Partial<PricedTicket>>(await check({ security: 'none' }));
    expect([report.asked, report.ticket]).toEqual(['look', undefined]);
  });
});

describe('an account that is refused', () => {
  /** Signs in with a password, the way paid for by computing; minutes apart, so that only the account counts. */
  async function trying(password: string, accept?: string): Promise<Response> {
    app.pass(61);
    return check({ ...(await paid(await look())), password }, accept);
  }

  test('warns after the second, in the report and above the password before it is sent; the fourth is not tried; it is back after its time', async () => {
    const before = app.server.count('AUTH');
    const firsts = await bodyOf<Report>(await trying(wrong));
    expect(firsts.advice.map(({ id }) => id)).not.toContain('lock-out-near');
    const html = await (await trying(wrong, 'text/html')).text();
    const warned = html.split(advice['lock-out-near']);
    expect(warned).toHaveLength(3);
    expect(warned[1]).toContain('action="/api/check"');
    expect(warned[1]).not.toContain('type="password"');
    expect(warned[2]).toContain('type="password"');
    await trying(wrong);

    const fourth = await trying(right);
    expect(fourth.status).toBe(429);
    expect(await bodyOf<Refused>(fourth)).toMatchObject({ error: 'account' });
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(600);
    expect(app.server.count('AUTH') - before).toBe(3);

    app.pass(900);
    expect(await bodyOf<Report>(await trying(right))).toMatchObject({ verdict: 'works' });
  });

  test('spends no ticket where it was not tried: the same one is taken later', async () => {
    for (let time = 0; time < 3; time += 1) await trying(wrong);
    app.pass(61);
    const sent = await paid(await look());
    expect((await check(sent)).status).toBe(429);
    app.pass(900);
    expect(await bodyOf<Report>(await check(sent))).toMatchObject({ verdict: 'works' });
  });
});
