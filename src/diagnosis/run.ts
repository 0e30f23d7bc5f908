import { check } from '../smtp/check.ts';
import type { CheckRequest, EngineEvent } from '../smtp/events.ts';
import type { Net } from '../smtp/net.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { otherDoors, type DoorsEvent, type Elsewhere } from './other-doors.ts';
import { toReport, type Report } from './report.ts';

export type RunEvent = EngineEvent | DoorsEvent | Report;

export interface RunOptions {
  request: CheckRequest;
  net: Net;
  knowledge: Knowledge;
  /** Name of this run, for the report. */
  id: string;
  /** The address that should send, if it is known: tells providers apart that share a server. It does not go into the report. */
  address?: string | undefined;
  /** The way to the other ports; left out: they are not looked at. */
  elsewhere?: Elsewhere | undefined;
  /** Resolves when nobody waits for the answer any more; the connection is then ended at once. */
  cancelled?: Promise<void> | undefined;
}

/**
 * One look or check from start to report, without HTTP: page, queue and command all call this.
 * Shape: yields every event as it happens, then what the other ports show where that was worth a look, the report last. After a failed handshake
 * the report says which devices would get in. Returning early ends the connection.
 */
export async function* run(options: RunOptions): AsyncGenerator<RunEvent, void> {
  const { request, net, knowledge, id, address, elsewhere, cancelled } = options;
  const running = check(request, net, { peek: 'after-tls-failure', ...(cancelled && { cancelled }) });
  try {
    for (;;) {
      const next = await running.next();
      if (next.done === true) {
        const findings = next.value;
        const doors = elsewhere ? await otherDoors(findings, request.ehlo, elsewhere, cancelled) : [];
        if (doors.length > 0) yield { type: 'doors', doors };
        yield toReport(findings, knowledge, { id, doors, ...(address !== undefined && { address }) });
        return;
      }
      yield next.value;
    }
  } finally {
    await running.return(undefined as never);
  }
}
