// The report of a check: what was seen (src/smtp) and why (diagnose). Ids and parameters only; src/words makes sentences of them.
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Findings, StageEvent } from '../smtp/events.ts';
import type { TlsFacts } from '../smtp/net.ts';
import { adviceFor, type Advice } from './advice.ts';
import { diagnose, type RankedCause, type Sighting } from './diagnose.ts';
import { recognise } from './provider.ts';
import { verdictOf, type Verdict } from './verdict.ts';

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
  /** Provider recognised from host or address, if any. */
  provider?: string;
}

export interface ReportOptions {
  /** Name of this run. */
  id: string;
  /** The address that should send, if it is known: tells providers apart that share a server. */
  address?: string;
}

/** Makes the report of a check: verdict, causes, advice. Pure: the same findings give the same report. */
export function toReport(findings: Findings, knowledge: Knowledge, { id, address }: ReportOptions): Report {
  const end = endOf(findings.stages);
  const causes = end && explains(end) ? diagnose(sightingOf(end, findings.target), knowledge) : [];
  const verdict = end ? verdictOf(end, causes[0], knowledge) : 'works';
  const provider = recognise(knowledge, findings.target.host, address);
  const { startedAt, ms, target, asked, stages, tls, capabilities } = findings;
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
    advice: adviceFor({ verdict, asked, end, provider }),
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
const ours = new Set<string | undefined>(['cancelled', 'not-verifiable', 'not-secured', 'unsendable']);
const explains = ({ facts }: StageEvent): boolean => !ours.has(facts.why);

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
