// What speaks for a cause, as a sentence.
import type { RankedCause } from '../diagnosis/diagnose.ts';
import { report as words, stages } from '../words/en.ts';
import { fill } from '../words/fill.ts';

const own = (list: Record<string, string>, key: string | undefined): string | undefined =>
  key !== undefined && Object.hasOwn(list, key) ? list[key] : undefined;

/** The heaviest evidence: which answer, which words of the server, or what we saw. `show` is how a stranger's text is made visible. */
export function evidenceSentence({ evidence: [first] }: RankedCause, show: (text: string) => string): string | undefined {
  if (!first) return undefined;
  const { evidence } = words;
  const why = own(stages.whys, first.why);
  const values = {
    stage: own(stages.names, first.stage) ?? first.stage,
    code: [first.code, first.enhanced].filter((part) => part !== undefined).join(' '),
    words: first.words ?? '',
    why: why ?? '',
  };
  const sentence =
    first.code !== undefined
      ? evidence[first.words === undefined ? 'reply' : 'words']
      : first.words !== undefined
        ? evidence.saidWords
        : evidence[why === undefined ? 'stage' : 'why'];
  return show(fill(sentence, values));
}
