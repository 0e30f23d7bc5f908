// From any pasted text to what was seen in it: replies of servers and words of programs, with their stage, and which of them matters.
import { linesOf, readPart, type Line } from './lines.ts';
import { namesIn, programOf, type Names } from './names.ts';
import { repliesOf, type FoundReply } from './replies.ts';
import { follower, stageOf, type StageBasis } from './stages.ts';
import { tellOf, type Tell } from './tells.ts';

/** One failure in the text. */
export interface Seen {
  /** The likeliest stage first; one alone where it is known. */
  stages: string[];
  basis: StageBasis;
  outcome: Tell['outcome'];
  why?: string;
  alsoWhy?: string[];
  reply?: { code: number; enhanced?: string; lines: string[] };
  /** The words of a program, where no reply is quoted. */
  clientError?: string;
  /** First and last line in the text, from 1. */
  from: number;
  to: number;
  /** How much it matters: see pick. */
  weight: number;
  /** Why it is or is not the one that matters. */
  reason: Reason;
}

/** permanent: a final no · temporary: for now · program: what a program says · frame: words around something else. */
export type Reason = 'permanent' | 'temporary' | 'program' | 'frame';

export interface ReadText extends Names {
  /** Only the end was read. */
  cut: boolean;
  /** Lines that were read. */
  lineCount: number;
  /** What matters most first. Empty: nothing that a mail server says. */
  seen: Seen[];
  /** Reply codes and enhanced codes in the text, each once. */
  codes: string[];
  /** An id of the program that wrote it. */
  program?: string;
}

/** Replies that go with success or a question are no failure. */
const isFailure = ({ code }: FoundReply): boolean => code >= 400;

/** At most so many failures are looked at, of servers and of programs each, the last ones: a log repeats itself. */
const mostSeen = 200;

/** Reads a text. Shape: never throws; of more than 200,000 characters the end is read. Linear in the text. */
export function readText(pasted: string): ReadText {
  const { text, cut } = readPart(pasted);
  const lines = linesOf(text);
  const replies = repliesOf(lines);
  const names = namesIn(lines);
  const program = programOf(text);
  const seen = [...failuresOf(lines, replies).slice(-mostSeen), ...toldBy(lines, replies).slice(-mostSeen)];
  const codes = new Set(
    replies
      .filter(isFailure)
      .flatMap(({ code, enhanced, around }) => [...(around.includes(String(code)) ? [String(code)] : []), enhanced ?? []].flat()),
  );
  return {
    cut,
    lineCount: lines.at(-1)?.number ?? 0,
    seen: ranked(seen),
    codes: [...codes],
    ...names,
    ...(program !== undefined && { program }),
  };
}

function failuresOf(lines: Line[], replies: FoundReply[]): Seen[] {
  const dialogue = follower();
  const found: Seen[] = [];
  let heard = 0;
  /** The first final no of this connection: what fails behind it at another stage comes of it. */
  let before: string | undefined;
  for (const reply of replies) {
    if (reply.code === 220) before = undefined;
    for (; heard < reply.at; heard += 1) {
      const line = lines[heard];
      if (line) dialogue.hear(line);
    }
    if (!isFailure(reply)) continue;
    const { stages, basis } = stageOf(reply, lines, dialogue.asked());
    const permanent = reply.code >= 500;
    const isConsequence = before !== undefined && basis === 'asked' && stages[0] !== before;
    if (permanent && basis !== 'code') before ??= stages[0];
    found.push({
      stages,
      basis,
      outcome: 'refused',
      why: permanent ? 'rejected' : 'busy',
      reply: { code: reply.code, ...(reply.enhanced !== undefined && { enhanced: reply.enhanced }), lines: reply.lines },
      from: reply.from,
      to: reply.to,
      weight: weightOfReply(reply, basis) - (isConsequence ? consequence : 0),
      reason: permanent ? 'permanent' : 'temporary',
    });
  }
  return found;
}

/** How much less a failure weighs that comes of one before it. */
const consequence = 1;

/** A final no beats one for now; words beat a bare code; what comes of leaving (503 behind a failed sign-in) is an echo. */
function weightOfReply({ code, enhanced, lines }: FoundReply, basis: StageBasis): number {
  const said = lines.join(' ').replace(/https?:\/\/\S+/g, '');
  const telling = said.length > 12 ? 0.5 : said === '' ? -0.6 : 0;
  const echo =
    code === 503 ||
    code === 500 ||
    code === 502 ||
    /bad sequence|need (?:mail|rcpt)|no valid recipients|unrecogni[sz]ed command/i.test(said)
      ? -1.2
      : 0;
  return (code >= 500 ? 4 : 3) + telling + (enhanced === undefined ? 0 : 0.3) + (basis === 'code' ? 0 : 0.2) + echo;
}

function toldBy(lines: Line[], replies: FoundReply[]): Seen[] {
  const found: Seen[] = [];
  const taken = new Set(replies.filter(isFailure).flatMap(({ at, end }) => Array.from({ length: end - at }, (_, index) => at + index)));
  for (const [at, { text, number, from }] of lines.entries()) {
    if (from === 'client' || text === '') continue;
    const told = tellOf(text);
    if (!told) continue;
    const { tell, also } = told;
    const isQuoted = taken.has(at);
    // What a program says around a reply ("Invalid login: 535 …") only repeats it.
    if (isQuoted && ['auth', 'mail-from', 'rcpt-to', 'data', 'rate', 'ehlo', 'connect', 'banner'].includes(tell.stage)) continue;
    found.push({
      stages: [tell.stage],
      basis: 'named',
      outcome: tell.outcome,
      ...(tell.why !== undefined && { why: tell.why }),
      ...(also.length > 0 && { alsoWhy: also }),
      clientError: text.slice(0, 1_000),
      from: number,
      to: number,
      weight: tell.frame ? 1 : isQuoted ? 2 : tell.stage === 'auth' && tell.why === 'rejected' ? 2.2 : tell.why === 'closed' ? 2.4 : 3.2,
      reason: tell.frame ? 'frame' : 'program',
    });
  }
  return found;
}

/** Lines within which the same failure is an echo of the first. */
const echoes = 40;

/**
 * The heaviest first; of equals the last, for programs try again and tell the end at the end. What is told again nearby is an echo: then the first
 * of them stands for all.
 */
function ranked(seen: Seen[]): Seen[] {
  const keyOf = ({ reply, stages, why }: Seen): string =>
    reply ? `${String(reply.code)} ${reply.enhanced ?? ''} ${reply.lines.join(' ').slice(0, 60)}` : `${stages[0] ?? ''} ${why ?? ''}`;
  const inText = [...seen].sort((a, b) => a.from - b.from);
  const firsts: (Seen & { key: string; last: number })[] = [];
  const open = new Map<string, Seen & { key: string; last: number }>();
  for (const one of inText) {
    const key = keyOf(one);
    const first = open.get(key);
    if (first && one.from - first.last <= echoes) {
      first.last = one.from;
      first.weight = Math.max(first.weight, one.weight);
      continue;
    }
    const begun = { ...one, key, last: one.from };
    firsts.push(begun);
    open.set(key, begun);
  }
  const known = new Set<string>();
  return firsts
    .sort((a, b) => b.weight - a.weight || b.last - a.last)
    .flatMap(({ key, last: _last, ...one }) => {
      if (known.has(key)) return [];
      known.add(key);
      return [one];
    });
}
