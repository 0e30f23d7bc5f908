// POST /api/look: what is known about the provider and what the server shows. No sign-in, no password field.
import type { Context } from 'hono';
import type { Report } from '../../src/diagnosis/report.ts';
import type { RunOptions } from '../../src/diagnosis/run.ts';
import { form as words } from '../../src/words/en.ts';
import { el } from '../../src/view/node.ts';
import type { FieldError } from '../../src/view/fields.ts';
import { lookForm } from '../../src/view/forms.ts';
import { lookView, type LookAnswer } from '../../src/view/look-view.ts';
import { reportTitle } from '../../src/view/report-view.ts';
import { suggestionsView } from '../../src/view/suggested-view.ts';
import { eventStream, json, page, refuseFields, sentences, wantedForm } from '../answer.ts';
import type { Deps } from '../deps.ts';
import { readDomain } from '../discover/domain.ts';
import { search } from '../discover/search.ts';
import { readFields, type Fields } from '../guards/body.ts';
import { isFault, readDevice, readInput, readPeek } from '../guards/input.ts';
import { mailDomain } from '../guards/mail-domain.ts';
import type { FieldFault } from '../guards/target.ts';
import { targetAddresses } from '../guards/target-addresses.ts';
import { chooseTarget, elsewhere, type Search, type Unknown } from '../look-target.ts';
import { recorded } from '../record.ts';
import { refuseLimits } from '../refuse.ts';
import { collect, counted, departure, greetingName, type RunEvent } from '../running.ts';
import type { Tickets } from '../tickets.ts';

/** Handles a look. Errors: 400 with {field, message}, 429 and 503 where a limit is reached. */
export async function look(c: Context, deps: Deps, tickets: Tickets): Promise<Response> {
  const fields = await readFields(c);
  const typed = typeof fields === 'string' ? {} : fields;
  const again = (errors: FieldError[] = []) => lookForm(typed, errors, deps.checkKnowledge);
  const title = el('h1', {}, words.lookTitle);
  const refuse = (faults: FieldFault[]) => {
    const errors = sentences(faults);
    return refuseFields(c, deps, errors, words.lookTitle, [title, again(errors)]);
  };
  // No look was taken, which a program has to see; a visitor has done nothing wrong.
  const suggest = ({ faults, suggested }: Unknown) => {
    if (wantedForm(c) !== 'page') return json(c, { errors: sentences(faults), suggested }, 400);
    const { address = '', device = '', peek = '' } = typed;
    return page(c, deps, words.lookTitle, [title, suggestionsView(suggested, { address, device, peek }) ?? '', again()]);
  };
  if (typeof fields === 'string') return refuse([{ field: 'host', code: 'body-form' }]);

  const client = deps.clientOf(c.req.raw, c.env);
  // Which server it is about may have to be asked of the domain: counted before, or a stranger has name servers asked by us without end.
  const unasked = asksDomain(fields) ? await deps.limits.admitQuestion(client) : undefined;
  if (unasked) return refuseLimits(c, deps, unasked, [again()]);
  const read = await readLook(fields, deps, searchFor(c, deps));
  if (Array.isArray(read)) return refuse(read);
  if ('suggested' in read) return suggest(read);
  const { peek, ...wish } = read;
  const { host, port } = wish.target;
  const net = deps.netFor(port);
  const admission = await deps.limits.admitLook(client, { host, addresses: () => targetAddresses(net, host) });
  if (!admission.admitted) return refuseLimits(c, deps, admission, [again()]);

  const addressDomain = mailDomain(wish.address);
  const { cancelled, gone } = departure(c.req.raw);
  const options = {
    request: { ...wish.target, ehlo: greetingName(deps.settings.siteUrl), ...(addressDomain !== undefined && { addressDomain }) },
    net,
    id: crypto.randomUUID(),
    address: wish.address,
    elsewhere: elsewhere(host, deps),
    peek,
    cancelled,
  };
  const events = recorded(counted(deps, options, admission.pass), client.wider, deps.log);
  const answer = async (report: Report) =>
    answerOf({ type: 'look', v: 1, ...wish, ...(await tickets.issue(client, { host, port })) }, report);
  switch (wantedForm(c)) {
    case 'events':
      return eventStream(c, deps, withAnswer(events, answer), gone);
    case 'json': {
      const { report } = await collect(events);
      return json(c, await answer(report));
    }
    case 'page': {
      const { report, lines } = await collect(events);
      const { seen, signIn } = lookView(await answer(report), lines, deps.checkKnowledge);
      const other = el('p', {}, el('a', { href: '/check/' }, words.change));
      return page(c, deps, reportTitle(report), [el('h1', {}, words.lookTitle), ...seen, signIn ?? other]);
    }
  }
}

type Base = Omit<LookAnswer, 'report' | 'doors'>;

/** The answer of a look; what the other ports show stands beside the report, which is about the one that was asked for. */
const answerOf = (base: Base, { doors, ...report }: Report): LookAnswer => ({ ...base, ...(doors && { doors }), report });

/** The report of a look is inside its answer, so the line of its own is not sent. The ticket is given last: its waiting time begins then. */
async function* withAnswer(
  events: AsyncGenerator<RunEvent, void>,
  answer: (report: Report) => Promise<LookAnswer>,
): AsyncGenerator<object, void> {
  for await (const event of events) yield event.type === 'report' ? await answer(event) : event;
}

type Wish = Pick<LookAnswer, 'target' | 'provider' | 'corrections' | 'address' | 'device'> & Required<Pick<RunOptions, 'peek'>>;

/** An address without a server. */
const asksDomain = ({ address = '', host = '' }: Fields): boolean => address.trim() !== '' && host.trim() === '';

/** Where there is no room for a search now, the look says what it says without one: type the server. */
const searchFor =
  (c: Context, deps: Deps): Search =>
  async (domain) => {
    const read = readDomain(domain);
    const answer = 'domain' in read ? await search(c, deps, read.domain) : undefined;
    return answer && 'admitted' in answer ? undefined : answer;
  };

async function readLook(fields: Fields, deps: Deps, searchIn: Search): Promise<Wish | FieldFault[] | Unknown> {
  const { input, faults } = readInput(fields);
  const device = readDevice(input.device, deps.checkKnowledge);
  const peek = readPeek(input.peek);
  for (const part of [device, peek]) if (isFault(part)) faults.push(part);
  if (faults.length > 0 || isFault(peek)) return faults;
  const chosen = await chooseTarget(input, deps, searchIn);
  if (Array.isArray(chosen) || 'suggested' in chosen) return chosen;
  return { ...chosen, peek, ...(input.address !== undefined && { address: input.address }), ...(typeof device === 'string' && { device }) };
}
