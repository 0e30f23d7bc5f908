// The part of the knowledge that the check needs to speak: small enough for the browser, which gets it as /data/check.json.
import { helpLines, type ContactLine } from './contact.ts';
import { contact } from '../words/en-site.ts';
import { isAhead, phaseOn } from './changes.ts';
import type { Knowledge } from './knowledge.ts';
import type { Cause, Provider } from './schemas/index.ts';

export interface CheckProvider {
  id: string;
  name: string;
  kind: Provider['kind'];
  summary: string;
  domains: string[];
  /** Only servers that take a sign-in, the usual one first. */
  endpoints: { id: string; host: string; port: number; security: Provider['endpoints'][string]['security'] }[];
  password: { status: Provider['password']['status']; note: string };
  appPassword?: { page: string; length: number; usable: boolean };
  /** The dated change that alters password sign-in, in the words of the build day. */
  change?: { id: string; short: string; ahead: boolean };
}

export type CheckCause = Pick<Cause, 'id' | 'title' | 'says' | 'next' | 'who' | 'verdict' | 'node' | 'guide'>;

export interface CheckKnowledge {
  day: string;
  providers: Record<string, CheckProvider>;
  causes: Record<string, CheckCause>;
  devices: Record<string, { id: string; name: string }>;
  /** The operator's contact for someone who wants help; empty where none is given. */
  contact: ContactLine[];
}

function checkProvider(provider: Provider, knowledge: Knowledge): CheckProvider {
  const change = provider.password.change === undefined ? undefined : knowledge.changes[provider.password.change];
  return {
    id: provider.id,
    name: provider.name,
    kind: provider.kind,
    summary: provider.summary,
    domains: provider.domains,
    endpoints: Object.entries(provider.endpoints)
      .filter(([, endpoint]) => endpoint.signIn)
      .map(([id, { host, port, security }]) => ({ id, host, port, security })),
    password: { status: provider.password.status, note: provider.password.note },
    ...(provider.appPassword && {
      appPassword: { page: provider.appPassword.page, length: provider.appPassword.length, usable: provider.appPassword.usable },
    }),
    ...(change && { change: { id: change.id, short: phaseOn(change, knowledge.day).short, ahead: isAhead(change, knowledge.day) } }),
  };
}

/** Takes out of the knowledge what a check says. */
export function checkKnowledge(knowledge: Knowledge): CheckKnowledge {
  return {
    day: knowledge.day,
    providers: Object.fromEntries(Object.values(knowledge.providers).map((provider) => [provider.id, checkProvider(provider, knowledge)])),
    causes: Object.fromEntries(
      Object.values(knowledge.causes).map(({ id, title, says, next, who, verdict, node, guide }) => [
        id,
        { id, title, says, next, who, verdict, ...(node && { node }), ...(guide && { guide }) },
      ]),
    ),
    devices: Object.fromEntries(Object.values(knowledge.devices).map(({ id, brand, name }) => [id, { id, name: `${brand} ${name}` }])),
    contact: helpLines(knowledge.operator, contact.labels),
  };
}

/** The providers whose servers have this host name. */
export function providersOfHost(knowledge: CheckKnowledge, host: string): CheckProvider[] {
  return Object.values(knowledge.providers).filter((provider) => provider.endpoints.some((endpoint) => endpoint.host === host));
}

/** The provider of a mail domain, as far as the domain alone tells. */
export function providerOfDomain(knowledge: CheckKnowledge, domain: string): CheckProvider | undefined {
  return Object.values(knowledge.providers).find((provider) =>
    provider.domains.some((known) => domain === known || domain.endsWith(`.${known}`)),
  );
}
