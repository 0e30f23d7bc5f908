import { expect, test } from 'vitest';
import { isOwnPage, type Sender } from '../../functions/guards/origin.ts';

const site = 'https://will-it-send.example';
const post = (sender: Partial<Sender>, siteUrl = site) =>
  isOwnPage({ method: 'POST', origin: undefined, site: undefined, url: `${siteUrl}/api/check`, ...sender }, siteUrl);

test.each<[string, Partial<Sender>, boolean]>([
  ['our own page', { origin: site, site: 'same-origin' }, true],
  ['our own page in a browser without fetch metadata', { origin: site }, true],
  ['a form that was sent again from the address bar', { origin: site, site: 'none' }, true],
  ['a program: neither header', {}, true],
  ['another site', { origin: 'https://evil.example', site: 'cross-site' }, false],
  ['another site in a browser without fetch metadata', { origin: 'https://evil.example' }, false],
  ['a neighbour below the same domain', { origin: 'https://blog.will-it-send.example', site: 'same-site' }, false],
  ['a neighbour that hides its name', { site: 'same-site' }, false],
  ['another site that hides its name', { site: 'cross-site' }, false],
  ['a file, or a frame in a sandbox', { origin: 'null' }, false],
  ['the same name on another port', { origin: `${site}:8443` }, false],
  ['the same name without encryption', { origin: 'http://will-it-send.example' }, false],
  ['a name that begins like ours', { origin: `${site}.evil.example` }, false],
  ['an Origin that is empty', { origin: '' }, false],
  ['our name, but the browser says it lies', { origin: site, site: 'cross-site' }, false],
  ['reading from another site', { method: 'GET', origin: 'https://evil.example', site: 'cross-site' }, true],
])('%s', (_story, sender, isTaken) => {
  expect(post(sender)).toBe(isTaken);
});

test.each<[string, string, string, boolean]>([
  ['localhost by its name', 'http://localhost:4321', 'http://localhost:4321/api/look', true],
  ['localhost by its number', 'http://127.0.0.1:4321', 'http://127.0.0.1:4321/api/look', true],
  ['by IPv6', 'http://[::1]:4321', 'http://[::1]:4321/api/look', true],
  ['on a port that was free', 'http://localhost:40001', 'http://localhost:40001/api/look', true],
  ['something else on this machine', 'http://localhost:3000', 'http://localhost:4321/api/look', false],
  ['a stranger whose name was turned to us', 'http://evil.example:4321', 'http://evil.example:4321/api/look', false],
])('at home: %s', (_story, origin, url, isTaken) => {
  expect(post({ origin, url, site: undefined }, 'http://localhost:4321')).toBe(isTaken);
});
