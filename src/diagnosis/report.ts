// The report of a check: what was seen (src/smtp) and why (diagnose). Ids and parameters only; src/words makes sentences of them.
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Door } from '../smtp/doors.ts';
import type { Findings, StageEvent } from '../smtp/events.ts';
import type { Peek } from '../smtp/hello/peek.ts';
import type { TlsFacts } from '../smtp/net.ts';
import { adviceFor, type Advice } from './advice.ts';
import { diagnose, type RankedCause, type Sighting } from './diagnose.ts';
import { recognise } from './provider.ts';
import type { RunRecord } from './record.ts';
import { mayBeOurs, verdictOf, type Verdict } from './verdict.ts';

export interface Report {
  type: 'report';
  v: 1;
  id: string;
  startedAt: string;
  ms: number;
  target: Findings['target'];
  asked: Findings['asked'];
  verdict: Verdict;
  /** Best first, at most three; empty when it works. */
  causes: RankedCause[];
  stages: StageEvent[];
  tls?: TlsFacts;
  capabilities: string[];
  advice: Advice[];
  /** What other ports of the server show, where that was looked at. */
  doors?: Door[];
  /** Which devices would get in, and what the server takes: after a handshake that did not end well, or where it was asked for. */
  peeks?: Peek[];
  /** Provider recognised from host or address, if any. */
  provider?: string;
  /** What the website keeps of this run; the command keeps nothing and has none. */
  record?: RunRecord;
}

export interface ReportOptions {
  /** Name of this run. */
  id: string;
  /** The address that should send, if it is known: tells providers apart that share a server. */
  address?: string;
  /** The user name that signed in: held against the sender, and not told. */
  login?: string;
  /** Default none. */
  doors?: Door[];
}

/** Makes the report of a check: verdict, causes, advice. Pure: the same findings give the same report. */
export function toReport(findings: Findings, knowledge: Knowledge, { id, address, login, doors = [] }: ReportOptions): Report {
  const end = endOf(findings.stages);
  const causes = end && explains(end) ? doubted(diagnose(sightingOf(end, findings.target), knowledge), end) : [];
  const verdict = end ? verdictOf(end, causes[0], knowledge) : 'works';
  const provider = recognise(knowledge, findings.target.host, address);
  const { startedAt, ms, target, asked, stages, tls, capabilities, peeks } = findings;
  return {
    type: 'report',
    v: 1,
    id,
    startedAt,
    ms,
    target,
    asked,
    verdict,
    causes,
    stages,
    ...(tls && { tls }),
    capabilities,
    advice: adviceFor({ verdict, findings, end, provider, doors, login }),
    ...(doors.length > 0 && { doors }),
    ...(peeks && { peeks }),
    ...(provider && { provider: provider.id }),
  };
}

/** The stage that kept the check from its end: the first that did not go well, or the sign-in that was not tried though asked for. */
function endOf(stages: StageEvent[]): StageEvent | undefined {
  const asked = stages.filter((stage) => stage.stage !== 'quit' && stage.facts.why !== 'look-only');
  return (
    asked.find((stage) => stage.outcome !== 'ok' && stage.outcome !== 'not-tried') ?? asked.find((stage) => stage.outcome === 'not-tried')
  );
}

/** Ends that lie with us or the caller have no cause at the server. */
const ours = new Set<string | undefined>([
  'cancelled',
  'not-verifiable',
  'not-secured',
  'unsendable',
  'smtputf8-not-offered',
  'login-is-no-address',
]);
const explains = ({ facts }: StageEvent): boolean => !ours.has(facts.why);

/** What our own network can cause as well is one possible cause and no more. */
const oneOfTwo = 0.6;
const doubted = (causes: RankedCause[], end: StageEvent): RankedCause[] =>
  mayBeOurs(end) ? causes.map((ranked) => ({ ...ranked, confidence: Math.round(ranked.confidence * oneOfTwo * 100) / 100 })) : causes;

function sightingOf({ stage, outcome, facts }: StageEvent, { host, port, security }: Findings['target']): Sighting {
  return {
    stage,
    outcome,
    ...(facts.why !== undefined && { why: facts.why }),
    ...(facts.tls && { alsoWhy: facts.tls.reasons.slice(1) }),
    ...(facts.reply && { reply: facts.reply }),
    host,
    port,
    security,
  };
}
