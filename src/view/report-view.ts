// A report as a page fragment: the verdict in a sentence, the next step, what was seen. The same for the HTML answer and for the script.
import type { CheckKnowledge } from '../knowledge/check-knowledge.ts';
import type { LineEvent, StageEvent } from '../smtp/events.ts';
import type { Advice } from '../diagnosis/advice.ts';
import type { Report } from '../diagnosis/report.ts';
import { form as formWords, report as words, stages as stageWords } from '../words/en.ts';
import { fill } from '../words/fill.ts';
import { adviceSentence } from './advice-words.ts';
import { contactView } from './contact-view.ts';
import { moreViews } from './more-view.ts';
import { alsoWords, nextAdvice, nextSteps, thenView } from './next-view.ts';
import { el, type View } from './node.ts';
import { prose } from './prose.ts';
import { recordView } from './record-view.ts';
import { stageDetails, visible } from './stage-details.ts';

/** A date is known that changes it. */
const isToday = ({ advice }: Pick<Report, 'advice'>): boolean => advice.some(({ id }) => id === 'works-today');

/** The sentence that stands above everything else. */
export function headline(report: Report, knowledge: CheckKnowledge): string {
  const { from, recipient } = envelopeOf(report);
  const works = words.works[isToday(report) ? 'today' : 'now'];
  const values = { works, host: report.target.host, from: visible(from ?? ''), recipient: visible(recipient ?? '') };
  if (report.verdict === 'works') {
    if (report.asked === 'send') return fill(words.worksSend, values);
    if (report.asked === 'login') return fill(from === undefined ? words.worksLogin : words.worksFrom, values);
    return fill(report.target.security === 'none' ? words.worksLookPlain : words.worksLook, values);
  }
  const first = report.causes[0];
  const cause = first && knowledge.causes[first.cause];
  // What a cause says is a statement; where we could not tell, only a cause that is itself about that may make it.
  // Where it is us that were turned away, the sentence for whoever is listed is not for the reader.
  const isAboutUs = report.advice.some(({ id }) => id === 'kept-by-place');
  if (report.verdict === 'cannot-tell' && cause && (cause.verdict !== 'cannot-tell' || isAboutUs)) return fill(words.cannotTell, values);
  // Its sentence says what to do; where something else is to be done, only what it is.
  if (cause) return nextAdvice(report) ? `${cause.title}.` : cause.says;
  const why = report.stages.find((stage) => stage.outcome !== 'ok' && stage.facts.why !== 'look-only')?.facts.why;
  return why === undefined ? words.unknownCause : stageWords.whys[why];
}

/** Sender and recipient that the server took. */
export function envelopeOf({ stages }: Report): { from: string | undefined; recipient: string | undefined } {
  const taken = (name: StageEvent['stage']) => stages.find(({ stage, outcome }) => stage === name && outcome === 'ok')?.facts;
  return { from: taken('mail-from')?.from, recipient: taken('rcpt-to')?.recipient };
}

/** What the headline leaves open: where a sign-in worked and what came behind it did not, or is not judged yet. */
export function afterSignIn(report: Report, show: (text: string) => string = visible): string | undefined {
  if (report.verdict === 'works' && report.asked === 'send') {
    const queueId = report.stages.find(({ stage }) => stage === 'data')?.facts.queueId;
    return queueId === undefined ? undefined : fill(stageWords.queueId, { queueId: show(queueId) });
  }
  if (report.verdict === 'works') return report.asked === 'login' && envelopeOf(report).from !== undefined ? words.fromLater : undefined;
  return report.stages.some(({ stage, outcome }) => stage === 'auth' && outcome === 'ok') ? words.signedIn : undefined;
}

const link = (href: string, label: string): View => el('a', { href }, label);

/** What the server answered in the stage that ended the check, as a quotation. */
function said(report: Report): View | undefined {
  const reply = report.stages.find((stage) => stage.outcome === 'refused' && stage.facts.reply)?.facts.reply;
  if (!reply) return undefined;
  const text = reply.lines.map((line) => visible(`${String(reply.code)} ${line}`)).join('\n');
  return el('figure', { class: 'said' }, el('figcaption', {}, words.said), el('pre', {}, el('code', {}, text)));
}

function others(report: Report, knowledge: CheckKnowledge): View | undefined {
  const rest = report.causes.slice(1).flatMap((ranked) => {
    const cause = knowledge.causes[ranked.cause];
    return cause ? [{ ranked, cause }] : [];
  });
  // Where the first is sure, further ones would only make it doubtful.
  if (rest.length === 0 || (report.causes[0]?.confidence ?? 0) >= 0.9) return undefined;
  return el(
    'div',
    { class: 'also' },
    el('h3', {}, words.also),
    el(
      'ul',
      {},
      rest.map(({ ranked, cause }) =>
        el('li', {}, link(`/causes/${cause.id}/`, cause.title), ': ', el('span', { class: 'muted' }, alsoWords(ranked, visible))),
      ),
    ),
  );
}

/** About the server and the domain: worth knowing, and not what stands in the way. */
const isAside = ({ id }: Advice): boolean => /^(?:ipv6|spf|dmarc)-/.test(id);

function adviceViews(list: Advice[], knowledge: CheckKnowledge): View[] {
  return list.flatMap(({ id, with: values }) => {
    if (id === 'works-today') {
      const change = Object.values(knowledge.providers).find((provider) => provider.change?.id === values['change'])?.change;
      return change
        ? [
            el(
              'p',
              { class: 'coming' },
              prose(change.short),
              ' ',
              change.guide === undefined ? '' : [link(`/guides/${change.guide}/`, words.waysOn), ' · '],
              link(`/changes/#${change.id}`, words.moreDate),
            ),
          ]
        : [];
    }
    const sentence = adviceSentence({ id, with: values }, visible);
    return sentence === undefined ? [] : [el('p', {}, sentence)];
  });
}

/** One stage as a list item. The outcome is a word as well as a mark. `hint`: one line more. */
export function stageView(event: StageEvent, hint?: string): View {
  return el(
    'li',
    { 'data-outcome': event.outcome },
    el('span', { class: 'stage-name' }, stageWords.names[event.stage]),
    ' ',
    el('span', { class: 'stage-outcome' }, stageWords.outcomes[event.outcome]),
    ' ',
    event.outcome !== 'not-tried' && el('span', { class: 'stage-ms' }, fill(stageWords.milliseconds, { ms: Math.round(event.ms) })),
    [...stageDetails(event), ...(hint === undefined ? [] : [hint])].map((line) => el('span', { class: 'stage-detail' }, line)),
  );
}

/** One line of the dialogue. */
export function lineView(line: LineEvent): View {
  return el(
    'span',
    { class: 'line', 'data-from': line.from },
    `${line.from === 'client' ? words.client : words.server}: ${visible(line.text)}\n`,
  );
}

/** The folded dialogue; nothing where there was none. */
export function transcriptView(lines: LineEvent[]): View | undefined {
  if (lines.length === 0) return undefined;
  return el(
    'details',
    { class: 'transcript' },
    el('summary', {}, words.transcript),
    el('p', { class: 'muted' }, words.transcriptNote),
    el('pre', { tabindex: 0, role: 'group', 'aria-label': words.transcript }, el('code', {}, lines.map(lineView))),
  );
}

/** false: the check ended before the sign-in was begun. */
export const wasPasswordSent = ({ stages }: Report): boolean =>
  stages.some(({ stage, outcome }) => stage === 'auth' && outcome !== 'not-tried');

/** What became of the password. A look has none. */
function passwordView(report: Report, knowledge: CheckKnowledge): View | undefined {
  const notSent = wasPasswordSent(report) ? '' : `${words.notSent} `;
  const page = report.provider === undefined ? undefined : knowledge.providers[report.provider]?.appPassword?.page;
  if (report.asked === 'look') return undefined;
  const kept = `${notSent}${report.ms < 1000 ? words.keptShortly : fill(words.kept, { seconds: Math.round(report.ms / 1000) })}`;
  if (page === undefined) return el('p', { class: 'kept' }, kept);
  const [before = '', after = ''] = words.removeAppPassword.split('{page}');
  return el('p', { class: 'kept' }, kept, ' ', before, el('a', { href: page, rel: 'noopener' }, page), after);
}

/** What was tested and when: a result that is printed or shown to someone says it by itself. */
function targetView({ startedAt, target: { host, port, security } }: Report): View {
  const values = { host, port, security: formWords.securityShort[security], day: startedAt.slice(0, 10), time: startedAt.slice(11, 16) };
  return el('p', { class: 'target' }, fill(words.target, values));
}

/** The verdict in two or three words. */
export function verdictWord({ advice, verdict, asked, target }: Report): string {
  if (isToday({ advice })) return words.verdicts.worksToday;
  if (verdict !== 'works' || asked !== 'look') return words.verdicts[verdict];
  return target.security === 'none' ? words.answers : words.ready;
}

/** Verdict and host, for the title of the window: a help desk has many of them open. */
export const reportTitle = (report: Report): string => `${verdictWord(report)}: ${report.target.host}`;

/** The verdict with its next step. The heading can take the focus, so that a screen reader hears it first. */
export function verdictView(report: Report, knowledge: CheckKnowledge, device?: string): View {
  const works = report.verdict === 'works';
  const after = afterSignIn(report);
  const told = after !== undefined && el('p', {}, after);
  // The number of a message is for whoever searches for it later.
  const isLater = works && report.asked === 'send';
  const next = nextAdvice(report);
  const beside = report.advice.filter((advice) => advice !== next);
  return el(
    'section',
    { class: 'verdict', 'data-verdict': report.verdict, 'aria-labelledby': 'verdict' },
    el('p', { class: 'verdict-word' }, verdictWord(report)),
    // What works is told with what was typed, which is text; what does not, in prose of a content file.
    el('h2', { id: 'verdict', tabindex: -1 }, works ? headline(report, knowledge) : prose(headline(report, knowledge))),
    !isLater && told,
    adviceViews(
      beside.filter((advice) => !isAside(advice)),
      knowledge,
    ),
    works ? thenView(report, knowledge, device) : nextSteps(report, knowledge, device),
    isLater && told,
    adviceViews(beside.filter(isAside), knowledge),
    !works && said(report),
    !works && others(report, knowledge),
    targetView(report),
  );
}

/** The stages, folded where all went well: then they are proof, not help. */
function stagesView({ verdict, stages }: Report): View {
  const hint = verdict === 'works' ? undefined : strangerHint(stages);
  const list = el(
    'ol',
    { class: 'stages' },
    stages.map((event) => stageView(event, event.stage === 'banner' ? hint : undefined)),
  );
  return verdict === 'works'
    ? el('details', { class: 'seen' }, el('summary', {}, words.stagesTitle), list)
    : el('section', { class: 'seen' }, el('h3', {}, words.stagesTitle), list);
}

/** A greeting in another name, where the certificate does not have that name either. No fault, so it is said only where something else is one. */
function strangerHint(stages: StageEvent[]): string | undefined {
  const name = stages.find(({ facts }) => facts.greetedAs !== undefined)?.facts.greetedAs;
  const isOther = stages.findLast(({ facts }) => facts.otherName !== undefined)?.facts.otherName === true;
  return isOther && name !== undefined ? visible(fill(stageWords.otherName, { name })) : undefined;
}

/** Where the same values go on the device that was chosen. */
function deviceView(id: string | undefined, knowledge: CheckKnowledge): View | undefined {
  const device = id === undefined ? undefined : knowledge.devices[id];
  return device && el('p', { class: 'device' }, link(`/devices/${device.id}/`, fill(words.onDevice, { device: device.name })));
}

/** The whole report: verdict, then what it rests on. */
export function reportView(report: Report, lines: LineEvent[], knowledge: CheckKnowledge, device?: string): View[] {
  return [verdictView(report, knowledge, device), ...evidenceView(report, lines, knowledge, device)];
}

/** What stands under the verdict: where to go on at the chosen device, stages, dialogue, receipt, whom to ask. */
export function evidenceView(report: Report, lines: LineEvent[], knowledge: CheckKnowledge, device?: string): View[] {
  return [
    deviceView(device, knowledge),
    ...moreViews(report),
    stagesView(report),
    transcriptView(lines),
    passwordView(report, knowledge),
    report.record && recordView(report.record),
    report.verdict === 'works' ? undefined : contactView(knowledge),
  ].filter((view) => view !== undefined);
}
