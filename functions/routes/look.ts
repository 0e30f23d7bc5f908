// POST /api/look: what is known about the provider and what the server shows. No sign-in, no password field.
import type { Context } from 'hono';
import type { Report } from '../../src/diagnosis/report.ts';
import { form as words } from '../../src/words/en.ts';
import { el } from '../../src/view/node.ts';
import { lookForm } from '../../src/view/forms.ts';
import { lookView, type LookAnswer } from '../../src/view/look-view.ts';
import { reportTitle } from '../../src/view/report-view.ts';
import { eventStream, page, refuseFields, sentences, wantedForm } from '../answer.ts';
import type { Deps } from '../deps.ts';
import { admit } from '../guards/admit.ts';
import { readFields, type Fields } from '../guards/body.ts';
import { isFault, readDevice, readInput } from '../guards/input.ts';
import { mailDomain } from '../guards/mail-domain.ts';
import type { FieldFault } from '../guards/target.ts';
import { makeTicket } from '../guards/ticket.ts';
import { chooseTarget, elsewhere } from '../look-target.ts';
import { collect, counted, departure, greetingName, type RunEvent } from '../running.ts';
import { refuseBusy } from './busy.ts';

/** Handles a look. Errors: 400 with {field, message}, 503 when as many run as may. */
export async function look(c: Context, deps: Deps): Promise<Response> {
  const fields = await readFields(c);
  const typed = typeof fields === 'string' ? {} : fields;
  const refuse = (faults: FieldFault[]) => {
    const errors = sentences(faults);
    return refuseFields(c, deps, errors, words.lookTitle, [el('h1', {}, words.lookTitle), lookForm(typed, errors, deps.checkKnowledge)]);
  };
  if (typeof fields === 'string') return refuse([{ field: 'host', code: 'body-form' }]);

  const wish = await readLook(fields, deps);
  if (Array.isArray(wish)) return refuse(wish);
  const ticket = await makeTicket(deps.settings.secret, wish.target.host, wish.target.port, Date.now());
  const admission = admit({ ...wish.target, signsIn: false }, { address: '' }, deps.counts);
  if (!admission.admitted) return refuseBusy(c, deps, admission.retryAfterSeconds);

  const addressDomain = mailDomain(wish.address);
  const { cancelled, gone } = departure(c.req.raw);
  const events = counted(deps, {
    request: { ...wish.target, ehlo: greetingName(deps.settings.siteUrl), ...(addressDomain !== undefined && { addressDomain }) },
    net: deps.netFor(wish.target.port),
    id: crypto.randomUUID(),
    address: wish.address,
    elsewhere: elsewhere(wish.target.host, deps),
    cancelled,
  });
  const base = { type: 'look' as const, v: 1 as const, ...wish, ticket };
  switch (wantedForm(c)) {
    case 'events':
      return eventStream(c, deps, withAnswer(events, base), gone);
    case 'json': {
      const { report } = await collect(events);
      return c.json(answerOf(base, report));
    }
    case 'page': {
      const { report, lines } = await collect(events);
      const { seen, signIn } = lookView(answerOf(base, report), lines, deps.checkKnowledge);
      const again = el('p', {}, el('a', { href: '/check/' }, words.change));
      return page(c, deps, reportTitle(report), [el('h1', {}, words.lookTitle), ...seen, signIn ?? again]);
    }
  }
}

type Base = Omit<LookAnswer, 'report' | 'doors'>;

/** The answer of a look; what the other ports show stands beside the report, which is about the one that was asked for. */
const answerOf = (base: Base, { doors, ...report }: Report): LookAnswer => ({ ...base, ...(doors && { doors }), report });

/** The report of a look is inside its answer, so the line of its own is not sent. */
async function* withAnswer(events: AsyncGenerator<RunEvent, void>, base: Base): AsyncGenerator<object, void> {
  for await (const event of events) yield event.type === 'report' ? answerOf(base, event) : event;
}

type Wish = Pick<LookAnswer, 'target' | 'provider' | 'corrections' | 'address' | 'device'>;

async function readLook(fields: Fields, deps: Deps): Promise<Wish | FieldFault[]> {
  const { input, faults } = readInput(fields);
  const device = readDevice(input.device, deps.checkKnowledge);
  if (isFault(device)) faults.push(device);
  if (faults.length > 0) return faults;
  const chosen = await chooseTarget(input, deps);
  if (Array.isArray(chosen)) return chosen;
  return { ...chosen, ...(input.address !== undefined && { address: input.address }), ...(typeof device === 'string' && { device }) };
}
