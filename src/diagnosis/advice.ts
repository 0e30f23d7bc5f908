import type { Provider } from '../knowledge/schemas/provider.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Door } from '../smtp/doors.ts';
import type { Facts, Findings, StageEvent } from '../smtp/events.ts';
import { readAddrSpec } from '../smtp/address.ts';
import { mailboxProvider, providersOfHost } from './provider.ts';
import { policyAdvice } from './sender-policy.ts';
import type { Verdict } from './verdict.ts';

/** Something to say beside the verdict, as an id of src/words with its parameters. */
export interface Advice {
  id: string;
  with: Record<string, string>;
}

/** More names are a list for nobody. */
const shownNames = 5;

interface Situation {
  verdict: Verdict;
  findings: Findings;
  end: StageEvent | undefined;
  provider: Provider | undefined;
  doors: Door[];
  /** The user name that signed in. It is compared, and never told. */
  login: string | undefined;
  /** The address that should send. It is looked up, and never told. */
  address: string | undefined;
  knowledge: Pick<Knowledge, 'providers'>;
  /** Who kept us from finding out: the end of an id. */
  hindered: string | undefined;
}

/** What should be said beside the verdict, the most helpful first. */
export function adviceFor({ verdict, findings, end, provider, doors, login, address, knowledge, hindered }: Situation): Advice[] {
  const { asked, stages, target } = findings;
  const advice: Advice[] = [];
  if (hindered !== undefined) advice.push({ id: `kept-by-${hindered}`, with: { host: target.host } });
  const door = verdict === 'works' ? undefined : openDoor(doors, target);
  if (door) advice.push({ id: `door-${door.security}`, with: { port: String(door.port) } });
  // A dated change turns "works" into "works today": who reads only the first word must not be surprised later.
  const change = provider && isOver(provider) ? undefined : provider?.password.change;
  if (verdict === 'works' && asked !== 'look' && change !== undefined) advice.push({ id: 'works-today', with: { change } });
  if (end) advice.push(...otherHosts(end, knowledge), ...usualServer(end, provider, findings, address, knowledge));
  const sender = stages.find(({ stage }) => stage === 'mail-from')?.facts;
  if (end && isSendAs(end, sender?.from, login)) advice.push({ id: 'from-login', with: {} });
  if (stages.some(({ stage, outcome }) => stage === 'data' && outcome === 'ok')) advice.push({ id: 'queued-not-delivered', with: {} });
  if (sender?.senderPolicy) advice.push(...policyAdvice(sender.senderPolicy, provider));
  if (isDead(stages.find(({ stage }) => stage === 'connect')?.facts)) advice.push({ id: 'ipv6-dead', with: {} });
  return advice;
}

/** A port that would take a sign-in, other than what was tried. */
const openDoor = (doors: Door[], { port, security }: Findings['target']): Door | undefined =>
  doors.find((door) => door.outcome === 'ok' && (door.port !== port || door.security !== security));

/** Where only an app password works, or none, the change has come: what works today is what works from now on. */
const isOver = ({ password: { status } }: Provider): boolean => status === 'app-password' || status === 'refused';

/**
 * Other names in the certificate. One that a fact file has is the host to type; of others whoever types has to know that they are the provider's.
 * With any further fault of the certificate its names prove nothing: everybody can write everything into one.
 */
function otherHosts({ facts: { tls } }: StageEvent, knowledge: Pick<Knowledge, 'providers'>): Advice[] {
  const names = tls?.reasons.includes('other-name') ? (tls.chain?.[0]?.names ?? []) : [];
  if (names.length === 0) return [];
  const shown = { names: names.slice(0, shownNames).join(', ') };
  if (tls?.reasons.length !== 1) return [{ id: 'names-only', with: shown }];
  const known = names.find((name) => providersOfHost(knowledge, name).length > 0);
  return known === undefined ? [{ id: 'names-in-certificate', with: shown }] : [{ id: 'host-in-certificate', with: { host: known } }];
}

/** Nobody there spoke, or the name leads nowhere: the server of whoever has the mail of the address. */
function usualServer(
  { stage }: StageEvent,
  provider: Provider | undefined,
  { stages }: Findings,
  address: string | undefined,
  knowledge: Pick<Knowledge, 'providers'>,
): Advice[] {
  if (provider || (stage !== 'dns' && stage !== 'connect')) return [];
  const mx = stages.find((event) => event.stage === 'dns')?.facts.mx;
  const mailbox = mailboxProvider(knowledge, mx, address);
  const server = Object.values(mailbox?.endpoints ?? {}).find(({ signIn, domains }) => signIn && !domains);
  return mailbox && server ? [{ id: 'usual-server', with: { provider: mailbox.name, host: server.host, port: String(server.port) } }] : [];
}

/** Refused with a sender that is not the login: some servers say so at once, some at the recipient, others only when they have the whole message. */
function isSendAs({ stage, facts }: StageEvent, from: string | undefined, login = ''): boolean {
  const isBehindSignIn = stage === 'mail-from' || stage === 'rcpt-to' || stage === 'data';
  const own = readAddrSpec(login)?.address ?? login;
  return isBehindSignIn && facts.why === 'rejected' && from?.toLowerCase() !== own.toLowerCase();
}

/** IPv4 stands, and IPv6 does not though our side is known to reach others that way. */
const isDead = (facts: Facts = {}): boolean =>
  facts.ipv4?.outcome === 'ok' && (facts.ipv6?.outcome === 'timed-out' || facts.ipv6?.outcome === 'refused');
