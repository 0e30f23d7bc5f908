// What was not begun, told in the form that was asked for.
import type { Context } from 'hono';
import { form as formWords } from '../src/words/en.ts';
import { price, refused as words, ticketRefused } from '../src/words/en-refused.ts';
import { fill } from '../src/words/fill.ts';
import type { FieldError } from '../src/view/fields.ts';
import { lookAgainForm, type SignInValues } from '../src/view/forms.ts';
import { el, type View } from '../src/view/node.ts';
import type { Refused } from '../src/view/price.ts';
import { refusedMessage, refusedView, whenWords } from '../src/view/refused-view.ts';
import { page, wantedForm, type Status } from './answer.ts';
import type { Deps } from './deps.ts';
import type { Input } from './guards/input.ts';
import type { Refusal } from './guards/limits.ts';
import type { Unpaid } from './tickets.ts';

/** One object: as JSON, or as the one line of an event stream. `Retry-After` where it says when. */
export function refusedJson(c: Context, refused: Refused, status: Status): Response {
  if (refused.retryAfterSeconds !== undefined) c.header('Retry-After', String(refused.retryAfterSeconds));
  if (wantedForm(c) !== 'events') return c.json(refused, status);
  return c.body(`${JSON.stringify(refused)}\n`, status, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
}

/**
 * 429, or 503 where it is our side that has no room: why, when to come back, what can be done meanwhile. `again`: the form with what was typed.
 */
export async function refuseLimits(c: Context, deps: Deps, { reason, retryAfterSeconds }: Refusal, again: View[] = []): Promise<Response> {
  const status = reason === 'busy' || reason === 'store-down' ? 503 : 429;
  const refused: Refused = { error: reason, message: refusedMessage(reason, retryAfterSeconds), retryAfterSeconds };
  if (wantedForm(c) !== 'page') return refusedJson(c, refused, status);
  c.header('Retry-After', String(retryAfterSeconds));
  return page(c, deps, words.title, [el('h1', {}, words.title), refusedView(refused), ...again], status);
}

/** What there is to send instead of a ticket that was not taken: as text, as the form again, or as the way to another look. */
export async function refuseTicket(
  c: Context,
  deps: Deps,
  { reason, next }: Unpaid,
  { host, port, security, device, username }: Pick<Input, 'security' | 'device' | 'username'> & { host: string; port: number },
  again: (values: Partial<SignInValues>, errors: FieldError[]) => View,
): Promise<Response> {
  const wait = next?.price.kind === 'proof' ? next.price.waitSeconds : 0;
  const sentences = [
    ticketRefused[reason],
    next?.price.kind === 'proof' && wait > 0
      ? fill(price.opensAgain, { time: next.price.opensAt.slice(11, 19), when: whenWords(wait) })
      : next && price.sendAgain,
  ];
  const status = wait > 0 ? 429 : 400;
  const message = sentences.filter(Boolean).join(' ');
  const retry = wait > 0 ? { retryAfterSeconds: wait } : {};
  if (wantedForm(c) !== 'page')
    return refusedJson(c, { error: reason, message, errors: [{ field: 'ticket', message }], ...retry, ...next }, status);
  if (wait > 0) c.header('Retry-After', String(wait));
  const errors = [{ field: 'ticket', message: next ? `${message} ${price.kept}` : message }];
  const back = lookAgainForm({ host, port: String(port), security, device, address: username }, errors);
  return page(
    c,
    deps,
    `${formWords.errorPrefix}${formWords.signInTitle}`,
    [el('h1', {}, formWords.signInTitle), next ? again({ ...next }, errors) : back],
    status,
  );
}

/** 403: sent from a page that is not ours. */
export async function refuseStranger(c: Context, deps: Deps): Promise<Response> {
  const message = fill(words.origin, { site: new URL('/check/', deps.settings.siteUrl).href });
  if (wantedForm(c) !== 'page') return refusedJson(c, { error: 'origin', message }, 403);
  const link = el('a', { href: '/check/' }, formWords.lookTitle);
  return page(c, deps, words.title, [el('h1', {}, words.title), el('p', {}, message), el('p', {}, link)], 403);
}
