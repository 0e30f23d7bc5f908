// How the command writes on a terminal: colour, width, prose. Whether there is colour is decided once, by who reads it.
import { parseProse } from '../src/knowledge/rich.ts';
import { escapeUnseen } from './escape.ts';

export type Style = 'bold' | 'faint' | 'good' | 'bad' | 'doubtful';

/** Select Graphic Rendition (ECMA-48 §8.3.117): the sixteen colours that every terminal lays out by its own theme. */
const codes: Record<Style, number> = { bold: 1, faint: 2, good: 32, bad: 31, doubtful: 33 };

export interface Screen {
  /** Writes one line, indented by `indent` blanks and broken at words where the terminal is narrower. */
  line(text: string, options?: { style?: Style; indent?: number }): void;
  /** A part of a line in a style. */
  styled(text: string, style: Style): string;
}

export interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Colour on a terminal only, and only where NO_COLOR is not set (no-color.org). */
export const hasColour = (output: Output, env: Record<string, string | undefined>): boolean =>
  output.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';

/** Longest line for the eye; a program that reads gets each sentence whole. */
const mostColumns = 100;
/** A stage needs as many. A terminal that tells less, or 0 because it does not know, breaks lines itself. */
const leastColumns = 60;

const escapeCodes = /\u001b\[\d+m/g;
const widthOf = (text: string): number => [...text.replace(escapeCodes, '')].length;

/** Breaks at blanks; a word that is too long for a line stays whole, so that addresses can be copied. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

export function screenOn(output: Output, env: Record<string, string | undefined>): Screen {
  const colour = hasColour(output, env);
  const columns = output.isTTY === true ? Math.min(Math.max(output.columns ?? 80, leastColumns), mostColumns) : Infinity;
  const styled = (text: string, style: Style): string => (colour ? `\u001b[${String(codes[style])}m${text}\u001b[0m` : text);
  return {
    styled,
    line(text, { style, indent = 0 } = {}) {
      // Only blanks at the start of a stage line are for the eye; those stay, as the line is not broken there.
      const parts = widthOf(text) + indent <= columns ? [text] : wrap(text, columns - indent);
      for (const part of parts) output.write(`${' '.repeat(indent)}${style ? styled(part, style) : part}\n`);
    },
  };
}

/** Prose of a content file as plain words; a link has its whole address behind it. */
export function proseText(prose: string, siteUrl: string): string {
  return parseProse(prose)
    .map((part) => (part.kind === 'link' ? `${part.text} (${addressOf(part.href, siteUrl)})` : part.text))
    .map(escapeUnseen)
    .join('');
}

/** A path of the site as a whole address. */
export const addressOf = (path: string, siteUrl: string): string => (path.startsWith('/') ? new URL(path, siteUrl).href : path);
