// Owners of mail servers who want to be left alone: a name or a domain in a file, and nothing goes there any more.
import { describe, expect, test } from 'vitest';
import { refuseOptedOut } from '../../functions/guards/opt-out.ts';
import type { World } from '../../functions/nets/scripted.ts';
import { optOut } from '../../src/knowledge/schemas/index.ts';
import { fieldErrors } from '../../src/words/en.ts';
import { fill } from '../../src/words/fill.ts';
import { knowledge } from '../diagnosis/known.ts';
import { guardedApp } from '../harness/guarded.ts';
import { server } from '../smtp/parts.ts';

/** A public one, in a made-up internet. */
const address = '8.8.8.8';
const since = '2026-11-25';
const list = [
  { host: 'mail.example.com', since },
  { domain: 'example.org', since },
];

describe('the guard', () => {
  test.each(['mail.example.com', 'example.org', 'mail.example.org', 'a.b.example.org', 'mail.example.org.'])('refuses %s', (host) => {
    expect(refuseOptedOut(host, list)).toMatchObject({ field: 'host', code: 'host-opted-out', with: { host, since } });
  });

  test.each(['example.com', 'smtp.mail.example.com', 'mail2.example.com', 'badexample.org', 'example.org.example.net'])(
    'lets %s pass',
    (host) => {
      expect(refuseOptedOut(host, list)).toBeUndefined();
    },
  );
});

describe('the file', () => {
  test('holds names with the day of the wish', () => {
    for (const entry of list) expect(optOut.parse(entry)).toEqual(entry);
  });

  test.each([
    [{ host: 'mail.example.com' }],
    [{ host: 'Mail.example.com', since }],
    [{ host: '192.0.2.1', since: 'yesterday' }],
    [{ domain: '.example.org', since }],
    [{ domain: '*.example.org', since }],
    [{ domain: 'com', since }],
    [{ host: 'mail.example.com', domain: 'example.com', since }],
    [{ since }],
  ])('takes no %j', (entry) => {
    expect(optOut.safeParse(entry).success).toBe(false);
  });
});

describe('in the app', () => {
  const world: World = {
    names: { 'mail.example.org': { A: [address] }, 'mail.example.net': { A: [address] } },
    servers: { [`${address}:587`]: server(), [`${address}:465`]: server() },
  };
  const app = () => guardedApp(world, { different: { knowledge: { ...knowledge, optOut: list } } });
  const sentence = fill(fieldErrors['host-opted-out'], { host: 'mail.example.org', since });
  const signIn = { username: 'scanner@example.net', password: 'abcdefghijklmnop' };

  test.each([
    ['/api/look', { host: 'mail.example.org', port: 587 }],
    ['/api/look', { host: 'MAIL.Example.ORG.', port: 587 }],
    ['/api/check', { host: 'mail.example.org', port: 587, security: 'starttls', ...signIn }],
    ['/api/check', { host: 'mail.example.org:465', security: 'implicit-tls', ...signIn }],
  ])('%s of %j ends with a sentence, before anything is looked up or connected', async (path, fields) => {
    const { net, post } = app();
    const response = await post(path, fields);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ errors: [{ field: 'host', message: sentence }] });
    expect(net.lookups).toEqual([]);
    expect(net.connections).toEqual([]);
  });

  test('a search for settings of such a domain looks nothing up', async () => {
    const { net, asked, post } = app();
    expect((await post('/api/discover', { domain: 'mail.example.org' })).status).toBe(400);
    expect([net.lookups, net.connections, asked]).toEqual([[], [], []]);
  });

  test('everybody else is looked at as before', async () => {
    const { post } = app();
    expect(await (await post('/api/look', { host: 'mail.example.net', port: 587 })).json()).toMatchObject({ report: { verdict: 'works' } });
  });
});
