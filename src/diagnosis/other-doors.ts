// When the other ports of a server are looked at too, and for how long. What a port shows is in src/smtp/doors.ts.
import { doors, submissionDoors, type Door } from '../smtp/doors.ts';
import type { CheckRequest, Findings, StageEvent } from '../smtp/events.ts';
import type { Net } from '../smtp/net.ts';
import { bestFirst } from '../smtp/race.ts';
import { redactor } from '../smtp/redact.ts';

/** The other doors of the server, all together, before the report. */
export interface DoorsEvent {
  type: 'doors';
  doors: Door[];
}

/** How a look or check gets at the other ports. */
export interface Elsewhere {
  /** The guarded Net for one port. */
  netFor: (port: number) => Net;
  /** May this port of the host be looked at? Default: each. */
  admits?: (port: number) => boolean;
}

/**
 * Shorter than those of a check, because somebody waits who has an answer already: one lost SYN packet (sent again after a second, RFC 6298 §2)
 * is waited for, no second. Milliseconds, for each port.
 */
export const doorLimits = { connectMs: 3_000, greetingMs: 5_000, replyMs: 5_000, wholeMs: 12_000 } as const;

/** Ends that an encryption of the other kind may be the reason of: then the same port is asked as is usual for it. */
const otherKind = new Set<string | undefined>(['not-tls', 'no-answer', 'closed', 'malformed']);

const endOf = (stages: StageEvent[]): StageEvent | undefined =>
  stages.find(({ outcome, facts }) => outcome !== 'ok' && facts.why !== 'look-only');

/**
 * The ports worth a look behind these findings: after a look all others of a host that has an address, after a check only where no connection came
 * about. Empty where nobody waits any more, and where the server has asked to be left alone (421, RFC 5321 §3.8).
 */
export function doorsWorthALook({ asked, stages, target }: Findings): number[] {
  const end = endOf(stages);
  if (end?.stage === 'dns' || stages.some(({ facts: { reply, why } }) => why === 'cancelled' || reply?.code === 421)) return [];
  if (asked !== 'look' && end?.stage !== 'connect') return [];
  const again = end !== undefined && end.stage !== 'connect' && end.stage !== 'auth' && otherKind.has(end.facts.why);
  return [...new Set([...submissionDoors, ...(again ? [target.port] : [])])].filter((port) => again || port !== target.port);
}

/** The addresses that the run looked up, those that stood in its own race in front: a name is looked up once, whatever its ports. */
function addressesOf({ stages }: Findings): string[] {
  const [dns, connect] = (['dns', 'connect'] as const).map((name) => stages.find(({ stage }) => stage === name)?.facts);
  return connect?.attempts ? bestFirst(connect.attempts) : (dns?.addresses ?? []);
}

/**
 * Looks at the other doors, three at once; the connection of the run is closed by now. No password goes there. One that came back all the same,
 * from a server that knows it from another check, is masked. Bound: 12 seconds for all of them.
 */
export async function otherDoors(
  findings: Findings,
  { credentials, ehlo }: Pick<CheckRequest, 'credentials' | 'ehlo'>,
  { netFor, admits = () => true }: Elsewhere,
  cancelled: Promise<void> | undefined,
): Promise<Door[]> {
  const ports = doorsWorthALook(findings).filter((port) => admits(port));
  if (ports.length === 0) return [];
  const addresses = addressesOf(findings);
  const { facts } = redactor(credentials?.password);
  const found = await doors(findings.target.host, netFor, { ehlo, ports, addresses, limits: doorLimits, ...(cancelled && { cancelled }) });
  return found.map((door) => ({
    ...door,
    ...facts({ ...(door.tls && { tls: door.tls }), ...(door.mechanisms && { mechanisms: door.mechanisms }) }),
  }));
}
