// The report of a check: what was seen (src/smtp) and why (diagnose). Ids and parameters only; src/words makes sentences of them.
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Door } from '../smtp/doors.ts';
import type { Facts, Findings, StageEvent } from '../smtp/events.ts';
import type { Peek } from '../smtp/hello/peek.ts';
import type { TlsFacts } from '../smtp/net.ts';
import { readMechanismName, takesToken } from '../smtp/sasl/mechanisms.ts';
import { adviceFor, type Advice } from './advice.ts';
import { diagnose, type RankedCause, type Sighting } from './diagnose.ts';
import { greeter, recognise } from './provider.ts';
import type { RunRecord } from './record.ts';
import { hindrance, mayBeOurs, verdictOf, type Place, type Verdict } from './verdict.ts';

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
  /** Provider recognised from host, address or the server's own greeting, if any. */
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
  /** Where the check ran. Default `website`. */
  place?: Place;
}

/** Makes the report of a check: verdict, causes, advice. Pure: the same findings give the same report. */
export function toReport(
  findings: Findings,
  knowledge: Knowledge,
  { id, address, login, doors = [], place = 'website' }: ReportOptions,
): Report {
  const end = endOf(findings.stages);
  const causes = end && explains(end) ? doubted(diagnose(sightingOf(end, findings.target), knowledge), end) : [];
  const verdict = end ? verdictOf(end, causes[0], knowledge, place) : 'works';
  const greetedAs = findings.stages.find(({ stage }) => stage === 'banner')?.facts.greetedAs;
  const provider = recognise(knowledge, findings.target.host, address) ?? greeter(knowledge, greetedAs);
  const hindered = end && verdict === 'cannot-tell' ? hindrance(end, causes[0], place) : undefined;
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
    advice: adviceFor({ verdict, findings, end, provider, doors, login, address, knowledge, hindered }),
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

/** A token that is refused is no wrong password, whatever words the server has for both. */
function whyOf({ why, mechanism = '' }: Facts): string | undefined {
  const name = readMechanismName(mechanism);
  return why === 'rejected' && name !== undefined && takesToken(name) ? 'token-refused' : why;
}

function sightingOf({ stage, outcome, facts }: StageEvent, { host, port, security }: Findings['target']): Sighting {
  const why = whyOf(facts);
  return {
    stage,
    outcome,
    ...(why !== undefined && { why }),
    ...(facts.tls && { alsoWhy: facts.tls.reasons.slice(1) }),
    ...(facts.reply && { reply: facts.reply }),
    host,
    port,
    security,
  };
}
