import { check } from '../smtp/check.ts';
import type { CheckRequest, EngineEvent } from '../smtp/events.ts';
import type { Net } from '../smtp/net.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { toReport, type Report } from './report.ts';

export interface RunOptions {
  request: CheckRequest;
  net: Net;
  knowledge: Knowledge;
  /** Name of this run, for the report. */
  id: string;
  /** The address that should send, if it is known: tells providers apart that share a server. It does not go into the report. */
  address?: string | undefined;
  /** Resolves when nobody waits for the answer any more; the connection is then ended at once. */
  cancelled?: Promise<void> | undefined;
}

/**
 * One look or check from start to report, without HTTP: page, queue and command all call this.
 * Shape: yields every event as it happens, the report last. Returning early ends the connection.
 */
export async function* run({ request, net, knowledge, id, address, cancelled }: RunOptions): AsyncGenerator<EngineEvent | Report, void> {
  const running = check(request, net, cancelled === undefined ? {} : { cancelled });
  try {
    for (;;) {
      const next = await running.next();
      if (next.done === true) {
        yield toReport(next.value, knowledge, { id, ...(address !== undefined && { address }) });
        return;
      }
      yield next.value;
    }
  } finally {
    await running.return(undefined as never);
  }
}
