// POST /api/check: one sign-in at one server, told as it happens. The password lives in this call's memory and nowhere else.
import type { Context } from 'hono';
import { providersOfHost } from '../../src/knowledge/check-knowledge.ts';
import type { CheckRequest } from '../../src/smtp/events.ts';
import { form as words } from '../../src/words/en.ts';
import { el } from '../../src/view/node.ts';
import type { FieldError } from '../../src/view/fields.ts';
import { signInForm } from '../../src/view/forms.ts';
import { reportTitle, reportView } from '../../src/view/report-view.ts';
import { eventStream, page, refuseFields, sentences, wantedForm } from '../answer.ts';
import type { Deps } from '../deps.ts';
import { admit } from '../guards/admit.ts';
import { readFields } from '../guards/body.ts';
import {
  isAddress,
  isFault,
  isGreetingName,
  readDevice,
  readInput,
  readMechanism,
  readPort,
  readSecurity,
  type Input,
} from '../guards/input.ts';
import { mailDomain } from '../guards/mail-domain.ts';
import { hostFitsAddress } from '../guards/provider-host.ts';
import { admitTarget, readHost, type FieldFault, type TypedHost } from '../guards/target.ts';
import { isTicketGood, makeTicket } from '../guards/ticket.ts';
import { elsewhere, knownPorts } from '../look-target.ts';
import { collect, counted, departure, greetingName } from '../running.ts';
import { refuseBusy } from './busy.ts';

/** Handles a check. Errors: 400 with {field, message}, 503 when as many run as may. */
export async function check(c: Context, deps: Deps): Promise<Response> {
  const fields = await readFields(c);
  if (typeof fields === 'string') return refuse(c, deps, {}, [{ field: 'host', code: 'body-form' }]);
  const { input, faults } = readInput(fields);
  const request = await readCheck(input, faults, deps);
  if (Array.isArray(request)) return refuse(c, deps, input, request);
  const admission = admit({ host: request.host, port: request.port, signsIn: true }, { address: '' }, deps.counts);
  if (!admission.admitted) return refuseBusy(c, deps, admission.retryAfterSeconds);

  const { cancelled, gone } = departure(c.req.raw);
  const events = counted(deps, {
    request,
    net: deps.netFor(request.port),
    id: crypto.randomUUID(),
    address: request.credentials?.username,
    elsewhere: elsewhere(request.host, deps),
    cancelled,
  });
  switch (wantedForm(c)) {
    case 'events':
      return eventStream(c, deps, events, gone);
    case 'json':
      return c.json((await collect(events)).report);
    case 'page': {
      const { report, lines } = await collect(events);
      return page(c, deps, reportTitle(report), [
        el('h1', {}, words.resultTitle),
        ...reportView(report, lines, deps.checkKnowledge, input.device),
        await formAgain(deps, { ...input, host: request.host, port: String(request.port), security: request.security }, [], true),
      ]);
    }
  }
}

const errorList = (errors: FieldError[]) =>
  el(
    'div',
    { class: 'error-summary', role: 'alert', tabindex: -1, autofocus: true },
    el('h2', {}, words.errorSummary),
    el(
      'ul',
      {},
      errors.map((error) => el('li', {}, error.message)),
    ),
  );

/**
 * The form once more, with everything that was typed but the password. Its ticket is renewed only where this server was let through just now,
 * or where the one that came was good: a ticket is the proof of a look, not of a request.
 */
async function formAgain(deps: Deps, input: Input, errors: FieldError[], passed: boolean) {
  const host = input.host ?? '';
  const port = Number(input.port) || 587;
  const provider = providersOfHost(deps.checkKnowledge, host)[0];
  const { secret } = deps.settings;
  const renew = passed || (input.ticket !== undefined && (await isTicketGood(secret, input.ticket, host, port, Date.now())));
  const ticket = renew ? await makeTicket(secret, host, port, Date.now()) : '';
  return signInForm(
    { host, port, security: input.security ?? '', ticket, username: input.username, device: input.device, again: true },
    errors,
    provider,
  );
}

async function refuse(c: Context, deps: Deps, input: Input, faults: FieldFault[]): Promise<Response> {
  // A ticket is only renewed for a server that was looked at; for any other fault of the server the way back is the look.
  const errors = sentences(faults);
  const serverAtFault = faults.some((fault) => fault.field === 'host' || fault.field === 'port' || fault.field === 'security');
  const again = serverAtFault
    ? [errorList(errors), el('p', {}, el('a', { href: '/check/' }, words.change))]
    : [await formAgain(deps, input, errors, false)];
  return refuseFields(c, deps, errors, words.signInTitle, [el('h1', {}, words.signInTitle), ...again]);
}

async function readCheck(input: Input, faults: FieldFault[], deps: Deps): Promise<CheckRequest | FieldFault[]> {
  const typedHost: TypedHost | FieldFault = input.host === undefined ? { field: 'host', code: 'host-needed' } : readHost(input.host);
  const behindHost = isFault(typedHost) ? undefined : typedHost.port;
  const port = behindHost ?? readPort(input.port) ?? (input.security === 'implicit-tls' ? 465 : 587);
  const security = isFault(port) ? port : readSecurity(input.security, port);
  const device = readDevice(input.device, deps.checkKnowledge);
  const mechanism = readMechanism(input.mechanism);
  for (const part of [typedHost, port, device, mechanism]) if (isFault(part)) faults.push(part);
  if (isFault(security) && security.field === 'security') faults.push(security);
  // Without encryption nothing is signed in to, so nothing is needed for it; a password that came along is not even taken over.
  const signsIn = security !== 'none';
  if (signsIn && input.username === undefined) faults.push({ field: 'username', code: 'username-needed' });
  if (signsIn && input.password === undefined) faults.push({ field: 'password', code: 'password-needed' });
  if (input.ehlo !== undefined && !isGreetingName(input.ehlo)) faults.push({ field: 'ehlo', code: 'ehlo-form' });
  if (input.depth !== undefined && input.depth !== 'login') faults.push({ field: 'depth', code: 'depth-form' });
  if (input.from !== undefined && !isAddress(input.from)) faults.push({ field: 'from', code: 'from-form' });
  if (faults.length > 0 || isFault(typedHost) || isFault(port) || isFault(security) || isFault(mechanism)) return faults;

  const { host } = typedHost;
  const refused =
    admitTarget(host, port, deps.settings.allowTargets, knownPorts(host, deps)) ??
    hostFitsAddress(host, input.username, deps.checkKnowledge);
  if (refused) return [refused];
  if (input.ticket !== undefined && !(await isTicketGood(deps.settings.secret, input.ticket, host, port, Date.now())))
    return [{ field: 'ticket', code: 'ticket-wrong' }];
  const credentials = signsIn ? { credentials: { username: input.username ?? '', password: input.password ?? '' } } : {};
  const addressDomain = mailDomain(input.username);
  return {
    host,
    port,
    security,
    ...credentials,
    mechanism,
    ehlo: input.ehlo ?? greetingName(deps.settings.siteUrl),
    ...(addressDomain !== undefined && { addressDomain }),
  };
}
