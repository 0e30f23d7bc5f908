// The log cleaner: finds passwords and tokens in any text and masks them. The rest of the text is not touched.
import { addressSecrets, tokenSecrets } from './secrets/addresses.ts';
import { secretsAgain } from './secrets/again.ts';
import { dialogueSecrets, looseSecrets } from './secrets/dialogue.ts';
import { callSecrets, lineSecrets } from './secrets/programs.ts';
import { settingSecrets } from './secrets/settings.ts';
import { mask, type SecretKind, type Span } from './secrets/span.ts';

export { mask, type SecretKind };

export interface Cleaned {
  text: string;
  /** What was masked, in the order of the text, without any of it. Lines count from 1. */
  found: { kind: SecretKind; line: number }[];
}

export interface CleanOptions {
  /** Mask user names of sign-ins too. Default false: they are personal, but no secret. */
  names?: boolean;
}

/**
 * Masks the passwords and tokens of a text, and every other place where one of them stands.
 *
 * Shape: the text with `[masked]` in their places and everything else byte for byte as it was, on the same lines. Finding none is no promise that
 * there is none. Linear in the text. Never throws.
 */
export function clean(text: string, { names = false }: CleanOptions = {}): Cleaned {
  const finders = [addressSecrets, tokenSecrets, looseSecrets, dialogueSecrets, settingSecrets, callSecrets, lineSecrets];
  const spans = finders.flatMap((find) => find(text)).filter(({ kind, start, end }) => end > start && (names || kind !== 'name'));
  const all = merged([...spans, ...secretsAgain(text, spans)]);
  let shown = '';
  let done = 0;
  let line = 1;
  const found: Cleaned['found'] = [];
  for (const { start, end, kind } of all) {
    const before = text.slice(done, start);
    line += linesIn(before);
    found.push({ kind, line });
    const inside = text.slice(start, end);
    line += linesIn(inside);
    // A secret over several lines leaves its lines behind.
    shown += before + mask + inside.replace(/[^\r\n]/g, '');
    done = end;
  }
  return { text: shown + text.slice(done), found };
}

const linesIn = (text: string): number => text.split(/\r\n|\n|\r|\u2028/).length - 1;

/** Places that overlap or touch become one, of the kind of the first finder that has it. */
function merged(spans: Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || Number(a.kind === 'again') - Number(b.kind === 'again') || b.end - a.end);
  const all: Span[] = [];
  for (const span of sorted) {
    const last = all.at(-1);
    if (last && span.start < last.end) {
      last.end = Math.max(last.end, span.end);
      if (last.kind === 'again') last.kind = span.kind;
    } else all.push({ ...span });
  }
  return all;
}
