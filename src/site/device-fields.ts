// What to put into a device's fields, when it is known which provider takes the mail.
import type { Device, Provider } from '../knowledge/schemas/index.ts';
import { facts as words } from '../words/en-facts.ts';
import { fill } from '../words/fill.ts';

type Endpoint = Provider['endpoints'][string];

/** The device's own choice for this encryption; the firm one before "if available". */
export function choiceFor(device: Device, security: Endpoint['security']): string | undefined {
  const find = (means: Device['security'][number]['means']) => device.security.find((choice) => choice.means === means)?.label;
  return find(security) ?? (security === 'starttls' ? find('starttls-if-offered') : undefined);
}

/** The usual servers of a provider that this device can use, best first. A device whose choices are not known can use all. */
export function endpointsFor(device: Device, provider: Provider): Endpoint[] {
  return Object.values(provider.endpoints).filter(
    (endpoint) =>
      endpoint.signIn &&
      endpoint.role === 'submission' &&
      (device.security.length === 0 || choiceFor(device, endpoint.security) !== undefined),
  );
}

/**
 * The values for one field, in the device's own words; empty where the provider does not decide it.
 * With two ways to connect, port and encryption name both, in the same order.
 */
export function valuesFor(device: Device, field: Device['fields'][number], provider: Provider): string[] {
  const endpoints = endpointsFor(device, provider);
  const unique = (values: string[]) => [...new Set(values)];
  if (field.meaning === 'host') return unique(endpoints.map(({ host }) => host));
  if (field.meaning === 'port') return unique(endpoints.map(({ port }) => String(port)));
  if (field.meaning !== 'security') return [];
  return unique(
    endpoints.map(({ security, port }) => fill(words.withPort, { label: choiceFor(device, security) ?? words.securities[security], port })),
  );
}
