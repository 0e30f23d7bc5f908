// What is said where a limit is reached: in each form, with when to come back and what can be done meanwhile; nothing typed is lost.
import { describe, expect, test } from 'vitest';
import type { Limits, Refusal, RefusalReason } from '../../functions/guards/limits.ts';
import { refused as words } from '../../src/words/en-refused.ts';
import { whenWords } from '../../src/view/refused-view.ts';
import { guardedApp } from '../harness/guarded.ts';

const host = 'mail.kopierer.example';
const fields = { host, port: 587, security: 'starttls', username: 'scanner@kopierer.example', password: 'Kopierer-im-Flur-17' };

function refusing(reason: RefusalReason, retryAfterSeconds = 40) {
  const refusal: Refusal = { admitted: false, reason, retryAfterSeconds };
  const refuse = () => Promise.resolve(refusal);
  const limits: Limits = {
    running: 0,
    admitQuestion: refuse,
    admitTicket: () => Promise.resolve(undefined),
    admitLook: refuse,
    admitSignIn: refuse,
  };
  return guardedApp({ names: {}, servers: {} }, { different: { limits } });
}

const statuses: Record<RefusalReason, number> = {
  busy: 503,
  'store-down': 503,
  client: 429,
  account: 429,
  guessing: 429,
  target: 429,
};

describe.each(Object.entries(statuses) as [RefusalReason, number][])('%s', (reason, status) => {
  test.each(['/api/look', '/api/check', '/api/discover'])(
    '%s says so in JSON, as one event and as a page, and when to come back',
    async (path) => {
      const { post } = refusing(reason);
      const sent = path === '/api/discover' ? { domain: 'buero-mit-kopierer.ch' } : fields;
      for (const accept of ['application/json', 'application/x-ndjson']) {
        const response = await post(path, sent, accept);
        expect([response.status, response.headers.get('retry-after')]).toEqual([status, '40']);
        expect(response.headers.get('content-type')).toContain(accept);
        const text = await response.text();
        expect(JSON.parse(text)).toEqual({
          error: reason,
          message: expect.stringMatching(/Nothing was sent to the mail server.*again in 40 seconds\.$/) as unknown,
          retryAfterSeconds: 40,
        });
        expect(text.trim().split('\n')).toHaveLength(1);
      }
      const page = await post(path, sent, 'text/html');
      expect([page.status, page.headers.get('retry-after')]).toEqual([status, '40']);
      const html = await page.text();
      expect(html).toContain(words.reasons[reason]);
      expect(html).toContain('href="/fix/"');
      expect(html).toContain('href="/guides/"');
    },
  );

  test('what was typed is in the form below, except the password', async () => {
    const { post } = refusing(reason);
    const checked = await (await post('/api/check', fields, 'text/html')).text();
    expect(checked).toContain('action="/api/check"');
    expect(checked).toContain(`value="${fields.username}"`);
    expect(checked).not.toContain(fields.password);
    const looked = await (await post('/api/look', fields, 'text/html')).text();
    expect(looked).toContain('action="/api/look"');
    expect(looked).toContain(`value="${host}"`);
  });
});

test('who may lock an account is not sent to where nothing stops it', async () => {
  const html = async (reason: RefusalReason) => (await refusing(reason).post('/api/check', fields, 'text/html')).text();
  expect(await html('client')).toContain('href="/command/"');
  expect(await html('account')).not.toContain('href="/command/">The same');
  expect(await html('account')).toContain(words.lockOut);
});

test.each([
  [1, 'in 1 second'],
  [40, 'in 40 seconds'],
  [99, 'in 99 seconds'],
  [100, 'in 2 minutes'],
  [900, 'in 15 minutes'],
  [5_940, 'in 99 minutes'],
  [5_941, 'in 2 hours'],
  [86_400, 'in 24 hours'],
])('%i seconds are “%s”: never sooner than it is', (seconds, said) => {
  expect(whenWords(seconds)).toBe(said);
});
