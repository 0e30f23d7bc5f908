// A look at an address whose domain no fact file names: what the domain says of itself is suggested, and nothing is gone to before it is confirmed.
import { describe, expect, test } from 'vitest';
import type { LookAnswer } from '../../src/view/look-view.ts';
import type { Suggestions } from '../../src/view/suggested-view.ts';
import { guardedApp, type GuardedOptions } from '../harness/guarded.ts';
import { server } from '../smtp/parts.ts';
import { domain, mail, service, services, there } from './discover.parts.ts';

const address = `scanner@${domain}`;
const world = { names: { [mail]: { A: [there] } }, servers: { [`${there}:587`]: server() } };
const options: GuardedOptions = { services: services([service(mail)]) };

interface Refused {
  errors: { field: string; message: string }[];
  suggested?: Suggestions;
}

describe('a look at such an address', () => {
  test.each(['application/json', 'application/x-ndjson'])('is refused as %s, with the servers beside it', async (accept) => {
    const { post, net, asked } = guardedApp(world, options);
    const response = await post('/api/look', { address }, accept);
    expect(response.status).toBe(400);
    const { errors, suggested } = (await response.json()) as Refused;
    expect(errors).toMatchObject([{ field: 'host', message: expect.stringContaining(domain) as unknown }]);
    expect(suggested).toEqual({ domain, found: [{ host: mail, port: 587, security: 'starttls', source: 'srv', verified: false }] });
    expect(net.connections).toEqual([]);
    expect([...net.lookups, ...asked].join()).not.toContain('scanner');
  });

  test('is a page that marks them, has no password field, and keeps what was typed for the look that is confirmed', async () => {
    const { post } = guardedApp(world, options);
    const response = await post('/api/look', { address, device: 'xerox-altalink' }, 'text/html');
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).not.toContain('error-summary');
    expect(html).toContain('Suggested by DNS, not verified');
    expect(html).not.toContain('type="password"');
    const form = /<form method="post" action="\/api\/look">.*?<\/form>/.exec(html)?.[0] ?? '';
    const values = Object.fromEntries([...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value]) => [name, value]));
    expect(values).toEqual({ address, device: 'xerox-altalink', host: mail, port: '587', security: 'starttls' });
    expect(form).toContain(`I have compared it: look at ${mail}`);
    // The form itself is there too, to type another server.
    expect(html).toContain('id="look-form"');

    const { post: confirm, net } = guardedApp(world, options);
    const looked = (await (await confirm('/api/look', values)).json()) as LookAnswer;
    expect(looked).toMatchObject({ target: { host: mail, port: 587 }, address, report: { verdict: 'works' } });
    expect(looked).not.toHaveProperty('provider');
    expect(net.connections.length).toBeGreaterThan(0);
  });

  test('goes on by itself where our facts have the server', async () => {
    const { post } = guardedApp({ names: { [domain]: { MX: ['aspmx.l.google.com'] } } }, options);
    expect(await (await post('/api/look', { address })).json()).toMatchObject({
      target: { host: 'smtp.gmail.com', port: 587 },
      provider: 'google-workspace',
      corrections: expect.arrayContaining([{ id: 'provider-by-mx', with: { domain, provider: 'Google Workspace' } }]) as unknown,
    });
    const named = guardedApp({ names: { 'smtp.gmail.com': { A: [there] } } }, { services: services([service('smtp.gmail.com')]) });
    expect(await (await named.post('/api/look', { address })).json()).toMatchObject({ target: { host: 'smtp.gmail.com', port: 587 } });
  });

  test.each<[string, object, GuardedOptions]>([
    ['nothing is found', {}, {}],
    ['what is found leads inside', { names: { [mail]: { A: ['10.0.0.5'] } } }, options],
  ])('says what it always said where %s', async (_story, net, more) => {
    const refused = (await (await guardedApp(net, more).post('/api/look', { address })).json()) as Refused;
    expect(refused).toEqual({ errors: [{ field: 'host', message: expect.stringContaining(domain) as unknown }] });
  });

  test('asks nobody about a domain that is an office’s own', async () => {
    for (const own of ['scanner@printer.local', 'scanner@ad.corp', 'scanner@kopierer.example']) {
      const { post, net, asked } = guardedApp(world, options);
      expect((await post('/api/look', { address: own })).status).toBe(400);
      expect([...net.lookups, ...asked]).toEqual([]);
    }
  });

  test('with a server typed beside it asks for no suggestion', async () => {
    const { post, asked } = guardedApp(world, options);
    expect((await post('/api/look', { address, host: mail, port: 587 })).status).toBe(200);
    expect(asked).toEqual([]);
  });
});
