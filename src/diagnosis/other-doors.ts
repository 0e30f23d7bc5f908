// When the other ports of a server are looked at too, and for how long. What a port shows is in src/smtp/doors.ts.
import { doors, submissionDoors, type Door } from '../smtp/doors.ts';
import type { Findings, StageEvent } from '../smtp/events.ts';
import type { Net } from '../smtp/net.ts';

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
 * about. Empty where nobody waits any more.
 */
export function doorsWorthALook({ asked, stages, target }: Findings): number[] {
  const end = endOf(stages);
  if (end?.stage === 'dns' || stages.some(({ facts }) => facts.why === 'cancelled')) return [];
  if (asked === 'login' && end?.stage !== 'connect') return [];
  const again = end !== undefined && end.stage !== 'connect' && end.stage !== 'auth' && otherKind.has(end.facts.why);
  return [...new Set([...submissionDoors, ...(again ? [target.port] : [])])].filter((port) => again || port !== target.port);
}

/**
 * Looks at the other doors, three at once; the connection of the run is closed by now. No password is near. Bound: 12 seconds for all of them.
 */
export async function otherDoors(
  findings: Findings,
  ehlo: string,
  { netFor, admits = () => true }: Elsewhere,
  cancelled: Promise<void> | undefined,
): Promise<Door[]> {
  const ports = doorsWorthALook(findings).filter((port) => admits(port));
  return ports.length === 0
    ? []
    : doors(findings.target.host, netFor, { ehlo, ports, limits: doorLimits, ...(cancelled && { cancelled }) });
}
