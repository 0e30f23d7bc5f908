import { describe, expect, test } from 'vitest';
import { device as deviceSchema, provider as providerSchema, type Device, type Provider } from '../../src/knowledge/schemas/index.ts';
import { choiceFor, endpointsFor, valuesFor } from '../../src/site/device-fields.ts';

const provenance = { checked: '2026-01-01', sources: [{ url: 'https://example.com/', title: 'Example' }] };

const provider: Provider = {
  id: 'post',
  ...providerSchema.parse({
    name: 'Post',
    kind: 'mailbox',
    summary: 'Works.',
    domains: [],
    mx: [],
    endpoints: {
      starttls: { host: 'out.post.example', port: 587, security: 'starttls', role: 'submission', signIn: true },
      'implicit-tls': { host: 'out.post.example', port: 465, security: 'implicit-tls', role: 'submission', signIn: true },
      relay: { host: 'relay.post.example', port: 587, security: 'starttls', role: 'relay', signIn: true },
      direct: { host: 'mx.post.example', port: 25, security: 'none', role: 'direct', signIn: false },
    },
    username: 'The address.',
    mechanisms: [],
    password: { status: 'works', note: 'Works.' },
    oauth: { supported: false },
    tls: { versions: 'All.', basis: 'stated' },
    ...provenance,
  }),
};

const deviceWith = (security: Device['security']): Device => ({
  id: 'copier',
  ...deviceSchema.parse({
    brand: 'Copy',
    name: 'One',
    kind: 'mfp',
    summary: 'Copies.',
    labelsFrom: 'Nowhere.',
    reach: { text: 'Walk.', basis: 'stated' },
    fields: [
      { label: 'Server', meaning: 'host', fill: 'The server.', basis: 'stated' },
      { label: 'Port', meaning: 'port', fill: 'The port.', basis: 'stated' },
      { label: 'Secure', meaning: 'security', fill: 'As the port.', basis: 'stated' },
      { label: 'Login', meaning: 'username', fill: 'The name.', basis: 'stated' },
    ],
    security,
    oauth: { supported: 'no' },
    test: 'Scan.',
    ...provenance,
  }),
});

const values = (device: Device, meaning: string) => {
  const field = device.fields.find((one) => one.meaning === meaning) ?? expect.fail(meaning);
  return valuesFor(device, field, provider);
};

const both = deviceWith([
  { label: 'TLS (if there)', means: 'starttls-if-offered', basis: 'stated' },
  { label: 'TLS', means: 'starttls', basis: 'stated' },
  { label: 'SSL', means: 'implicit-tls', basis: 'stated' },
]);
const sslOnly = deviceWith([{ label: 'SSL', means: 'implicit-tls', basis: 'stated' }]);
const ifOffered = deviceWith([{ label: 'TLS (if there)', means: 'starttls-if-offered', basis: 'stated' }]);
const unknown = deviceWith([]);

describe('choiceFor', () => {
  test('takes the firm choice before "if offered"', () => {
    expect(choiceFor(both, 'starttls')).toBe('TLS');
    expect(choiceFor(ifOffered, 'starttls')).toBe('TLS (if there)');
  });

  test('names none where the device has none', () => {
    expect(choiceFor(sslOnly, 'starttls')).toBeUndefined();
    expect(choiceFor(ifOffered, 'implicit-tls')).toBeUndefined();
  });
});

describe('endpointsFor', () => {
  test('offers only servers where one mailbox signs in', () => {
    expect(endpointsFor(both, provider).map(({ port }) => port)).toEqual([587, 465]);
  });

  test('leaves out what the device cannot do', () => {
    expect(endpointsFor(sslOnly, provider).map(({ port }) => port)).toEqual([465]);
  });
});

describe('valuesFor', () => {
  test('gives port and encryption in the same order, the encryption in the words of the device', () => {
    expect(values(both, 'host')).toEqual(['out.post.example']);
    expect(values(both, 'port')).toEqual(['587', '465']);
    expect(values(both, 'security')).toEqual(['TLS with port 587', 'SSL with port 465']);
  });

  test('speaks in neutral words where the words of the device are not known', () => {
    expect(values(unknown, 'security')).toEqual(['STARTTLS with port 587', 'TLS from the start with port 465']);
  });

  test('gives nothing for what the provider does not decide', () => {
    expect(values(both, 'username')).toEqual([]);
  });
});
