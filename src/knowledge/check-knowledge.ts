// The part of the knowledge that the check needs to speak: small enough for the browser, which gets it as /data/check.json.
import { helpLines, type ContactLine } from './contact.ts';
import { contact } from '../words/en-site.ts';
import { isAhead, phaseOn } from './changes.ts';
import type { Knowledge } from './knowledge.ts';
import type { Cause, Device, Provider } from './schemas/index.ts';

export interface CheckProvider {
  id: string;
  name: string;
  kind: Provider['kind'];
  summary: string;
  domains: string[];
  /** Only servers that take a sign-in, the usual one first. */
  endpoints: {
    id: string;
    host: string;
    port: number;
    security: Provider['endpoints'][string]['security'];
    /** Domains whose server this is; without: all. */
    domains?: string[];
  }[];
  /** What goes into the field, in a sentence. */
  username: string;
  password: { status: Provider['password']['status'] };
  /** `called` with its article; `length` in characters, where every one is as long; `pattern` of one character; `spaced`: shown in groups. */
  appPassword?: { page: string; called: string; length?: number; pattern?: string; spaced?: boolean; usable: boolean };
  /** The dated change that alters password sign-in, in the words of the build day; `guide` has the ways on. */
  change?: { id: string; short: string; ahead: boolean; guide?: string };
}

export type FieldMeaning = Device['fields'][number]['meaning'];

export interface CheckDevice {
  id: string;
  name: string;
  /** What its screen calls a field, by what goes in. */
  fields: Partial<Record<FieldMeaning, string>>;
  /** What its screen calls the way to encrypt. */
  choices: Partial<Record<Device['security'][number]['means'], string>>;
  /** Most characters that its password field takes, where that is known. */
  passwordMax?: number;
  /** true: some of these labels are not from the maker. */
  unsure: boolean;
}

export type CheckCause = Pick<Cause, 'id' | 'title' | 'says' | 'next' | 'who' | 'verdict' | 'node' | 'guide'>;

export interface CheckKnowledge {
  day: string;
  providers: Record<string, CheckProvider>;
  causes: Record<string, CheckCause>;
  devices: Record<string, CheckDevice>;
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
      .map(([id, { host, port, security, domains }]) => ({ id, host, port, security, ...(domains && { domains }) })),
    username: provider.username,
    password: { status: provider.password.status },
    ...(provider.appPassword && { appPassword: passwordFacts(provider.appPassword) }),
    ...(change && { change: changeFacts(change, knowledge.day) }),
  };
}

const changeFacts = (change: Knowledge['changes'][string], day: string): NonNullable<CheckProvider['change']> => ({
  id: change.id,
  short: phaseOn(change, day).short,
  ahead: isAhead(change, day),
  ...(change.guide !== undefined && { guide: change.guide }),
});

/** The first label of each meaning: what comes behind it on a screen repeats it. */
function checkDevice({ id, brand, name, fields, security, password }: Device): CheckDevice {
  return {
    id,
    name: `${brand} ${name}`,
    fields: Object.fromEntries(fields.toReversed().map(({ meaning, label }) => [meaning, label])),
    choices: Object.fromEntries(security.toReversed().map(({ means, label }) => [means, label])),
    ...(password.maxLength !== undefined && { passwordMax: password.maxLength }),
    unsure: [...fields, ...security].some(({ basis }) => basis !== 'stated'),
  };
}

function passwordFacts(given: NonNullable<Provider['appPassword']>): NonNullable<CheckProvider['appPassword']> {
  const { page, called, length, pattern, shownWithSpaces, usable } = given;
  return {
    page,
    called,
    ...(length !== undefined && { length }),
    ...(pattern !== undefined && { pattern }),
    ...(shownWithSpaces === true && { spaced: true }),
    usable,
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
    devices: Object.fromEntries(Object.values(knowledge.devices).map((device) => [device.id, checkDevice(device)])),
    contact: helpLines(knowledge.operator, contact.labels),
  };
}

/** The providers whose servers have this host name. */
export function providersOfHost(knowledge: CheckKnowledge, host: string): CheckProvider[] {
  return Object.values(knowledge.providers).filter((provider) => provider.endpoints.some((endpoint) => endpoint.host === host));
}

const isOf = (domain: string, known: string): boolean => domain === known || domain.endsWith(`.${known}`);

/** The provider of a mail domain, as far as the domain alone tells. */
export function providerOfDomain(knowledge: CheckKnowledge, domain: string): CheckProvider | undefined {
  return Object.values(knowledge.providers).find(({ domains }) => domains.some((known) => isOf(domain, known)));
}

/** The provider's servers for a mail domain, the usual one first. A domain of its customers has those that are for no domain in particular. */
export function serversFor({ endpoints }: CheckProvider, domain: string | undefined): CheckProvider['endpoints'] {
  const its = endpoints.filter(({ domains }) => domain !== undefined && domains?.some((known) => isOf(domain, known)));
  const general = endpoints.filter(({ domains }) => !domains);
  return its.length > 0 ? its : general.length > 0 ? general : endpoints;
}
