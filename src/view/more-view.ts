// What stands folded under a report: the other ports of the server, and which devices would get in. The sentences are shared with the command.
import { providersOfHost, type CheckKnowledge } from '../knowledge/check-knowledge.ts';
import type { Report } from '../diagnosis/report.ts';
import type { Door } from '../smtp/doors.ts';
import type { Peek } from '../smtp/hello/peek.ts';
import { form, more as words, stages as stageWords } from '../words/en.ts';
import { fill } from '../words/fill.ts';
import { el, type View } from './node.ts';
import { certificateWords, visible } from './stage-details.ts';

/** A title and the sentences under it. */
export interface Told {
  title: string;
  lines: string[];
}

type Show = (text: string) => string;

const doorName = ({ port, security }: Door): string => fill(words.door, { port, security: form.securityShort[security] });

/** How a door is, in a few words. */
function doorState({ outcome, stage, why }: Door): string {
  if (outcome === 'ok') return words.wouldWork;
  if (why === 'port-closed') return words.closed;
  if (why === 'no-answer' && stage === 'connect') return words.silent;
  return why === undefined ? stageWords.outcomes[outcome] : stageWords.whys[why];
}

/** The other ports in words; undefined where none was looked at. */
export function doorWords(doors: Door[] = []): Told | undefined {
  if (doors.length === 0) return undefined;
  const open = doors.filter(({ outcome }) => outcome === 'ok').map(({ port }) => String(port));
  const isUnclear = doors.every(({ outcome }) => outcome === 'unclear' || outcome === 'not-tried');
  const title = open.length > 0 ? fill(words.doorsOpen, { ports: open.join(', ') }) : isUnclear ? words.doorsUnclear : words.doorsShut;
  return { title, lines: doors.map((door) => `${doorName(door)}: ${doorState(door)}`) };
}

/**
 * Which devices would get in, in words; undefined where nobody asked. The certificate is the server's own word and said to be; it is left out where
 * the handshake showed one.
 */
export function peekWords({ peeks: all = [], tls: known }: Pick<Report, 'peeks' | 'tls'>, show: Show = visible): Told | undefined {
  if (all.length === 0) return undefined;
  const peeks = all.filter(({ hello }) => hello in words.ages);
  const who = peeks.filter(({ wouldGetIn }) => wouldGetIn === 'ok').map(({ hello }) => ageOf(hello));
  const isUnclear = peeks.every(({ wouldGetIn }) => wouldGetIn === 'unclear' || wouldGetIn === 'not-tried');
  const title = who.length > 0 ? fill(words.peeksIn, { who: listed(who) }) : isUnclear ? words.peeksUnclear : words.peeksOut;
  const chain = known?.chain ? (known.shownOnly === true ? known.chain : []) : all.find(({ tls }) => tls?.chain)?.tls?.chain;
  const leaf = chain?.[0];
  return {
    title,
    lines: [
      ...peeks.map(peekSentence),
      // Who knows the year of the device finds it between two of these.
      ...(peeks.some(({ wouldGetIn }) => wouldGetIn === 'refused') && who.length > 0 ? [words.between] : []),
      ...(peeks.some(({ hello, wouldGetIn }) => hello !== 'today' && wouldGetIn === 'refused') ? [words.tooOld] : []),
      ...questionSentences(all),
      ...(who.length > 0 ? [words.trust] : []),
      ...(leaf ? [fill(words.shown, certificateWords(leaf))] : []),
    ].map((line) => show(line)),
  };
}

const listed = (parts: string[]): string => [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter(Boolean).join(words.and);

const ageOf = (hello: Peek['hello']): string => (words.ages as Record<string, string>)[hello] ?? hello;

/** What the single questions brought, an answer a line. */
function questionSentences(all: Peek[]): string[] {
  const names: Record<string, string> = words.questions;
  return (['ok', 'refused', 'unclear'] as const).flatMap((answer) => {
    const fits = ({ wouldGetIn }: Peek): boolean => (wouldGetIn === 'not-tried' ? 'unclear' : wouldGetIn) === answer;
    const what = all.filter(fits).flatMap(({ hello }) => names[hello] ?? []);
    return what.length > 0 ? [fill(words.takes[answer], { what: what.join(', ') })] : [];
  });
}

function peekSentence({ hello, wouldGetIn, why, tls }: Peek): string {
  const age = ageOf(hello);
  if (wouldGetIn === 'ok') {
    const session = [tls?.version?.replace('TLSv', 'TLS '), tls?.cipher].filter((part) => part !== undefined).join(', ');
    return fill(words.in, { age, session: session === '' ? words.agreed : session });
  }
  const reason = why === undefined ? '' : stageWords.whys[why];
  return fill(wouldGetIn === 'refused' ? words.out : words.unsure, { age, why: reason }).trim();
}

const folded = ({ title, lines }: Told, kind: string, open = false): View =>
  el(
    'details',
    { class: `more ${kind}`, open },
    el('summary', {}, title),
    el(
      'ul',
      {},
      lines.map((line) => el('li', {}, line)),
    ),
  );

/** Both as fragments; nothing where there is nothing to say. */
export function moreViews(report: Pick<Report, 'doors' | 'peeks' | 'tls'>): View[] {
  const ports = doorWords(report.doors);
  const ages = peekWords(report);
  // After a handshake that went well they are there because somebody asked for them.
  return [...(ports ? [folded(ports, 'doors')] : []), ...(ages ? [folded(ages, 'peeks', report.tls?.trusted === true)] : [])];
}

/** The link that fills the port in. Only to a server of a fact file: the form takes no stranger's host from a link. */
export function doorLink(
  knowledge: CheckKnowledge,
  host: string,
  port: string | undefined,
  sentence: string = words.tryDoor,
): View | undefined {
  const isKnown = providersOfHost(knowledge, host).some(({ endpoints }) =>
    endpoints.some((endpoint) => endpoint.host === host && String(endpoint.port) === port),
  );
  if (!isKnown || port === undefined) return undefined;
  return el('a', { href: `/check/?${new URLSearchParams({ host, port }).toString()}` }, fill(sentence, { host, port }));
}
