// Advice as sentences, for page and command alike.
import type { Advice } from '../diagnosis/advice.ts';
import { advice as words, stages } from '../words/en.ts';
import { fill } from '../words/fill.ts';

/**
 * The sentence of an advice; undefined where there is nothing to say here. The values come from servers and from DNS: text, never prose, or a name in a
 * certificate could be a link. `show` is how they are made visible.
 */
export function adviceSentence({ id, with: values }: Advice, show: (text: string) => string): string | undefined {
  const sentence = (words as Record<string, string>)[id];
  if (sentence === undefined) return undefined;
  const shown = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, show(value)]));
  if (id !== 'dmarc-policy') return fill(sentence, shown);
  // A domain that asks for nothing needs no word beside the verdict.
  return values['policy'] === 'none' ? undefined : fill(sentence, { ...shown, policy: dmarcPolicy(values['policy']) });
}

/** What a domain asks for, as the end of a sentence. */
export const dmarcPolicy = (policy = ''): string => (stages.dmarcPolicies as Record<string, string>)[policy] ?? policy;
