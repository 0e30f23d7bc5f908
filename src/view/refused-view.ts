// A look or a sign-in that was not begun, as a page fragment: why, when it can be tried again, and what can be done meanwhile.
import { refused as words } from '../words/en-refused.ts';
import { fill } from '../words/fill.ts';
import { el, type View } from './node.ts';
import type { Refused } from './price.ts';

/** How long still, in words: never shorter than it is. */
export function whenWords(seconds: number): string {
  if (seconds <= 1) return words.when.second;
  if (seconds < 100) return fill(words.when.seconds, { count: seconds });
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? fill(words.when.minutes, { count: minutes }) : fill(words.when.hours, { count: Math.ceil(minutes / 60) });
}

export type Reason = keyof typeof words.reasons;

const againWords = (seconds: number): string => fill(words.again, { when: whenWords(seconds) });

/** The whole of it in one text, for answers that are no page. */
export const refusedMessage = (reason: Reason, seconds: number): string =>
  [words.reasons[reason], words.untried, againWords(seconds)].join(' ');

/** What can be done meanwhile. An account that may be locked is not sent on to where nothing stops it. */
function meanwhileView(error: Reason): View {
  const isAccount = error === 'account';
  const links = [
    ['/fix/', words.questions],
    ['/explain/', words.explain],
    ['/guides/', words.guides],
    ...(isAccount ? [] : [['/command/', words.command]]),
  ];
  return el(
    'div',
    { class: 'meanwhile' },
    isAccount && el('p', {}, words.lockOut),
    el('h2', {}, words.meanwhile),
    el(
      'ul',
      {},
      links.map(([href = '', label = '']) => el('li', {}, el('a', { href }, label))),
    ),
  );
}

const isReason = (error: string): error is Reason => error in words.reasons;

/** The refusal where a result would stand. One that has no reason of ours is told in its own words. */
export function refusedView({ error, message, retryAfterSeconds = 1 }: Pick<Refused, 'error' | 'message' | 'retryAfterSeconds'>): View {
  const told = isReason(error)
    ? [
        el('p', {}, `${words.reasons[error]} ${words.untried}`),
        el('p', {}, el('strong', {}, againWords(retryAfterSeconds))),
        meanwhileView(error),
      ]
    : [el('p', {}, message)];
  return el('section', { class: 'notice', tabindex: -1 }, told);
}
