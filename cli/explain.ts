// `will-it-send explain`: what somebody else saw, explained without a connection. Reads standard input, keeps nothing.
import { rank } from '../src/diagnosis/diagnose.ts';
import { seenFrom, sightingOf } from '../src/diagnosis/sighting.ts';
import { cli } from '../src/words/en-cli.ts';
import { fill } from '../src/words/fill.ts';
import { safeJson } from './escape.ts';
import type { ExitCode, Given, Surroundings } from './command.ts';
import { explained, explanationJson, readAll, tellExplanation } from './explain-text.ts';
import { screenOn } from './screen.ts';

/** Longest line of --jsonl, in characters. */
const longestLine = 1_000_000;

/** Text of standard input, chunk by chunk. */
async function* chunksOf(input: Surroundings['input']): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of input) yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* linesOf(input: Surroundings['input']): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunksOf(input)) {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    yield* lines;
  }
  yield rest;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One line of JSON in, one line out: `{"id","stage","host","port","security","reply":[…],"clientError"}` → `{"id","causes":["first","second","third"]}`.
 * Shape: resolves to 0, or to 2 where a line was no such object; the others are answered even so.
 */
async function explainLines({ input, output, errors }: Surroundings, { knowledge }: Given): Promise<ExitCode> {
  let number = 0;
  let code: ExitCode = 0;
  for await (const line of linesOf(input)) {
    number += 1;
    if (line.trim() === '') continue;
    const row = parsed(line);
    if (row) {
      const causes = rank(sightingOf(seenFrom(row)), knowledge).map(({ cause }) => cause);
      output.write(`${safeJson({ id: row['id'] ?? null, causes })}\n`);
    } else {
      errors.write(`${fill(cli.usage, { sentence: fill(cli.noJsonLine, { number }) })}\n`);
      code = 2;
    }
  }
  return code;
}

/**
 * Explains the text of standard input.
 * Shape: resolves to 0 where a cause was found, to 3 where none was, to 2 for a line of --jsonl that cannot be read.
 */
export async function explainCommand(form: 'text' | 'json' | 'jsonl', around: Surroundings, given: Given): Promise<ExitCode> {
  if (form === 'jsonl') return explainLines(around, given);
  const { input, output, errors, env } = around;
  if (input.isTTY === true) errors.write(`${cli.pasteHere}\n`);
  const told = explained(await readAll(input), given.knowledge);
  if (form === 'json') output.write(`${explanationJson(told, given.siteUrl)}\n`);
  else tellExplanation(screenOn(output, env), told, given.siteUrl);
  const causes = [...told.explanation.causes.map(({ cause }) => cause), ...told.codes.flatMap((code) => code.causes)];
  return causes.some((cause) => cause !== 'other') ? 0 : 3;
}
