// The one thing to do next, in a box of its own: more than one is none.
import type { Advice } from '../diagnosis/advice.ts';
import type { RankedCause } from '../diagnosis/diagnose.ts';
import type { Report } from '../diagnosis/report.ts';
import { providersOfHost, type CheckCause, type CheckKnowledge } from '../knowledge/check-knowledge.ts';
import { form as formWords, more as moreWords, report as words } from '../words/en.ts';
import { fill } from '../words/fill.ts';
import { adviceSentence } from './advice-words.ts';
import { evidenceSentence } from './evidence-words.ts';
import { doorLink } from './more-view.ts';
import { el, type View } from './node.ts';
import { fieldSentence, leftOnDevice } from './on-device.ts';
import { prose } from './prose.ts';
import { visible } from './stage-details.ts';

/** From here on a cause is told as certain. */
const certain = 0.9;

const levelOf = ({ confidence }: RankedCause): keyof typeof words.sure =>
  confidence >= certain ? 'high' : confidence >= 0.6 ? 'middle' : 'low';

/** How sure we are of a cause, in words. */
export const sure = (ranked: RankedCause): string => words.sure[levelOf(ranked)];

/** The same of one that stands among others: what it is, how sure, and what speaks for it. */
export const alsoWords = (ranked: RankedCause, show: (text: string) => string): string =>
  [`${words.maybe[levelOf(ranked)]}.`, evidenceSentence(ranked, show)].filter((part) => part !== undefined).join(' ');

/** Where a password can be made that the server takes, for causes that are about that. */
export function passwordPage({ provider: id }: Report, cause: CheckCause | undefined, knowledge: CheckKnowledge) {
  const provider = id === undefined ? undefined : knowledge.providers[id];
  if (cause?.id !== 'auth-app-password-required' && cause?.id !== 'auth-app-password-revoked-or-old') return undefined;
  if (provider?.appPassword?.usable !== true) return undefined;
  const { page, called } = provider.appPassword;
  return { page, label: fill(words.makeOne, { called, provider: provider.name }) };
}

/** What this provider wants as the user name, where the cause is about that. Prose. */
export function userNameRule({ provider: id }: Report, cause: CheckCause | undefined, { providers }: CheckKnowledge): string | undefined {
  const provider = id === undefined ? undefined : providers[id];
  const isIt = cause?.id === 'auth-username-format' || cause?.id === 'auth-api-key-username';
  return isIt && provider ? `${provider.name}: ${provider.username}` : undefined;
}

/**
 * The advice that is the next step itself: a port that answers is more than a cause can know, the mailbox shows what no server tells, and who
 * was refused more than once is not to be told to type again, unless it is certain what the account wants.
 */
export function nextAdvice({ advice, causes }: Report): Advice | undefined {
  const isSure = (causes[0]?.confidence ?? 0) >= certain;
  return advice.find(
    ({ id }) =>
      id.startsWith('door-') ||
      id === 'host-in-certificate' ||
      id === 'usual-server' ||
      id === 'queued-not-delivered' ||
      (id === 'lock-out-near' && !isSure),
  );
}

const link = (href: string, label: string): View => el('a', { href }, label);

const box = (...parts: (View | undefined)[]): View =>
  el(
    'div',
    { class: 'next' },
    el('h3', {}, words.next),
    parts.filter((part) => part !== undefined),
  );

/** Where it did not work, or could not be found out; undefined where nothing is known to do. */
export function nextSteps(report: Report, knowledge: CheckKnowledge, device?: string): View | undefined {
  const [first] = report.causes;
  const cause = first && knowledge.causes[first.cause];
  const advice = nextAdvice(report);
  // Where it is us that were turned away, what the owner of a listed address does is not for the reader.
  const isAboutUs = report.advice.some(({ id }) => id === 'kept-by-place');
  const sentence = advice ? adviceSentence(advice, visible) : isAboutUs ? words.insideNext : undefined;
  if (sentence === undefined && !cause) return undefined;
  const make = passwordPage(report, cause, knowledge);
  const provider = report.provider === undefined ? undefined : knowledge.providers[report.provider];
  const rule = userNameRule(report, cause, knowledge);
  const field = fieldSentence(report, advice?.id, device === undefined ? undefined : knowledge.devices[device]);
  const links = [
    advice && goLink(advice, report, knowledge),
    make && el('a', { href: make.page, rel: 'noopener' }, make.label),
    isAboutUs ? link('/command/', words.fromInside) : undefined,
    cause && link(`/causes/${cause.id}/`, words.more),
    cause?.node === undefined ? undefined : link(`/fix/${cause.node}/`, words.tree),
    cause?.guide === undefined ? undefined : link(`/guides/${cause.guide}/`, words.guide),
    provider && link(`/providers/${provider.id}/`, fill(words.allAbout, { provider: provider.name })),
  ].filter((item) => item !== undefined);
  const isCause = sentence === undefined && first && cause;
  const why = first && cause && evidenceSentence(first, visible);
  const because = [isCause ? sure(first) : undefined, why, isCause ? words.who[cause.who] : undefined].filter((part) => part !== undefined);
  return box(
    el('p', { class: 'next-step' }, sentence ?? prose(cause?.next ?? '')),
    rule === undefined ? undefined : el('p', {}, prose(rule)),
    field === undefined ? undefined : el('p', {}, field),
    because.length > 0 ? el('p', { class: 'muted' }, because.join(' ')) : undefined,
    el(
      'ul',
      { class: 'next-links' },
      links.map((item) => el('li', {}, item)),
    ),
  );
}

/** The link that fills in what an advice says. Only to a server of a fact file: the form takes no stranger's host from a link. */
function goLink({ id, with: values }: Advice, { target }: Report, knowledge: CheckKnowledge): View | undefined {
  const { host = target.host, port } = values;
  if (id.startsWith('door-')) return doorLink(knowledge, host, port);
  if (id === 'usual-server') return doorLink(knowledge, host, port, moreWords.tryHost);
  if (id !== 'host-in-certificate') return undefined;
  const known = providersOfHost(knowledge, host)[0]?.endpoints.find((endpoint) => endpoint.host === host);
  return doorLink(knowledge, host, known && String(known.port), moreWords.tryHost);
}

/** After a success: what goes into the device, or on to the sign-in. */
export function thenView(report: Report, knowledge: CheckKnowledge, device?: string): View[] {
  const { asked, provider: id, target } = report;
  if (asked !== 'look') return [el('p', {}, words.worksFine), intoTheDevice(report), leftView(report, knowledge, device)];
  if (target.security === 'none') return [];
  const provider = id === undefined ? undefined : knowledge.providers[id];
  if (provider?.password.status === 'refused') return [el('p', {}, fill(words.lookThenRefused, { provider: provider.name }))];
  return [el('p', {}, words.lookThen), el('p', {}, el('a', { href: '#sign-in', class: 'button' }, words.toSignIn))];
}

function intoTheDevice(report: Report): View {
  const { host, port, security } = report.target;
  const advice = nextAdvice(report);
  const first = advice && adviceSentence(advice, visible);
  const values: [string, string][] = [
    [formWords.host, host],
    [formWords.port, String(port)],
    [formWords.security, formWords.securities[security]],
  ];
  return box(
    first === undefined ? undefined : el('p', { class: 'next-step' }, first),
    first === undefined ? undefined : el('p', {}, words.worksArrived),
    el('p', { class: 'next-step' }, words.worksThen),
    el(
      'dl',
      { class: 'values' },
      values.flatMap(([label, value]) => [el('dt', {}, label), el('dd', {}, value)]),
    ),
  );
}

/** Works is not the end: what is left on the device, in order. */
function leftView(report: Report, knowledge: CheckKnowledge, device: string | undefined): View {
  const { title, items, note } = leftOnDevice(report, knowledge, device);
  return el(
    'div',
    { class: 'left' },
    el('h3', {}, title),
    el(
      'ol',
      {},
      items.map((item) => el('li', {}, prose(item))),
    ),
    note !== undefined && el('p', { class: 'muted' }, note),
  );
}
