// An explanation as a page fragment, and its sentences for whoever writes it otherwise (the command).
import type { CheckCause } from '../knowledge/check-knowledge.ts';
import type { RankedCause } from '../diagnosis/diagnose.ts';
import type { ExplainKnowledge, Explanation } from '../explain/explain.ts';
import type { KnownCode } from '../explain/codes.ts';
import type { Seen } from '../explain/read.ts';
import { explain as words } from '../words/en-explain.ts';
import { report as reportWords, stages as stageWords } from '../words/en.ts';
import { fill } from '../words/fill.ts';
import { codesView } from './codes-view.ts';
import { el, type View } from './node.ts';
import { prose } from './prose.ts';
import { showUnseen } from './unseen.ts';

/** What the page needs to speak, beside what the explanation looks at. */
export type ExplainPageKnowledge = ExplainKnowledge & { causes: Record<string, CheckCause> };

/** Lines shown before and behind the one that matters. */
const beside = 2;
/** Longest line shown, and most lines of a long reply. */
const longest = 500;
const mostShown = 14;

export const shown = (text: string): string => {
  const plain = showUnseen(text.replaceAll('\t', '  '));
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
};

const stageName = (stage: string): string =>
  stage === 'rate' ? words.rate : Object.hasOwn(stageWords.names, stage) ? stageWords.names[stage as keyof typeof stageWords.names] : stage;

/** What speaks for a cause, in a sentence. */
export function evidenceSentence({ evidence }: RankedCause): string {
  const first = evidence[0];
  if (!first) return '';
  const values = {
    stage: stageName(first.stage),
    code: [first.code, first.enhanced].filter((part) => part !== undefined).join(' '),
    words: first.words ?? '',
  };
  if (first.code !== undefined) return fill(first.words === undefined ? words.evidence.reply : words.evidence.words, values);
  if (first.words !== undefined) return fill(words.evidence.saidWords, values);
  const why =
    first.why !== undefined && Object.hasOwn(stageWords.whys, first.why)
      ? stageWords.whys[first.why as keyof typeof stageWords.whys]
      : undefined;
  return fill(why === undefined ? words.evidence.stage : words.evidence.why, { ...values, why: why ?? '' });
}

/** How sure a cause is, in words. */
export const sureness = ({ confidence }: RankedCause): string =>
  confidence >= 0.9 ? reportWords.sure.high : confidence >= 0.6 ? reportWords.sure.middle : reportWords.sure.low;

/** Where in the text: "Line 12", "Lines 3 to 5". */
export const placeOf = ({ from, to }: Pick<Seen, 'from' | 'to'>): string =>
  from === to ? fill(words.lineOne, { from }) : fill(words.lines, { from, to });

/** What else the text tells, in sentences. */
export function factSentences({ read, providers, devices }: Explanation, knowledge: ExplainPageKnowledge): string[] {
  const { facts, programs } = words;
  const program =
    read.program !== undefined && Object.hasOwn(programs, read.program) ? programs[read.program as keyof typeof programs] : undefined;
  return [
    program !== undefined && fill(facts.program, { program }),
    read.hosts.length > 0 && fill(facts.servers, { hosts: read.hosts.slice(0, 4).map(shown).join(', ') }),
    read.codes.length > 0 && fill(facts.codes, { codes: read.codes.slice(0, 8).join(', ') }),
    providers.length > 0 && fill(facts.providers, { provider: providers.map((id) => knowledge.providers[id]?.name ?? id).join(', ') }),
    devices.length > 0 &&
      fill(facts.devices, {
        device: devices
          .slice(0, 3)
          .map((id) => deviceName(id, knowledge))
          .join(', '),
      }),
  ].filter((sentence) => sentence !== false);
}

const deviceName = (id: string, { devices }: ExplainPageKnowledge): string => {
  const device = devices[id];
  return device ? `${device.brand} ${device.name}` : id;
};

const link = (href: string, label: string): View => el('a', { href }, label);

/** The marked line among its neighbours. `lines`: the text after the cleaner. */
function excerpt(seen: Seen, lines: string[]): View {
  const last = Math.min(seen.to, seen.from + mostShown);
  const first = Math.max(1, seen.from - beside);
  const rows = lines.slice(first - 1, last + beside).flatMap((text, at) => {
    const number = first + at;
    const isIt = number >= seen.from && number <= last;
    const row = [el('span', { class: 'number' }, String(number)), ' ', isIt ? el('mark', {}, shown(text) || ' ') : shown(text), '\n'];
    return row;
  });
  return el(
    'figure',
    { class: 'said matters' },
    el('figcaption', {}, `${words.matters}: ${placeOf(seen).toLowerCase()}`),
    el('pre', { tabindex: 0, role: 'group', 'aria-label': words.matters }, el('code', {}, rows)),
    el('p', { class: 'small' }, words.reasons[seen.reason]),
  );
}

function causeView(ranked: RankedCause, isFirst: boolean, knowledge: ExplainPageKnowledge): View | undefined {
  const cause = knowledge.causes[ranked.cause];
  if (!cause) return undefined;
  const links = [
    link(`/causes/${cause.id}/`, words.more),
    cause.node === undefined ? undefined : link(`/fix/${cause.node}/`, words.tree),
    isFirst && cause.guide !== undefined ? link(`/guides/${cause.guide}/`, words.guide) : undefined,
  ].filter((one) => one !== undefined);
  return el(
    'li',
    { class: 'sheet', 'data-cause': cause.id },
    el('h3', {}, link(`/causes/${cause.id}/`, cause.title)),
    isFirst && el('p', {}, prose(cause.says)),
    el('p', { class: 'sure' }, sureness(ranked), ' ', el('span', { class: 'muted' }, evidenceSentence(ranked))),
    el(
      'p',
      { class: 'next-step' },
      el('strong', {}, `${words.next}: `),
      prose(cause.next),
      ' ',
      el('span', { class: 'muted' }, reportWords.who[cause.who]),
    ),
    el(
      'ul',
      { class: 'next-links' },
      links.map((one) => el('li', {}, one)),
    ),
  );
}

function goOn({ providers, knownHost, devices, read }: Explanation, knowledge: ExplainPageKnowledge): View[] {
  const provider = knowledge.providers[providers[0] ?? ''];
  return [
    // Only a server that a fact file has, and never another one of the text: DESIGN §2.
    knownHost &&
      link(
        `/check/?host=${encodeURIComponent(knownHost.host)}&port=${String(knownHost.port)}`,
        fill(words.checkNow, { host: knownHost.host }),
      ),
    !knownHost && provider && link(`/check/?provider=${provider.id}`, fill(words.checkProvider, { provider: provider.name })),
    provider && link(`/providers/${provider.id}/`, fill(words.allAbout, { provider: provider.name })),
    ...(read.program === undefined || devices.length > 0 ? devices : [])
      .slice(0, 3)
      .map((id) => link(`/devices/${id}/`, fill(words.onDevice, { device: deviceName(id, knowledge) }))),
  ].filter((one) => one !== undefined && one !== false);
}

/** The whole explanation. `cleaned`: the text that was read, its secrets masked, with the same lines. `codes`: what findCodes() found. */
export function explainView(explanation: Explanation, cleaned: string, knowledge: ExplainPageKnowledge, codes: KnownCode[] = []): View[] {
  const { matters, causes, read, others } = explanation;
  const facts = factSentences(explanation, knowledge);
  const links = goOn(explanation, knowledge);
  const count = others.length;
  const what = causes.flatMap((ranked, at) => causeView(ranked, at === 0, knowledge) ?? []);
  return [
    read.cut && el('p', { class: 'notice' }, words.cut),
    matters === undefined && codes.length === 0 && el('p', { class: 'nothing' }, words.nothing),
    matters && excerpt(matters, cleaned.split(/\r\n|\n|\r|\u2028/)),
    count > 0 &&
      matters &&
      el('p', { class: 'small muted' }, count === 1 ? words.otherFailures.one : fill(words.otherFailures.many, { count })),
    what.length > 0 &&
      el(
        'section',
        { class: 'explained' },
        el('h2', {}, what.length === 1 ? words.causesTitle.one : words.causesTitle.many),
        el('ol', { class: 'causes' }, what),
      ),
    codesView(codes, knowledge.causes),
    (facts.length > 0 || links.length > 0) &&
      el(
        'section',
        { class: 'also' },
        el('h2', {}, words.found),
        facts.length > 0 &&
          el(
            'ul',
            {},
            facts.map((fact) => el('li', {}, fact)),
          ),
        links.length > 0 &&
          el(
            'ul',
            { class: 'next-links' },
            links.map((one) => el('li', {}, one)),
          ),
      ),
  ].filter((view) => view !== false && view !== undefined);
}
