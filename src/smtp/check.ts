import { Clocks } from './clocks.ts';
import {
  limits,
  type CheckRequest,
  type EngineEvent,
  type Findings,
  type Limits,
  type StageEvent,
  type StageName,
  type Why,
} from './events.ts';
import { deviceHellos } from './hello/hellos.ts';
import { peekAllWithin, type Peek } from './hello/peek.ts';
import type { Net } from './net.ts';
import { redactor } from './redact.ts';
import { connect } from './stages/connect.ts';
import { dns } from './stages/dns.ts';
import { starttls, tls } from './stages/encrypt.ts';
import { banner, ehlo, quit } from './stages/greet.ts';
import { signIn } from './stages/sign-in.ts';
import { newVisit, type Course, type Ended, type Visit } from './visit.ts';

export interface CheckOptions {
  /** Other clocks and sizes than `limits`. */
  limits?: Partial<Limits>;
  /** Resolves when nobody waits for the answer any more. */
  cancelled?: Promise<void>;
  /**
   * `after-tls-failure`: where the handshake did not end well, the hellos of old and new devices are tried as well (hello/peek.ts), one connection
   * after the other and inside the same clock. Default `never`.
   */
  peek?: 'after-tls-failure' | 'never';
}

interface Step {
  stage: StageName;
  run: (visit: Visit) => Course;
  /** Said only when it does not end well. */
  quietWhenFine?: boolean;
}

/** The stages of a check in the order in which they happen; the goodbye comes after them. */
function stepsOf({ security }: CheckRequest): Step[] {
  const start: Step[] = [
    { stage: 'dns', run: dns },
    { stage: 'connect', run: connect },
  ];
  const greet: Step[] = [
    { stage: 'banner', run: banner },
    { stage: 'ehlo', run: ehlo },
  ];
  const encrypt: Step = { stage: 'tls', run: tls };
  const auth: Step = { stage: 'auth', run: signIn };
  switch (security) {
    case 'none':
      return [...start, ...greet, auth];
    case 'implicit-tls':
      return [...start, encrypt, ...greet, auth];
    case 'starttls':
      // What was learned before TLS counts no more, so the greeting is repeated (RFC 3207 §4.2); each stage is said once unless that fails.
      return [...start, ...greet, { stage: 'starttls', run: starttls }, encrypt, { stage: 'ehlo', run: ehlo, quietWhenFine: true }, auth];
  }
}

/** Why a stage was never begun. */
function whyNotTried(stage: StageName, asked: Findings['asked'], endedIn: StageEvent): Why {
  if (endedIn.facts.why === 'cancelled') return 'cancelled';
  if (stage !== 'auth') return 'ended-before';
  if (asked === 'look') return 'look-only';
  if (endedIn.facts.why === 'not-verifiable') return 'not-verifiable';
  return endedIn.stage === 'starttls' || endedIn.stage === 'tls' ? 'not-secured' : 'ended-before';
}

/**
 * Looks at a mail server, or signs in to it once, and tells what happens as it happens.
 *
 * Shape: yields a `stage` event for every stage, also for those not tried, and a `line` event for every line of the dialogue; returns the findings.
 * All of it is plain JSON without secrets. Without credentials nothing is signed in to.
 * Clocks: `limits`, each starting with its wait; the whole check's starts with the first `next`.
 * Ending: leaving the loop early, `return()` at any moment, or `cancelled` ends the connection at once.
 * Errors: everything that a server or network does is told, never thrown. Throws only for faults of the caller, such as a line break in `ehlo`.
 */
export function check(request: CheckRequest, net: Net, options: CheckOptions = {}): AsyncGenerator<EngineEvent, Findings> {
  let abandon: () => void = () => undefined;
  const inner = run(request, net, options, (leave) => (abandon = leave));
  // A generator that waits for an answer sees `return` only after it, so the wait is ended first.
  const leave = inner.return.bind(inner);
  inner.return = (value) => {
    abandon();
    return leave(value);
  };
  return inner;
}

async function* run(
  request: CheckRequest,
  net: Net,
  options: CheckOptions,
  onStart: (leave: () => void) => void,
): AsyncGenerator<EngineEvent, Findings> {
  const clocks = new Clocks(net, { ...limits, ...options.limits }, options.cancelled);
  onStart(() => {
    clocks.abandon();
  });
  const visit = newVisit(request, net, clocks, redactor(request.credentials?.password));
  const asked = request.credentials ? 'login' : 'look';
  const stages: StageEvent[] = [];
  let told = 0;
  const say = (stage: StageName, { outcome, facts }: Ended): StageEvent => {
    const ms = clocks.elapsed - told;
    told = clocks.elapsed;
    const event: StageEvent = { type: 'stage', stage, outcome, ms, facts: visit.redactor.facts(facts) };
    stages.push(event);
    return event;
  };

  try {
    const steps = stepsOf(request);
    let end: StageEvent | undefined;
    for (const { stage, run: begin, quietWhenFine } of steps) {
      if (end) {
        if (!quietWhenFine) yield say(stage, { outcome: 'not-tried', facts: { why: whyNotTried(stage, asked, end) } });
        continue;
      }
      const ended = yield* begin(visit);
      if (ended.outcome === 'ok' && quietWhenFine) continue;
      const event = say(stage, ended);
      yield event;
      if (ended.outcome !== 'ok' && stage !== 'auth') end = event;
    }
    // Who has had a whole reply to every command can part in a friendly way, also after a refusal.
    const canPart = visit.dialogue?.inStep === true && clocks.stopped === undefined && isUsable(visit, end);
    yield say(
      'quit',
      canPart
        ? yield* quit(visit)
        : { outcome: 'not-tried', facts: { why: clocks.stopped === 'cancelled' ? 'cancelled' : 'ended-before' } },
    );
    const peeks = options.peek === 'after-tls-failure' && end?.stage === 'tls' ? await peekAfter(visit) : [];
    const { tls: session, capabilities = [] } = visit.redactor.facts({
      capabilities: visit.capabilities.list,
      ...(visit.tls && { tls: visit.tls }),
    });
    return {
      target: { host: request.host, port: request.port, security: request.security },
      startedAt: new Date(clocks.startedAt).toISOString(),
      ms: clocks.elapsed,
      stages,
      ...(session && { tls: session }),
      capabilities,
      asked,
      ...(peeks.length > 0 && { peeks }),
    };
  } finally {
    visit.stream?.close();
    clocks.end();
  }
}

/** The hellos of a few devices, over connections of their own: the first one is closed before. */
async function peekAfter({ stream, request, net, clocks, redactor }: Visit): Promise<Peek[]> {
  const { host, port, ehlo, security } = request;
  if (security === 'none') return [];
  stream?.close();
  // Not the whole request: credentials have no business there, and what the domain's MX are is known.
  const peeks = await peekAllWithin({ host, port, ehlo, security }, net, deviceHellos, clocks);
  return peeks.map((peek) => ({ ...peek, ...redactor.facts(peek.tls ? { tls: peek.tls } : {}) }));
}

/** After a failed handshake there is no connection left; behind an injection nothing on the line can be believed. */
const isUsable = (visit: Visit, end: StageEvent | undefined): boolean => end?.stage !== 'tls' && visit.dialogue?.hasUnasked === false;
