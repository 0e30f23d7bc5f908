import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Signature } from '../knowledge/schemas/signature.ts';
import type { Reply, Security } from '../smtp/events.ts';
import { providersOfHost } from './provider.ts';

export interface RankedCause {
  cause: string;
  /** 0 to 1. */
  confidence: number;
  /** Which evidence spoke, as ids and parameters: {stage, outcome, why, code, enhanced, words}. */
  evidence: Evidence[];
}

export interface Evidence {
  stage: string;
  outcome: string;
  why?: string;
  code?: number;
  enhanced?: string;
  /** The words of the signature that were found in the reply. */
  words?: string;
}

/** What was seen where it did not end well: all that a diagnosis may look at. It need not come from a check of ours. */
export interface Sighting {
  stage: string;
  outcome: string;
  why?: string;
  /** Further reasons of a refused handshake. */
  alsoWhy?: string[];
  reply?: Pick<Reply, 'code' | 'enhanced' | 'lines'>;
  host?: string;
  port?: number;
  security?: Security;
}

/** At most so many causes are named: more is no help. */
const named = 3;

/** Beside a cause that is as good as certain, faint ones are noise. */
const certain = 0.95;
const faint = 0.7;

/** A cause that only a further reason speaks for comes behind the one of the first reason. */
const furtherReason = 0.8;

/** What is said where nothing fits. */
const fallback = { cause: 'other', confidence: 0.2 };

/**
 * From what was seen to why: every signature that fits speaks for its cause, the heaviest counts.
 * Shape: causes best first, at most three, never none: `other` stands for "nothing fits". Evidence of a cause: its heaviest signature first.
 */
export function diagnose(seen: Sighting, knowledge: Pick<Knowledge, 'signatures' | 'providers'>): RankedCause[] {
  const providers = seen.host === undefined ? [] : providersOfHost(knowledge, seen.host).map(({ id }) => id);
  const words = seen.reply ? wordsOf(seen.reply.lines) : '';
  const causes = new Map<string, RankedCause & { detail: number }>();
  for (const { why, weight } of reasons(seen)) {
    for (const signature of knowledge.signatures) {
      if (!fits(signature, { ...seen, ...(why !== undefined && { why }) }, words, providers)) continue;
      const confidence = signature.weight * weight;
      const detail = Object.keys(signature).length;
      const known = causes.get(signature.cause);
      const evidence = evidenceOf(seen, signature, why);
      if (!known) causes.set(signature.cause, { cause: signature.cause, confidence, evidence: [evidence], detail });
      else if (confidence > known.confidence) Object.assign(known, { confidence, evidence: [evidence, ...known.evidence], detail });
      else known.evidence.push(evidence);
    }
  }
  const ranked = [...causes.values()].sort((a, b) => b.confidence - a.confidence || b.detail - a.detail);
  if (ranked.length === 0) return [{ ...fallback, evidence: [evidenceOf(seen, undefined, seen.why)] }];
  const top = ranked[0]?.confidence ?? 0;
  return ranked
    .filter(({ confidence }) => top < certain || confidence >= faint)
    .slice(0, named)
    .map(({ cause, confidence, evidence }) => ({ cause, confidence: Math.round(confidence * 100) / 100, evidence }));
}

function reasons({ why, alsoWhy = [] }: Sighting): { why: string | undefined; weight: number }[] {
  return [{ why, weight: 1 }, ...alsoWhy.filter((other) => other !== why).map((other) => ({ why: other, weight: furtherReason }))];
}

function fits(signature: Signature, seen: Sighting, words: string, providers: string[]): boolean {
  const { stage, outcome, why, code, enhanced, port, security, provider } = signature;
  return (
    (stage === undefined || stage === seen.stage) &&
    (outcome === undefined || outcome === seen.outcome) &&
    (why === undefined || why === seen.why) &&
    (code === undefined || code === seen.reply?.code) &&
    (enhanced === undefined || enhanced === seen.reply?.enhanced) &&
    (port === undefined || port === seen.port) &&
    (security === undefined || (seen.security !== undefined && security.includes(seen.security))) &&
    (provider === undefined || providers.includes(provider)) &&
    (signature.words === undefined || words.includes(level(signature.words)))
  );
}

function evidenceOf(seen: Sighting, signature: Signature | undefined, why: string | undefined): Evidence {
  const { stage, outcome, reply } = seen;
  return {
    stage,
    outcome,
    ...(why !== undefined && { why }),
    ...(reply && { code: reply.code }),
    ...(reply?.enhanced !== undefined && { enhanced: reply.enhanced }),
    ...(signature?.words !== undefined && { words: signature.words }),
  };
}

/** Lower case, any run of blanks as one: the form in which words are compared. */
const level = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** The lines of a reply as one text. Each line may begin with the enhanced code again, also in the middle of a sentence. */
const wordsOf = (lines: string[]): string => level(lines.map((line) => line.replace(/^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)/, '')).join(' '));
