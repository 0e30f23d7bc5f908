// May a sign-in over STARTTLS be relied on where the platform verifies certificates unseen? Only where it refused bad ones of our own.
import { check } from '../src/smtp/check.ts';
import type { Findings } from '../src/smtp/events.ts';
import { peek } from '../src/smtp/hello/peek.ts';
import type { Net, TlsReason } from '../src/smtp/net.ts';

export interface SelfTestHost {
  host: string;
  port: number;
}

/** Three mail servers of the operator's own that offer STARTTLS; settings.ts says what each must be like. */
export type SelfTestHosts = Record<'good' | 'other-name' | 'expired', SelfTestHost>;

export interface SelfTestResult {
  /** passed: good taken, both bad ones refused · failed: a bad certificate was taken · could-not-tell: a host was not there, or not as it has to be. */
  outcome: 'passed' | 'failed' | 'could-not-tell';
  /** The host that decided; left out when passed. */
  host?: keyof SelfTestHosts;
}

/** Milliseconds for the whole test: a Worker may go on for 30 seconds after its answer (waitUntil), and not longer. */
const wholeMs = 25_000;
const bad = ['other-name', 'expired'] as const;

/**
 * Holds a Net's STARTTLS against the three hosts, one after the other: a Worker has six connections at once, and a look runs beside this.
 *
 * Shape: the good host must be trusted and answer under TLS, or nothing that fails later means anything. Of a bad host its certificate is first
 * read in clear (a peek): it must have exactly the fault that it is there for, or a refusal would say nothing of that fault. Then the handshake has
 * to end unverified. Any other end, such as silence or a connection that breaks, tells nothing.
 * Clocks: those of a look; `wholeMs` in all. No sign-in. Errors: none thrown.
 */
export async function selfTest(hosts: SelfTestHosts, net: Net, ehlo: string): Promise<SelfTestResult> {
  const clock = net.after(wholeMs);
  const options = { cancelled: clock.done };
  const lookAt = (host: SelfTestHost): Promise<Findings> => endOf(check({ ...host, security: 'starttls', ehlo }, net, options));
  try {
    if (!isFine(await lookAt(hosts.good))) return { outcome: 'could-not-tell', host: 'good' };
    for (const kind of bad) {
      const shown = await peek({ ...hosts[kind], security: 'starttls', ehlo }, net, 'tls-1.2', options);
      const isMeant = shown.tls?.chain !== undefined && shown.tls.reasons.join() === kind;
      const end = isMeant ? handshakeOf(await lookAt(hosts[kind]), kind) : 'unknown';
      if (end !== 'refused') return { outcome: end === 'taken' ? 'failed' : 'could-not-tell', host: kind };
    }
    return { outcome: 'passed' };
  } finally {
    clock.cancel();
  }
}

async function endOf(looking: AsyncIterator<unknown, Findings>): Promise<Findings> {
  for (;;) {
    const next = await looking.next();
    if (next.done === true) return next.value;
  }
}

const isFine = ({ stages, tls }: Findings): boolean =>
  tls?.trusted === true && stages.every(({ stage, outcome }) => outcome === 'ok' || outcome === 'not-tried' || stage === 'quit');

/** `unclear` is all that a Worker says of a refusal. */
function handshakeOf({ tls }: Findings, fault: TlsReason): 'taken' | 'refused' | 'unknown' {
  if (tls?.trusted === true) return 'taken';
  return tls?.reasons[0] === 'unclear' || tls?.reasons[0] === fault ? 'refused' : 'unknown';
}

export interface Trust {
  /** Was the newest test that told anything passed, and begun less than 24 hours ago? */
  stands(): boolean;
  /** Runs a test if one is due; the promise is for whoever keeps the runtime alive. Rejects only for faults of our own. */
  renew(): Promise<void> | undefined;
  /** Runs one now. */
  test(): Promise<void>;
}

const minutes = 60_000;
const hours = 60 * minutes;

/** No grace on top: from the twelfth hour on every request renews, so a site in use never comes near the end. */
const lastsMs = 24 * hours;
const renewAfterMs = 12 * hours;
/** What told nothing, or never came to its end, is tried again sooner. */
const retryAfterMs = 10 * minutes;

/**
 * Remembers how the tests ended and when they began. Off until the first one passed; off at once when one failed.
 * Clock: `now` in milliseconds since 1970. `log` gets one sentence when a test did not pass, and not the same one again.
 */
export function trustAfter(run: () => Promise<SelfTestResult>, now: () => number, log: (line: string) => void): Trust {
  let passedAt = -Infinity;
  let failedAt = -Infinity;
  let dueAt = -Infinity;
  let said: string | undefined;

  async function test(): Promise<void> {
    const startedAt = now();
    dueAt = startedAt + retryAfterMs;
    const { outcome, host } = await run();
    if (outcome === 'passed') passedAt = startedAt;
    if (outcome === 'failed') failedAt = now();
    if (outcome !== 'could-not-tell') dueAt = startedAt + renewAfterMs;
    const sentence = host && `self-test of STARTTLS ${outcome}, because of the ${host} host`;
    if (sentence !== undefined && sentence !== said) log(sentence);
    said = sentence;
  }

  return {
    stands: () => passedAt > failedAt && now() < passedAt + lastsMs,
    renew: () => (now() < dueAt ? undefined : test()),
    test,
  };
}
