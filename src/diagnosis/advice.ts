import type { Provider } from '../knowledge/schemas/provider.ts';
import type { Door } from '../smtp/doors.ts';
import type { Facts, Findings, StageEvent } from '../smtp/events.ts';
import { readAddrSpec } from '../smtp/address.ts';
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
}

/** What should be said beside the verdict, the most helpful first. */
export function adviceFor({ verdict, findings, end, provider, doors, login }: Situation): Advice[] {
  const { asked, stages, target } = findings;
  const advice: Advice[] = [];
  const door = verdict === 'works' ? undefined : openDoor(doors, target);
  if (door) advice.push({ id: `door-${door.security}`, with: { port: String(door.port) } });
  // A dated change turns "works" into "works today": who reads only the first word must not be surprised later.
  const change = provider?.password.change;
  if (verdict === 'works' && asked !== 'look' && change !== undefined) advice.push({ id: 'works-today', with: { change } });
  const names = end?.facts.tls?.reasons.includes('other-name') ? (end.facts.tls.chain?.[0]?.names ?? []) : [];
  if (names.length > 0) advice.push({ id: 'names-in-certificate', with: { names: names.slice(0, shownNames).join(', ') } });
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

/** Refused with a sender that is not the login: some servers say so at once, some at the recipient, others only when they have the whole message. */
function isSendAs({ stage, facts }: StageEvent, from: string | undefined, login = ''): boolean {
  const isBehindSignIn = stage === 'mail-from' || stage === 'rcpt-to' || stage === 'data';
  const own = readAddrSpec(login)?.address ?? login;
  return isBehindSignIn && facts.why === 'rejected' && from?.toLowerCase() !== own.toLowerCase();
}

/** IPv4 stands, and IPv6 does not though our side is known to reach others that way. */
const isDead = (facts: Facts = {}): boolean =>
  facts.ipv4?.outcome === 'ok' && (facts.ipv6?.outcome === 'timed-out' || facts.ipv6?.outcome === 'refused');
