// From a line of somebody else's log to what a diagnosis looks at: the input of an explanation (DESIGN §4).
import type { Security } from '../smtp/events.ts';
import type { Sighting } from './diagnose.ts';

/** What is known of a failure that we did not see ourselves. All of it may be missing. */
export interface Seen {
  stage?: string | null;
  host?: string | null;
  port?: number | null;
  security?: Security | null;
  /** Lines of a server as it sent them, code and all. */
  reply?: string[] | null;
  /** What a client program said of it. */
  clientError?: string | null;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Takes what is of use out of a line of JSON that anybody may have written. */
export function seenFrom({ stage, host, port, security, reply, clientError }: Record<string, unknown>): Seen {
  const lines = isText(reply) ? [reply] : Array.isArray(reply) ? reply.filter(isText) : undefined;
  return {
    ...(isText(stage) && { stage }),
    ...(isText(host) && { host }),
    ...(typeof port === 'number' && { port }),
    ...((security === 'starttls' || security === 'implicit-tls' || security === 'none') && { security }),
    ...(lines && { reply: lines }),
    ...(isText(clientError) && { clientError }),
  };
}

const replyLine = /^\s*([2-5]\d\d)(?:[ -]|$)(.*)$/s;
const enhancedCode = /^\s*#?([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/;

/** The first line that says no, else the first that has a code; the text of all lines, each without its code. */
function replyOf(written: string[]): Sighting['reply'] {
  const lines = written.flatMap((line) => line.split(/\r?\n/)).filter((line) => line.trim() !== '');
  if (lines.length === 0) return undefined;
  const read = lines.map((line) => {
    const match = replyLine.exec(line);
    return { code: Number(match?.[1] ?? 0), text: match?.[2] ?? line };
  });
  const telling = read.find(({ code }) => code >= 400) ?? read.find(({ code }) => code > 0);
  const enhanced = enhancedCode.exec(telling?.text ?? '')?.[1];
  return { code: telling?.code ?? 0, ...(enhanced !== undefined && { enhanced }), lines: read.map(({ text }) => text) };
}

/** A code that says "later" is our `busy`, one that says no our `rejected` (RFC 5321 §4.2.1). */
const whyOf = (code: number): string | undefined => (code >= 500 ? 'rejected' : code >= 400 ? 'busy' : undefined);

/** Codes that only a sign-in has (RFC 4954 §6), where nobody says where it was. */
const stageOf = (reply: Sighting['reply']): string =>
  reply && ([432, 534, 535, 538].includes(reply.code) || /^[45]\.7\.([89]|11|12|14)$/.test(reply.enhanced ?? '')) ? 'auth' : '';

/** Makes a sighting of it. Pure. A stage that is not told is empty: the diagnosis then goes by the rest. */
export function sightingOf({ stage, host, port, security, reply, clientError }: Seen): Sighting {
  const given = replyOf(reply ?? []);
  const why = given && whyOf(given.code);
  return {
    stage: stage ?? stageOf(given),
    outcome: 'refused',
    ...(why !== undefined && { why }),
    ...(given && { reply: given }),
    ...(typeof clientError === 'string' && clientError.trim() !== '' && { clientError }),
    ...(typeof host === 'string' && { host }),
    ...(typeof port === 'number' && { port }),
    ...(security && { security }),
  };
}
