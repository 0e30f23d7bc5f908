import type { CheckKnowledge } from '../../src/knowledge/check-knowledge.ts';

/**
 * Which provider a host or a mail domain belongs to, for counting. Providers of the fact files that share one are one: an account must not get
 * new tries by another door of the same house. Undefined: no fact file has it.
 */
export function mailSystems({ providers }: CheckKnowledge): (host: string) => string | undefined {
  const systems = new Map<string, string>();
  for (const { id, endpoints, domains } of Object.values(providers)) {
    const names = [...endpoints.map(({ host }) => host), ...domains];
    const joined = new Set(names.flatMap((name) => systems.get(name) ?? []));
    for (const [host, system] of systems) if (joined.has(system)) systems.set(host, id);
    for (const name of names) systems.set(name, id);
  }
  return (host) => systems.get(host);
}

/**
 * The domain that a host of no fact file is counted under, so that `a.example.com` and `b.example.com` are one for an account: the last two labels,
 * three where the one before the last is as short as in `co.uk`.
 */
export function siteOf(host: string): string {
  const labels = host.split('.');
  return labels.slice((labels.at(-2)?.length ?? 0) <= 3 ? -3 : -2).join('.');
}
