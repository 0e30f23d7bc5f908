import type { Provider } from '../knowledge/schemas/provider.ts';
import type { Findings, StageEvent } from '../smtp/events.ts';
import type { Verdict } from './verdict.ts';

/** Something to say beside the verdict, as an id of src/words with its parameters. */
export interface Advice {
  id: string;
  with: Record<string, string>;
}

/** More names are a list for nobody. */
const shownNames = 5;

interface Situation {
  verdict: Verdict;
  asked: Findings['asked'];
  end: StageEvent | undefined;
  provider: Provider | undefined;
}

/** What should be said beside the verdict. */
export function adviceFor({ verdict, asked, end, provider }: Situation): Advice[] {
  const advice: Advice[] = [];
  // A dated change turns "works" into "works today": who reads only the first word must not be surprised later.
  const change = provider?.password.change;
  if (verdict === 'works' && asked === 'login' && change !== undefined) advice.push({ id: 'works-today', with: { change } });
  const names = end?.facts.tls?.reasons.includes('other-name') ? (end.facts.tls.chain?.[0]?.names ?? []) : [];
  if (names.length > 0) advice.push({ id: 'names-in-certificate', with: { names: names.slice(0, shownNames).join(', ') } });
  return advice;
}
