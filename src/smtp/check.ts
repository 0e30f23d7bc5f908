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
import { peekBehind, type PeekWish } from './hello/after.ts';
import type { TestMessage } from './message.ts';
import type { Net } from './net.ts';
import { watchPolicy } from './policy/watch.ts';
import { redactor, type Redactor } from './redact.ts';
import { connect } from './stages/connect.ts';
import { dns } from './stages/dns.ts';
import { starttls, tls } from './stages/encrypt.ts';
import { banner, ehlo, quit } from './stages/greet.ts';
import { data, mailFrom, rcptTo, senderOf } from './stages/mail.ts';
import { signIn } from './stages/sign-in.ts';
import { newVisit, type Course, type Ended, type Visit, type Way } from './visit.ts';

export interface CheckOptions {
  /** Other clocks and sizes than `limits`. */
  limits?: Partial<Limits>;
  /** Resolves when nobody waits for the answer any more. */
  cancelled?: Promise<void>;
  /** Whether the hellos of old and new devices are tried as well, one connection after the other and inside the same clock. Default `never`. */
  peek?: PeekWish;
  /** The words of the test message; needed where `depth` is `send`. */
  testMessage?: TestMessage;
  /** What is known of the way to the server from before. Default nothing. */
  way?: Way;
}

interface Step {
  stage: StageName;
  run: (visit: Visit) => Course;
  /** Said only when it does not end well. */
  quietWhenFine?: boolean;
}

/** The stages of a check in the order in which they happen; the goodbye comes after them. */
function stepsOf(request: CheckRequest, { testMessage }: CheckOptions): Step[] {
  const { depth, from, security } = request;
  if (from !== undefined && !senderOf(request)) throw new Error('from is no address that was read before');
  if (depth === 'send' && !testMessage) throw new Error('there are no words for the test message');
  const start: Step[] = [
    { stage: 'dns', run: dns },
    { stage: 'connect', run: connect },
  ];
  const greet: Step[] = [
    { stage: 'banner', run: banner },
    { stage: 'ehlo', run: ehlo },
  ];
  const encrypt: Step = { stage: 'tls', run: tls };
  const auth: Step[] = [{ stage: 'auth', run: signIn }];
  if (from !== undefined || depth === 'send') auth.push({ stage: 'mail-from', run: mailFrom });
  if (depth === 'send' && testMessage)
    auth.push({ stage: 'rcpt-to', run: rcptTo }, { stage: 'data', run: (visit) => data(visit, testMessage) });
  switch (security) {
    case 'none':
      return [...start, ...greet, ...auth];
    case 'implicit-tls':
      return [...start, encrypt, ...greet, ...auth];
    case 'starttls':
      // What was learned before TLS counts no more, so the greeting is repeated (RFC 3207 §4.2); each stage is said once unless that fails.
      return [
        ...start,
        ...greet,
        { stage: 'starttls', run: starttls },
        encrypt,
        { stage: 'ehlo', run: ehlo, quietWhenFine: true },
        ...auth,
      ];
  }
}

/** What a check is told beside the password is no secret, and the server says it again. */
const redactorOf = ({ credentials, ehlo: greeting, from = '', host }: CheckRequest): Redactor =>
  redactor(credentials?.password, credentials ? [host, greeting, from, credentials.username] : []);

/** Stages that only a sign-in leads to. */
const needsSignIn = (stage: StageName): boolean => stage === 'auth' || stage === 'mail-from' || stage === 'rcpt-to' || stage === 'data';

/** Why a stage was never begun. */
function whyNotTried(stage: StageName, asked: Findings['asked'], endedIn: StageEvent): Why {
  if (endedIn.facts.why === 'cancelled') return 'cancelled';
  if (asked === 'look' && needsSignIn(stage)) return 'look-only';
  if (stage !== 'auth') return endedIn.facts.why === 'login-is-no-address' ? 'login-is-no-address' : 'ended-before';
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
export function check(request: CheckRequest, net: Net, options: CheckOptions = {}): Running {
  return new Running(request, net, options);
}

/** The generator, and beside it a way to end its wait. No property on the generator itself: V8 then keeps it until its next full collection. */
export class Running implements AsyncIterableIterator<EngineEvent, Findings> {
  #inner: AsyncGenerator<EngineEvent, Findings>;
  #abandon: (() => void) | undefined;

  constructor(request: CheckRequest, net: Net, options: CheckOptions) {
    this.#inner = run(request, net, options, (leave) => (this.#abandon = leave));
  }

  next(): Promise<IteratorResult<EngineEvent, Findings>> {
    return this.#inner.next();
  }

  /** A generator that waits for an answer sees `return` only after it, so the wait is ended first. */
  return(value: Findings | PromiseLike<Findings>): Promise<IteratorResult<EngineEvent, Findings>> {
    this.#abandon?.();
    return this.#inner.return(value);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
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
  const visit = newVisit(request, net, clocks, redactorOf(request), options.way);
  const asked = request.credentials ? (request.depth ?? 'login') : 'look';
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
    const steps = stepsOf(request, options);
    const sender = senderOf(request);
    if (sender) visit.policy = watchPolicy(net, sender.domain, clocks.limits.replyMs);
    let end: StageEvent | undefined;
    for (const { stage, run: begin, quietWhenFine } of steps) {
      if (end) {
        // What a domain publishes is worth knowing also where nobody got as far as its sender.
        const known = stage === 'mail-from' && visit.policy ? { senderPolicy: visit.policy.told() } : {};
        if (!quietWhenFine) yield say(stage, { outcome: 'not-tried', facts: { why: whyNotTried(stage, asked, end), ...known } });
        continue;
      }
      const ended = yield* begin(visit);
      if (ended.outcome === 'ok' && quietWhenFine) continue;
      const event = say(stage, ended);
      yield event;
      if (ended.outcome !== 'ok') end = event;
    }
    // Who has had a whole reply to every command can part in a friendly way, also after a refusal.
    const canPart = visit.dialogue?.inStep === true && clocks.stopped === undefined && isUsable(visit, end);
    yield say(
      'quit',
      canPart
        ? yield* quit(visit)
        : { outcome: 'not-tried', facts: { why: clocks.stopped === 'cancelled' ? 'cancelled' : 'ended-before' } },
    );
    const { peeks, tls: shown } = await peekBehind(visit, options.peek ?? 'never', stages);
    const { tls: session, capabilities = [] } = visit.redactor.facts({
      capabilities: visit.capabilities.list,
      ...(shown && { tls: shown }),
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
    visit.policy?.end();
    clocks.end();
  }
}

/** After a failed handshake there is no connection left; behind an injection nothing on the line can be believed. */
const isUsable = (visit: Visit, end: StageEvent | undefined): boolean => end?.stage !== 'tls' && visit.dialogue?.hasUnasked === false;
