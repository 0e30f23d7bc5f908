import type { CheckKnowledge, CheckProvider } from '../knowledge/check-knowledge.ts';
import type { Report } from '../diagnosis/report.ts';
import type { LineEvent } from '../smtp/events.ts';
import { corrections as correctionWords, report as words } from '../words/en.ts';
import { fill } from '../words/fill.ts';
import { signInForm } from './forms.ts';
import { el, type View } from './node.ts';
import type { Price } from './price.ts';
import { prose } from './prose.ts';
import { evidenceView, verdictView } from './report-view.ts';

/** The last line of a look: what was understood, what is known, what was seen, and the ticket for a sign-in there. */
export interface LookAnswer {
  type: 'look';
  v: 1;
  target: Report['target'];
  /** Id of the provider, where one is known. */
  provider?: string;
  corrections: { id: string; with: Record<string, string> }[];
  report: Report;
  /** What the other ports of the server show, where that was looked at. */
  doors?: Report['doors'];
  /** For a sign-in there. */
  ticket: string;
  /** What that costs. */
  price: Price;
  /** As typed; fills the user name field. */
  address?: string;
  device?: string;
}

/** How the input was read where that differs from how it was typed. */
export function correctionsView(list: LookAnswer['corrections']): View | undefined {
  // Where server and port came from the address, the port was not missed.
  const fromAddress = list.some(({ id }) => id === 'host-from-address');
  const sentences = list.flatMap(({ id, with: values }) => {
    if (id === 'port-default' && fromAddress) return [];
    const sentence = (correctionWords as Record<string, string>)[id];
    return sentence === undefined ? [] : [el('li', {}, fill(sentence, values))];
  });
  return sentences.length === 0 ? undefined : el('div', { class: 'corrections' }, el('h2', {}, words.corrected), el('ul', {}, sentences));
}

function knownView(provider: CheckProvider): View {
  return el(
    'section',
    { class: 'known' },
    el('h2', {}, fill(words.known, { provider: provider.name })),
    el('p', {}, prose(provider.summary)),
    provider.change && el('p', {}, prose(provider.change.short), ' ', el('a', { href: `/changes/#${provider.change.id}` }, words.moreDate)),
    el('p', {}, el('a', { href: `/providers/${provider.id}/` }, fill(words.allAbout, { provider: provider.name }))),
  );
}

/**
 * The answer to a look in two parts: what is known and was seen, and the form for the password. The form is there only where a sign-in makes
 * sense: the server was reached, is encrypted and verified, and offers one. `pays`: whoever shows it pays its price, so it need not be said.
 */
export function lookView(
  answer: LookAnswer,
  lines: LineEvent[],
  knowledge: CheckKnowledge,
  { pays = false }: { pays?: boolean } = {},
): { seen: View[]; signIn: View | undefined } {
  const provider = answer.provider === undefined ? undefined : knowledge.providers[answer.provider];
  const ready = answer.report.verdict === 'works' && answer.target.security !== 'none';
  return {
    seen: [
      verdictView(answer.report, knowledge, answer.device),
      correctionsView(answer.corrections),
      provider && knownView(provider),
      ...evidenceView({ ...answer.report, ...(answer.doors && { doors: answer.doors }) }, lines, knowledge, answer.device),
    ].filter((view) => view !== undefined),
    signIn: ready
      ? signInForm(
          {
            ...answer.target,
            ticket: answer.ticket,
            price: pays ? undefined : answer.price,
            username: answer.address,
            device: answer.device,
          },
          [],
          provider,
        )
      : undefined,
  };
}
