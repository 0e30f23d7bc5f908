import type { LineEvent, StageEvent, Why } from '../src/smtp/events.ts';
import type { Report } from '../src/diagnosis/report.ts';
import { run, type RunEvent, type RunOptions } from '../src/diagnosis/run.ts';
import type { Deps } from './deps.ts';
import type { Pass, Warning } from './guards/limits.ts';
import { Stopped } from './stopping.ts';

export type { RunEvent };

/**
 * Runs a look or check under its pass and ends that with it, however it ends. A refused sign-in is counted before anybody is told of it: who
 * goes away then has been counted all the same. The report says when one more would be the last that is let through.
 * Errors: Stopped where the site ended before the run did; nothing was found out then, so there is no report.
 */
export async function* counted(deps: Deps, options: Omit<RunOptions, 'knowledge'>, pass: Pass): AsyncGenerator<RunEvent, void> {
  let warning: Warning | undefined;
  const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>();
  void options.cancelled?.then(cancel);
  const forget = deps.ending?.whenOver(cancel);
  try {
    for await (const event of run({ ...options, cancelled, knowledge: deps.knowledge })) {
      if (event.type === 'stage' && isRefusedSignIn(event)) {
        const near = await pass.settle('refused');
        // It speaks of a refusal, so it is for one that was said.
        if (event.facts.why === 'rejected') warning = near;
      }
      if (event.type === 'report' && deps.ending?.isOver === true && isCutOff(event)) throw new Stopped();
      yield event.type === 'report' && warning ? { ...event, advice: [{ id: warning, with: {} }, ...event.advice] } : event;
    }
  } finally {
    forget?.();
    await pass.end();
  }
}

/** Ends after which the server has the password, and nobody here knows what it made of it. */
const silent = new Set<string | undefined>(['cancelled', 'closed', 'malformed', 'no-answer', 'too-long'] satisfies Why[]);

/**
 * The server said no to the password, or has it and said nothing that is an answer: who hangs up at a wrong one has said no as well, and a visitor
 * who leaves, or a server that waits longer than we do, could lock an account that nothing here had counted. "Try again later" is no word on it.
 */
const isRefusedSignIn = ({ stage, outcome, facts: { why } }: StageEvent): boolean =>
  stage === 'auth' && outcome !== 'not-tried' && (why === 'rejected' || silent.has(why));

const isCutOff = ({ stages }: Report): boolean => stages.some(({ facts }) => facts.why === 'cancelled');

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
