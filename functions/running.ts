import type { LineEvent, StageEvent } from '../src/smtp/events.ts';
import type { Report } from '../src/diagnosis/report.ts';
import { run, type RunEvent, type RunOptions } from '../src/diagnosis/run.ts';
import type { Deps } from './deps.ts';
import type { Pass, Warning } from './guards/limits.ts';

export type { RunEvent };

/**
 * Runs a look or check under its pass and ends that with it, however it ends. A refused sign-in is counted before anybody is told of it: who
 * goes away then has been counted all the same. The report says when one more would be the last that is let through.
 */
export async function* counted(deps: Deps, options: Omit<RunOptions, 'knowledge'>, pass: Pass): AsyncGenerator<RunEvent, void> {
  let warning: Warning | undefined;
  try {
    for await (const event of run({ ...options, knowledge: deps.knowledge })) {
      if (event.type === 'stage' && isRefusedSignIn(event)) warning = await pass.settle('refused');
      yield event.type === 'report' && warning ? { ...event, advice: [{ id: warning, with: {} }, ...event.advice] } : event;
    }
  } finally {
    await pass.end();
  }
}

/**
 * The server said no to the password. Who goes away while it thinks is counted too: it may have said no, and thirty left in a row would lock an
 * account that nothing here had counted.
 */
const isRefusedSignIn = ({ stage, outcome, facts: { why } }: StageEvent): boolean =>
  stage === 'auth' && ((outcome === 'refused' && why === 'rejected') || (outcome !== 'not-tried' && why === 'cancelled'));

/** Waits for the end and keeps dialogue and report. */
export async function collect(events: AsyncGenerator<RunEvent, void>): Promise<{ lines: LineEvent[]; report: Report }> {
  const lines: LineEvent[] = [];
  let report: Report | undefined;
  for await (const event of events) {
    if (event.type === 'line') lines.push(event);
    if (event.type === 'report') report = event;
  }
  if (!report) throw new Error('a run ended without a report');
  return { lines, report };
}

/** A promise that resolves when the client goes away, and the call that says so early. */
export function departure(request: Request): { cancelled: Promise<void>; gone: () => void } {
  let gone: () => void = () => undefined;
  const cancelled = new Promise<void>((resolve) => {
    gone = resolve;
  });
  // Who left while the body was read has left before anybody listened.
  if (request.signal.aborted) gone();
  request.signal.addEventListener('abort', gone, { once: true });
  return { cancelled, gone };
}

/** The name that the check greets mail servers with: the site's own, so that their logs say who came (RFC 5321 §4.1.1.1). */
export function greetingName(siteUrl: string): string {
  const host = new URL(siteUrl).hostname;
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) && !/^[\d.]+$/.test(host) ? host : 'will-it-send.invalid';
}
