// What the page shows as fragments, as lines of text: the same words in the same order.
import type { CheckKnowledge } from '../src/knowledge/check-knowledge.ts';
import type { Report } from '../src/diagnosis/report.ts';
import type { LineEvent, Outcome, StageEvent } from '../src/smtp/events.ts';
import { evidenceSentence } from '../src/view/evidence-words.ts';
import { alsoWords, nextAdvice, passwordPage, sure, userNameRule } from '../src/view/next-view.ts';
import { fieldSentence, leftOnDevice } from '../src/view/on-device.ts';
import { afterSignIn, headline, verdictWord, wasPasswordSent } from '../src/view/report-view.ts';
import { adviceSentence } from '../src/view/advice-words.ts';
import { doorWords, peekWords } from '../src/view/more-view.ts';
import { stageDetails } from '../src/view/stage-details.ts';
import { corrections as correctionWords, form, report as words, stages as stageWords } from '../src/words/en.ts';
import { cli } from '../src/words/en-cli.ts';
import { fill } from '../src/words/fill.ts';
import { escapeUnseen, foreign } from './escape.ts';
import type { Wish } from './request.ts';
import { addressOf, proseText, type Screen, type Style } from './screen.ts';

export interface Telling {
  screen: Screen;
  knowledge: CheckKnowledge;
  siteUrl: string;
}

const outcomeStyle: Record<Outcome, Style> = {
  ok: 'good',
  refused: 'bad',
  'timed-out': 'bad',
  unclear: 'doubtful',
  'not-tried': 'faint',
};
const verdictStyle: Record<Report['verdict'], Style> = { works: 'good', fails: 'bad', 'cannot-tell': 'doubtful' };

const widest = (list: Record<string, string>): number => Math.max(...Object.values(list).map((word) => word.length));
const nameWidth = widest(stageWords.names);
const outcomeWidth = widest(stageWords.outcomes);

/** What is about to happen, and how the input was read where that differs from how it was typed. */
export function tellStart({ screen }: Telling, { request, username, corrections }: Wish): void {
  const { host, port, security } = request;
  for (const { id, with: values } of corrections) {
    const sentence = (correctionWords as Record<string, string>)[id];
    if (sentence !== undefined) screen.line(escapeUnseen(fill(sentence, values)));
  }
  screen.line(fill(username === undefined ? cli.looking : cli.checking, { host, port, security: form.securityShort[security] }));
  if (username !== undefined && security === 'none') screen.line(cli.plaintext, { style: 'doubtful' });
  screen.line('');
}

/** One stage, and under it what was said and shown. */
export function tellStage({ screen }: Telling, event: StageEvent, lines: LineEvent[]): void {
  const { stage, outcome, ms } = event;
  const time = outcome === 'not-tried' ? '' : fill(stageWords.milliseconds, { ms: Math.round(ms) });
  const word = screen.styled(stageWords.outcomes[outcome].padEnd(outcomeWidth), outcomeStyle[outcome]);
  screen.line(`${stageWords.names[stage].padEnd(nameWidth)}  ${word}  ${time}`.trimEnd());
  const said = lines.map(({ from, text }) => ({ from, text: foreign(text) }));
  // What stands in the dialogue below need not be said twice.
  const details = detailsOf(event).filter((detail) => !said.some(({ text }) => text === detail));
  for (const detail of details) screen.line(detail, { indent: 4 });
  for (const { from, text } of said) screen.line(`${cli.dialogueMark[from]} ${text}`, { indent: 4, style: 'faint' });
}

/** The page's details of a stage, in words that are true of this place. */
function detailsOf(event: StageEvent): string[] {
  if (event.facts.why !== 'no-such-host') return stageDetails(event, foreign);
  return [cli.noSuchHost, ...stageDetails({ ...event, facts: { ...event.facts, why: undefined } }, foreign)];
}

function tellAdvice({ screen, knowledge, siteUrl }: Telling, report: Report): void {
  const next = report.verdict === 'works' ? undefined : nextAdvice(report);
  for (const { id, with: values } of report.advice.filter((advice) => advice !== next)) {
    const change = Object.values(knowledge.providers).find((provider) => provider.change?.id === values['change'])?.change;
    if (id === 'works-today' && change) {
      screen.line(proseText(change.short, siteUrl));
      if (change.guide !== undefined) screen.line(`${words.waysOn}: ${addressOf(`/guides/${change.guide}/`, siteUrl)}`, { indent: 2 });
      screen.line(addressOf(`/changes/#${change.id}`, siteUrl), { indent: 2 });
    } else if (id !== 'works-today') {
      const sentence = adviceSentence({ id, with: values }, foreign);
      if (sentence !== undefined) screen.line(sentence);
    }
  }
}

function tellNext({ screen, knowledge, siteUrl }: Telling, report: Report, device: string | undefined): void {
  const [first, ...rest] = report.causes;
  const cause = first && knowledge.causes[first.cause];
  const reply = report.stages.find((stage) => stage.outcome === 'refused' && stage.facts.reply)?.facts.reply;
  const advice = nextAdvice(report);
  const sentence = advice && adviceSentence(advice, foreign);
  if (sentence !== undefined || cause) {
    screen.line('');
    screen.line(words.next, { style: 'bold' });
    // From here the address on the list is nobody else's.
    const step = cause?.id === 'ip-blocklisted' ? cli.blocklisted : proseText(cause?.next ?? '', siteUrl);
    screen.line(sentence ?? step, { indent: 2 });
    const rule = userNameRule(report, cause, knowledge);
    if (rule !== undefined) screen.line(proseText(rule, siteUrl), { indent: 2 });
    const field = fieldSentence(report, advice?.id, device === undefined ? undefined : knowledge.devices[device]);
    if (field !== undefined) screen.line(field, { indent: 2 });
    if (sentence === undefined && first && cause) screen.line(`${sure(first)} ${words.who[cause.who]}`, { indent: 2 });
    const why = first && evidenceSentence(first, foreign);
    if (why !== undefined) screen.line(why, { indent: 2 });
  }
  if (reply) {
    screen.line('');
    screen.line(words.said, { style: 'bold' });
    for (const line of reply.lines) screen.line(`${String(reply.code)} ${foreign(line)}`, { indent: 2 });
  }
  if (!first || !cause) return;
  screen.line('');
  screen.line(cause.title, { style: 'bold' });
  const pages: [string, string][] = [[words.more, `/causes/${cause.id}/`]];
  if (cause.node !== undefined) pages.push([words.tree, `/fix/${cause.node}/`]);
  if (cause.guide !== undefined) pages.push([words.guide, `/guides/${cause.guide}/`]);
  const make = passwordPage(report, cause, knowledge);
  if (make) screen.line(`${make.label}: ${make.page}`, { indent: 2 });
  for (const [label, path] of pages) screen.line(`${label}: ${addressOf(path, siteUrl)}`, { indent: 2 });
  // Where the first is sure, further ones would only make it doubtful.
  const others = first.confidence >= 0.9 ? [] : rest.filter((ranked) => ranked.cause in knowledge.causes);
  if (others.length === 0) return;
  screen.line('');
  screen.line(words.also, { style: 'bold' });
  for (const ranked of others) {
    const title = knowledge.causes[ranked.cause]?.title ?? '';
    screen.line(`${title}: ${addressOf(`/causes/${ranked.cause}/`, siteUrl)}`, { indent: 2 });
    screen.line(alsoWords(ranked, foreign), { indent: 4 });
  }
}

/** What to do after a success: what goes into the device, and what is left on it. */
function tellThen({ screen, knowledge, siteUrl }: Telling, report: Report, device: string | undefined): void {
  const { asked, provider: id, target } = report;
  const { host, port, security } = target;
  const provider = id === undefined ? undefined : knowledge.providers[id];
  if (asked !== 'look') {
    screen.line(fill(cli.worksThen, { host, port, security: form.securityShort[security] }));
    const { title, items, note } = leftOnDevice(report, knowledge, device, true);
    screen.line('');
    screen.line(title, { style: 'bold' });
    for (const [at, item] of items.entries()) screen.line(`${String(at + 1)}. ${proseText(item, siteUrl)}`, { indent: 2 });
    if (note !== undefined) screen.line(note, { indent: 2 });
  } else if (provider?.password.status === 'refused') screen.line(fill(words.lookThenRefused, { provider: provider.name }));
  else if (security !== 'none' && port !== 25) {
    const command = `${cli.name} check --host ${host} --port ${String(port)} --security ${security} --user …`;
    screen.line(fill(cli.lookThen, { command }));
  }
}

/** The other ports, and which devices would get in, where that was looked at. */
function tellMore({ screen }: Telling, report: Report): void {
  for (const told of [doorWords(report.doors), peekWords(report, foreign)]) {
    if (!told) continue;
    screen.line('');
    screen.line(told.title, { style: 'bold' });
    for (const line of told.lines) screen.line(line, { indent: 2 });
  }
}

/** The verdict, the next step, where to read on, what was kept. */
export function tellReport(telling: Telling, report: Report, device: string | undefined): void {
  const { screen, knowledge, siteUrl } = telling;
  const works = report.verdict === 'works';
  screen.line('');
  const word = verdictWord(report);
  const after = afterSignIn(report, foreign);
  screen.line(word, { style: verdictStyle[report.verdict] });
  const line = headline(report, knowledge);
  screen.line(works ? escapeUnseen(line) : proseText(line, siteUrl), { style: 'bold' });
  if (after !== undefined) screen.line(after);
  tellAdvice(telling, report);
  if (works) tellThen(telling, report, device);
  else tellNext(telling, report, device);
  tellMore(telling, report);

  screen.line('');
  const known = device === undefined ? undefined : knowledge.devices[device];
  if (known) screen.line(`${fill(words.onDevice, { device: known.name })} ${addressOf(`/devices/${known.id}/`, siteUrl)}`);
  if (report.asked !== 'look' && !wasPasswordSent(report)) screen.line(words.notSent, { style: 'faint' });
  screen.line(report.asked === 'look' ? cli.keptLook : cli.kept, { style: 'faint' });
  const page = report.provider === undefined ? undefined : knowledge.providers[report.provider]?.appPassword?.page;
  if (report.asked !== 'look' && page !== undefined) screen.line(fill(words.removeAppPassword, { page }));
  if (works || knowledge.contact.length === 0) return;
  screen.line('');
  screen.line(words.contactTitle, { style: 'bold' });
  for (const { label, text } of knowledge.contact) screen.line(`${label}: ${text}`, { indent: 2 });
}
