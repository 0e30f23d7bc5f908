import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Signature } from '../knowledge/schemas/signature.ts';
import type { Reply, Security } from '../smtp/events.ts';
import { cluesOf } from './clues.ts';
import { fits, ready, type Fit, type Ready } from './fits.ts';

export interface RankedCause {
  cause: string;
  /** 0 to 1. */
  confidence: number;
  /** Which evidence spoke, as ids and parameters: {stage, outcome, why, code, enhanced, words, speaker}; the heaviest first. */
  evidence: Evidence[];
}

export interface Evidence {
  stage: string;
  outcome: string;
  why?: string;
  code?: number;
  enhanced?: string;
  /** The words of the signature that were found. */
  words?: string;
  /** Whose server speaks, where that counted: an id of src/content/speakers.yaml. */
  speaker?: string;
}

/** What was seen where it did not end well: all that a diagnosis may look at. It need not come from a check of ours. */
export interface Sighting {
  /** Empty where it is not known. */
  stage: string;
  outcome: string;
  why?: string;
  /** Further reasons of a refused handshake. */
  alsoWhy?: string[];
  reply?: Pick<Reply, 'code' | 'enhanced' | 'lines'>;
  /** The words of a client program, where these are all there is, or beside the reply. */
  clientError?: string;
  host?: string;
  port?: number;
  security?: Security;
}

/** What a diagnosis needs to know. */
export type Telling = Pick<Knowledge, 'signatures' | 'speakers' | 'dialects'>;

/** At most so many causes are named: more is no help. */
const named = 3;

/** Beside a cause that is as good as certain, faint ones are noise. */
const certain = 0.95;
const faint = 0.7;

/** A cause that only a further reason speaks for comes behind the one of the first reason. */
const furtherReason = 0.8;

/** How much of its weight a further signature of the same cause adds to what is still open. */
const help = 0.25;

/** Where nobody knows the stage, a signature that names one is a little less sure. */
const withoutStage = 0.9;

/** What is said where nothing fits. */
const fallback = { cause: 'other', confidence: 0.05 };

const read = new WeakMap<Signature[], Ready[]>();

function readyOf(signatures: Signature[]): Ready[] {
  const before = read.get(signatures);
  if (before) return before;
  const now = signatures.map(ready);
  read.set(signatures, now);
  return now;
}

interface Voice {
  weight: number;
  evidence: Evidence;
}

/**
 * From what was seen to why: every signature that fits speaks for its cause.
 * Shape: causes best first, at most three, never none: `other` stands for "nothing fits". Beside one that is certain, faint ones are left out.
 */
export function diagnose(seen: Sighting, knowledge: Telling): RankedCause[] {
  const ranked = rank(seen, knowledge);
  const top = ranked[0]?.confidence ?? 0;
  const worth = ranked.filter(({ confidence }) => confidence > fallback.confidence && (top < certain || confidence >= faint));
  return worth.length === 0 ? ranked : worth;
}

/** As `diagnose`, with the faint ones, and `other` where there is room: for lists that are worked through in order. */
export function rank(seen: Sighting, knowledge: Telling): RankedCause[] {
  const clues = cluesOf(seen, knowledge);
  const voices = new Map<string, Voice[]>();
  for (const [turn, { why, weight }] of reasons(seen, clues.whys).entries()) {
    for (const one of readyOf(knowledge.signatures)) {
      // What asks for no reason has spoken with the first one.
      if (turn > 0 && !one.whys) continue;
      const fit = fits(one, seen, why, clues);
      if (!fit) continue;
      const { cause } = one.signature;
      const sure = one.signature.weight * weight * (one.stages && seen.stage === '' ? withoutStage : 1);
      const voice = { weight: sure, evidence: evidenceOf(seen, why, one.signature, fit) };
      const spoken = voices.get(cause);
      if (spoken) spoken.push(voice);
      else voices.set(cause, [voice]);
    }
  }
  const ranked = [...voices]
    .map(([cause, spoken]) => ({ cause, ...together(spoken) }))
    .sort((a, b) => b.confidence - a.confidence)
    .map(({ cause, confidence, evidence }) => ({ cause, confidence: Math.round(confidence * 100) / 100, evidence }));
  const open = ranked.length < named && !voices.has(fallback.cause);
  return [...ranked.slice(0, named), ...(open ? [{ ...fallback, evidence: [evidenceOf(seen, seen.why)] }] : [])];
}

/** The heaviest in full, and each further one closes a part of the gap that is left. */
function together(spoken: Voice[]): { confidence: number; evidence: Evidence[] } {
  const ordered = [...spoken].sort((a, b) => b.weight - a.weight);
  const [first, ...others] = ordered;
  const open = others.reduce((gap, { weight }) => gap * (1 - help * weight), 1 - (first?.weight ?? 0));
  return { confidence: 1 - open, evidence: ordered.map(({ evidence }) => evidence) };
}

function reasons({ why, alsoWhy = [] }: Sighting, told: string[]): { why: string | undefined; weight: number }[] {
  const first = why ?? told[0];
  const further = [...alsoWhy.map((other) => ({ why: other, weight: furtherReason })), ...told.map((other) => ({ why: other, weight: 1 }))];
  return [{ why: first, weight: 1 }, ...further.filter((other) => other.why !== first)];
}

function evidenceOf({ stage, outcome, reply }: Sighting, why: string | undefined, signature?: Signature, { words }: Fit = {}): Evidence {
  const speaker = signature?.speaker;
  return {
    stage,
    outcome,
    ...(why !== undefined && { why }),
    ...(reply && { code: reply.code }),
    ...(reply?.enhanced !== undefined && { enhanced: reply.enhanced }),
    ...(words !== undefined && { words }),
    ...(speaker !== undefined && { speaker: [speaker].flat().join(', ') }),
  };
}
