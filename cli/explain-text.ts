// An explanation of a pasted text, in sentences and as JSON. No secret of the text is written.
import { clean } from '../src/explain/clean.ts';
import { findCodes, knownCodes, type KnownCode } from '../src/explain/codes.ts';
import { explain, type Explanation } from '../src/explain/explain.ts';
import { knowledgeForExplaining } from '../src/explain/knowledge.ts';
import { readLength, readPart } from '../src/explain/lines.ts';
import type { Knowledge } from '../src/knowledge/knowledge.ts';
import { evidenceSentence, factSentences, placeOf, sureness, type ExplainPageKnowledge } from '../src/view/explain-view.ts';
import { cleaner, explain as words, explainCommand as own } from '../src/words/en-explain.ts';
import { report as reportWords } from '../src/words/en.ts';
import { fill } from '../src/words/fill.ts';
import { foreign, safeJson } from './escape.ts';
import type { Input } from './password.ts';
import { addressOf, proseText, type Screen } from './screen.ts';

/** Longest part of a reply that is shown, in lines. */
const mostLines = 14;
/** Bytes that are kept of what comes in: twice what is read, at the most bytes that a character has. */
const keptBytes = 2 * 4 * readLength;

/** A text from a pipe or a terminal, of a long one the end. UTF-8, or UTF-16 where its mark says so, as Windows writes it. */
export async function readAll(input: Input): Promise<string> {
  let parts: Buffer[] = [];
  let length = 0;
  let mark: Buffer | undefined;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    mark ??= bytes.subarray(0, 2);
    parts.push(bytes);
    length += bytes.length;
    if (length <= 2 * keptBytes) continue;
    // An even number of bytes goes, so that pairs stay pairs.
    const all = Buffer.concat(parts);
    parts = [all.subarray((all.length - keptBytes) & ~1)];
    length = parts[0]?.length ?? 0;
  }
  const isWide = mark?.[0] === 0xff && mark[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(Buffer.concat(parts));
}

export interface Explained {
  explanation: Explanation;
  /** Codes of devices in the text, the surest first. */
  codes: KnownCode[];
  /** Lines of the text with its secrets masked. */
  lines: string[];
  /** How many secrets were masked. */
  masked: number;
  knowledge: ExplainPageKnowledge;
}

/** Explains a text and masks its secrets. */
export function explained(text: string, knowledge: Knowledge): Explained {
  const known = knowledgeForExplaining(knowledge);
  const cleaned = clean(readPart(text).text);
  return {
    explanation: explain(text, known),
    codes: findCodes(text, knownCodes(knowledge.codes)),
    lines: cleaned.text.split(/\r\n|\n|\r|\u2028/),
    masked: cleaned.found.length,
    knowledge: known,
  };
}

const marked = ({ explanation: { matters }, lines }: Explained): string[] =>
  matters ? lines.slice(matters.from - 1, Math.min(matters.to, matters.from + mostLines - 1)) : [];

/** The explanation as one JSON object; lines of the text are in it with their secrets masked. */
export function explanationJson(told: Explained, siteUrl: string): string {
  const { explanation, codes, masked, knowledge } = told;
  const { read, matters, causes, providers, devices, others } = explanation;
  return safeJson({
    type: 'explanation',
    v: 1,
    cut: read.cut,
    lines: read.lineCount,
    ...(matters && {
      matters: {
        from: matters.from,
        to: matters.to,
        text: marked(told),
        stage: matters.stages[0],
        reason: matters.reason,
        ...(matters.reply && {
          code: matters.reply.code,
          ...(matters.reply.enhanced !== undefined && { enhanced: matters.reply.enhanced }),
        }),
      },
    }),
    others: others.map(({ from, to }) => ({ from, to })),
    causes: causes.map((ranked) => {
      const cause = knowledge.causes[ranked.cause];
      return { ...ranked, ...(cause && { title: cause.title, page: addressOf(`/causes/${cause.id}/`, siteUrl) }) };
    }),
    hosts: read.hosts,
    codes: read.codes,
    ...(read.port !== undefined && { port: read.port }),
    ...(read.program !== undefined && { program: read.program }),
    deviceCodes: codes.map(({ label, means, basis, causes: behind, url }) => ({
      label,
      means,
      basis,
      causes: behind,
      page: addressOf(url, siteUrl),
    })),
    providers,
    devices,
    masked,
  });
}

/** The explanation in sentences. */
export function tellExplanation(screen: Screen, told: Explained, siteUrl: string): void {
  const { explanation, codes, masked, knowledge } = told;
  const { read, matters, causes } = explanation;
  if (read.cut) screen.line(words.cut, { style: 'doubtful' });
  if (!matters && codes.length === 0) screen.line(words.nothingCommand);
  if (matters) {
    screen.line(`${words.matters}: ${placeOf(matters).toLowerCase()}`, { style: 'bold' });
    for (const line of marked(told)) screen.line(foreign(line), { indent: 2, style: 'faint' });
    screen.line(words.reasons[matters.reason], { indent: 2 });
  }
  for (const [at, ranked] of causes.entries()) {
    const cause = knowledge.causes[ranked.cause];
    if (!cause) continue;
    screen.line('');
    screen.line(cause.title, { style: 'bold' });
    if (at === 0) screen.line(proseText(cause.says, siteUrl), { indent: 2 });
    screen.line(`${sureness(ranked)} ${foreign(evidenceSentence(ranked))}`, { indent: 2 });
    screen.line(`${words.next}: ${proseText(cause.next, siteUrl)} ${reportWords.who[cause.who]}`, { indent: 2 });
    const pages: [string, string][] = [[words.more, `/causes/${cause.id}/`]];
    if (cause.node !== undefined) pages.push([words.tree, `/fix/${cause.node}/`]);
    for (const [label, path] of pages) screen.line(fill(own.page, { label, address: addressOf(path, siteUrl) }), { indent: 2 });
  }
  for (const { label, means, basis, url, try: advice } of codes) {
    screen.line('');
    screen.line(label, { style: 'bold' });
    screen.line(proseText(means, siteUrl), { indent: 2 });
    if (basis !== 'stated') screen.line(words.deviceCodes.marks[basis], { indent: 2 });
    if (advice !== undefined) screen.line(`${words.next}: ${proseText(advice, siteUrl)}`, { indent: 2 });
    screen.line(fill(own.page, { label: words.more, address: addressOf(url, siteUrl) }), { indent: 2 });
  }
  const facts = factSentences(explanation, knowledge);
  if (facts.length > 0) screen.line('');
  for (const fact of facts) screen.line(foreign(fact));
  screen.line('');
  if (masked > 0) {
    screen.line(masked === 1 ? own.masked.one : fill(own.masked.many, { count: masked }), { style: 'doubtful' });
    screen.line(cleaner.revoke);
  }
  screen.line(own.kept, { style: 'faint' });
}
