import type { RunRecord } from '../src/diagnosis/record.ts';
import type { Report } from '../src/diagnosis/report.ts';
import type { RunEvent } from '../src/diagnosis/run.ts';

export type { RunRecord };

/** RFC 3339, UTC, to the second. */
const second = (at: string | number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** What is kept of one look or check. `network`: the visitor's, in its coarse form (`Client.wider`). */
export function recordOf({ startedAt, provider, verdict, causes, stages, ms }: Report, network: string): RunRecord {
  const told = stages.filter(({ stage, facts }) => stage !== 'quit' && facts.why !== 'look-only');
  const end = told.find(({ outcome }) => outcome !== 'ok') ?? told.at(-1);
  return {
    time: second(startedAt),
    network,
    provider: provider ?? null,
    stage: end?.stage ?? null,
    code: verdict === 'works' ? 'works' : (causes[0]?.cause ?? end?.facts.why ?? verdict),
    ms: Math.round(ms),
  };
}

/**
 * The same for a fault of ours: only its kind. Its message could quote what was typed, and its stack leads there.
 * `where`: the route as the code has it, never the address that was asked for.
 */
export function faultRecord(where: string, error: unknown, now: number = Date.now()): RunRecord {
  const code = error instanceof Error ? error.name : 'unknown';
  return { time: second(now), network: 'unknown', provider: null, stage: where, code, ms: 0 };
}

/** The one form in which anything of a visit is written down. */
export const logLine = (record: RunRecord): string => JSON.stringify(record);

/** The events of a run; its report carries the record, and the log has it before the visitor. */
export async function* recorded(
  events: AsyncGenerator<RunEvent, void>,
  network: string,
  log: (line: string) => void,
): AsyncGenerator<RunEvent, void> {
  for await (const event of events) {
    if (event.type !== 'report') {
      yield event;
      continue;
    }
    const record = recordOf(event, network);
    log(logLine(record));
    yield { ...event, record };
  }
}
