// SCRAM inside workerd: its Web Crypto is another one, and takes no more than 100,000 rounds.
import { join } from 'node:path';
import type { TestHarness } from 'wrangler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScramRequest } from './sasl.fixture.ts';

let harness: TestHarness;
beforeAll(async () => {
  Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' });
  const { createTestHarness } = await import('wrangler');
  harness = createTestHarness({
    workers: [{ config: { name: 'scram', main: join(import.meta.dirname, 'sasl.fixture.ts'), compatibility_date: '2026-10-30' } }],
  });
  await harness.listen();
});
afterAll(() => harness.close());

const said = async (request: ScramRequest): Promise<unknown> =>
  (await harness.fetch('/', { method: 'POST', body: JSON.stringify(request) })).json();

const user = { username: 'user', password: 'pencil' };

test('the example of RFC 7677 comes out', async () => {
  const nonce = 'rOprNGfwEbeRWgbNEkqO';
  const both = `${nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0`;
  const challenges = [`r=${both},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`, 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='];
  expect(await said({ hash: 'SHA-256', ...user, nonce, challenges })).toEqual([
    `n,,n=user,r=${nonce}`,
    `c=biws,r=${both},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
    '',
    'believed',
  ]);
});

test('the example of RFC 5802 comes out', async () => {
  const nonce = 'fyko+d2lbbFgONRv9qkxdawL';
  const both = `${nonce}3rfcNHYJY1ZVvWVs7j`;
  const challenges = [`r=${both},s=QSXCR+Q6sek8bf92,i=4096`, 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ='];
  expect(await said({ hash: 'SHA-1', ...user, nonce, challenges })).toEqual([
    `n,,n=user,r=${nonce}`,
    `c=biws,r=${both},p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=`,
    '',
    'believed',
  ]);
});

test('the most rounds that we take are taken there', async () => {
  const challenges = ['r=nonce-and-more,s=QSXCR+Q6sek8bf92,i=100000'];
  expect(await said({ hash: 'SHA-256', ...user, nonce: 'nonce', challenges })).toEqual([
    'n,,n=user,r=nonce',
    expect.stringMatching(/^c=biws,r=nonce-and-more,p=[A-Za-z0-9+/]{43}=$/),
    'server-not-proven',
  ]);
});
