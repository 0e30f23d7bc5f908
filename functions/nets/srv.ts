// Services that a domain publishes (RFC 2782). Not part of Net: no protocol of ours needs them, only the search for settings does.

/** One SRV record. The target is a host name without its final dot; empty is the target `.`: decidedly not offered here. */
export interface Service {
  priority: number;
  weight: number;
  port: number;
  target: string;
}

/** `none`: no such name or no such record. `failed`: the look-up did not work. Records in no order, at most `mostServices`. */
export type Services = { outcome: 'ok'; records: Service[] } | { outcome: 'none' } | { outcome: 'failed' };

export type ResolveServices = (name: string) => Promise<Services>;

/** More than this is nobody's mail service. */
const mostServices = 20;

/** What a resolver found, bounded and without what cannot be a service. */
export function servicesOf(found: Service[]): Services {
  const isNumber = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 65_535;
  const records = found
    .filter(({ priority, weight, port }) => [priority, weight, port].every(isNumber))
    .map((service) => ({ ...service, target: service.target.replace(/\.$/, '').toLowerCase() }))
    .slice(0, mostServices);
  return records.length > 0 ? { outcome: 'ok', records } : { outcome: 'none' };
}

/** `10 60 587 mail.example.com.`, as zone files and resolvers over HTTPS write it. Undefined for anything else. */
export function readService(data: string): Service | undefined {
  const [, priority, weight, port, target = ''] = /^(\d{1,5}) (\d{1,5}) (\d{1,5}) (\S{1,255})$/.exec(data) ?? [];
  if (priority === undefined) return undefined;
  return { priority: Number(priority), weight: Number(weight), port: Number(port), target };
}
