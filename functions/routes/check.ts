// POST /api/check: one sign-in at one server, told as it happens. The password lives in this call's memory and nowhere else.
import type { Context } from 'hono';
import { providersOfHost } from '../../src/knowledge/check-knowledge.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import { form as words } from '../../src/words/en.ts';
import { testMessageOf } from '../../src/words/test-message.ts';
import { el, type View } from '../../src/view/node.ts';
import { errorSummary, type FieldError } from '../../src/view/fields.ts';
import { signInForm, type SignInValues } from '../../src/view/forms.ts';
import type { PricedTicket } from '../../src/view/price.ts';
import { reportTitle, reportView } from '../../src/view/report-view.ts';
import { eventStream, json, page, refuseFields, sentences, wantedForm } from '../answer.ts';
import { readCheck } from '../check-wish.ts';
import type { Deps } from '../deps.ts';
import { readFields } from '../guards/body.ts';
import { readInput, type Input } from '../guards/input.ts';
import type { FieldFault } from '../guards/target.ts';
import { targetAddresses } from '../guards/target-addresses.ts';
import { elsewhere } from '../look-target.ts';
import { recorded } from '../record.ts';
import { refuseLimits, refuseTicket } from '../refuse.ts';
import { collect, counted, departure, type RunEvent } from '../running.ts';
import type { Tickets } from '../tickets.ts';

/**
 * Handles a check. Errors: 400 with {field, message}; 400 and 429 with the next ticket where the one that came was not taken; 429 and 503 where a
 * limit is reached.
 */
export async function check(c: Context, deps: Deps, tickets: Tickets): Promise<Response> {
  const fields = await readFields(c);
  if (typeof fields === 'string') return refuse(c, deps, {}, [{ field: 'host', code: 'body-form' }]);
  const { input, faults } = readInput(fields);
  const wish = readCheck(input, faults, deps);
  if (Array.isArray(wish)) return refuse(c, deps, input, wish);
  const { request, peek } = wish;
  const client = deps.clientOf(c.req.raw, c.env);
  const place = { host: request.host, port: request.port };
  const username = request.credentials?.username;
  const again = (more: Partial<SignInValues>, errors?: FieldError[]) => formAgain(deps, { ...input, ...place, ...more }, errors);

  // Without encryption nothing is signed in to: that is a look, and costs what a look costs.
  const isJudged = username !== undefined && input.ticket !== undefined && deps.isPractice?.(request.host) !== true;
  const unjudged = isJudged ? await deps.limits.admitTicket(client) : undefined;
  if (unjudged) return refuseLimits(c, deps, unjudged, [again({ again: true })]);
  const payment = username === undefined ? undefined : await tickets.take(client, place, input);
  if (payment?.paid === false) {
    return payment.reason === 'store-down'
      ? refuseLimits(c, deps, storeDown, [again({ again: true })])
      : refuseTicket(c, deps, payment, { ...input, ...place }, again);
  }
  const net = deps.netFor(request.port);
  const target = { host: request.host, addresses: () => targetAddresses(net, request.host) };
  const admission =
    username === undefined ? await deps.limits.admitLook(client, target) : await deps.limits.admitSignIn(client, username, target);
  if (!admission.admitted) {
    await payment?.undo();
    return refuseLimits(c, deps, admission, [again({ again: true })]);
  }

  const { cancelled, gone } = departure(c.req.raw);
  const options = {
    request,
    net,
    id: crypto.randomUUID(),
    address: username,
    elsewhere: elsewhere(request.host, deps),
    peek,
    testMessage: testMessageOf(deps.settings.siteUrl),
    cancelled,
  };
  const events = recorded(counted(deps, options, admission.pass), client.wider, deps.log);
  const next = () => (username === undefined ? undefined : tickets.issue(client, place));
  switch (wantedForm(c)) {
    case 'events':
      return eventStream(c, deps, withNext(events, next), gone);
    case 'json': {
      const { report } = await collect(events);
      return json(c, { ...report, ...(await next()) });
    }
    case 'page': {
      const { report, lines } = await collect(events);
      return page(c, deps, reportTitle(report), [
        el('h1', {}, words.resultTitle),
        ...reportView(report, lines, deps.checkKnowledge, input.device),
        again({ security: request.security, again: true, isLockOutNear: isLockOutNear(report), ...(await next()) }),
      ]);
    }
  }
}

const storeDown = { admitted: false, reason: 'store-down', retryAfterSeconds: 30 } as const;

const isLockOutNear = ({ advice }: Report): boolean => advice.some(({ id }) => id === 'lock-out-near');

/** The report brings the ticket for another try, which costs what it costs by then. */
async function* withNext(
  events: AsyncGenerator<RunEvent, void>,
  next: () => Promise<PricedTicket> | undefined,
): AsyncGenerator<object, void> {
  for await (const event of events) yield event.type === 'report' ? { ...event, ...(await next()) } : event;
}

/** The form once more, with everything that was typed but the password. */
function formAgain(deps: Deps, values: Omit<Input, 'port'> & Partial<SignInValues>, errors: FieldError[] = []): View {
  const { host = '', port = 587, security = '', ticket = '' } = values;
  const provider = providersOfHost(deps.checkKnowledge, host)[0];
  return signInForm({ ...values, host, port, security, ticket }, errors, provider);
}

async function refuse(c: Context, deps: Deps, input: Input, faults: FieldFault[]): Promise<Response> {
  const errors = sentences(faults);
  // The ticket that came is not spent; for a fault of the server itself the way back is the look.
  const serverAtFault = faults.some((fault) => fault.field === 'host' || fault.field === 'port' || fault.field === 'security');
  const again = serverAtFault
    ? [errorSummary(words.errorSummary, errors), el('p', {}, el('a', { href: '/check/' }, words.change))]
    : [formAgain(deps, { ...input, port: Number(input.port) || 587 }, errors)];
  return refuseFields(c, deps, errors, words.signInTitle, [el('h1', {}, words.signInTitle), ...again.filter((view) => view !== undefined)]);
}
