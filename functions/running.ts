import type { LineEvent } from '../src/smtp/events.ts';
import type { Report } from '../src/diagnosis/report.ts';
import { run, type RunEvent, type RunOptions } from '../src/diagnosis/run.ts';
import type { Deps } from './deps.ts';

export type { RunEvent };

/** Runs a look or check and counts it while it runs, however it ends. */
export async function* counted(deps: Deps, options: Omit<RunOptions, 'knowledge'>): AsyncGenerator<RunEvent, void> {
  deps.counts.running += 1;
  try {
    yield* run({ ...options, knowledge: deps.knowledge });
  } finally {
    deps.counts.running -= 1;
  }
}

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
