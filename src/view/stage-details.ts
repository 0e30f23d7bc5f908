import type { Family, SenderPolicy, StageEvent } from '../smtp/events.ts';
import type { Certificate } from '../smtp/net.ts';
import { stages as words } from '../words/en.ts';
import { fill } from '../words/fill.ts';
import { dmarcPolicy } from './advice-words.ts';
import { showUnseen } from './unseen.ts';

/** Stages whose reply is worth reading; what came behind a refusal stands in the dialogue. */
const repliesShown = new Set<StageEvent['stage']>(['banner', 'auth', 'mail-from', 'rcpt-to', 'data']);

/**
 * What a stage showed, in short lines. Text of the server is quoted as text, cut at 300 characters, controls and direction marks made visible;
 * `show` is how: the command has signs of its own for a terminal.
 */
export function stageDetails({ stage, outcome, facts }: StageEvent, show: (text: string) => string = visible): string[] {
  const lines: string[] = [];
  // That an earlier step ended the check stands in every row below it: "not tried" says it.
  if (outcome !== 'ok' && facts.why && facts.why !== 'ended-before') lines.push(words.whys[facts.why]);
  if (stage === 'dns' && facts.addresses && facts.addresses.length > 0)
    lines.push(fill(words.addresses, { addresses: facts.addresses.join(', ') }));
  if (facts.mx) lines.push(facts.mx.length > 0 ? fill(words.mx, { names: facts.mx.join(', ') }) : words.noMx);
  if (stage === 'connect' && outcome === 'ok' && facts.address !== undefined) lines.push(fill(words.reached, { address: facts.address }));
  if (facts.ipv4 && facts.ipv6 && differ(facts.ipv4, facts.ipv6))
    lines.push(fill(words.families, { ipv4: words.outcomes[facts.ipv4.outcome], ipv6: words.outcomes[facts.ipv6.outcome] }));
  if (facts.size !== undefined && facts.size > 0) lines.push(fill(words.size, { megabytes: megabytes(facts.size) }));
  if ((stage === 'ehlo' || stage === 'auth') && facts.mechanisms && facts.mechanisms.length > 0)
    lines.push(fill(words.offers, { mechanisms: facts.mechanisms.join(', ') }));
  if (stage === 'auth' && facts.mechanism !== undefined) lines.push(fill(words.method, { mechanism: facts.mechanism }));
  if (facts.oauth) lines.push(fill(words.token, { said: [facts.oauth.status, facts.oauth.scope ?? ''].join(' ').trim() }));
  if (facts.saslError !== undefined) lines.push(fill(words.saslError, { error: facts.saslError }));
  if (facts.from !== undefined) lines.push(fill(words.sender, { from: facts.from }));
  if (facts.senderPolicy) lines.push(...policyWords(facts.senderPolicy));
  if (facts.recipient !== undefined) lines.push(fill(words.recipient, { recipient: facts.recipient }));
  if (facts.messageId !== undefined) lines.push(fill(words.messageId, { messageId: facts.messageId }));
  if (facts.tls?.version !== undefined)
    lines.push(fill(words.session, { version: facts.tls.version, cipher: facts.tls.cipher ?? '' }).replace(/, $/, ''));
  const leaf = facts.tls?.chain?.[0];
  if (leaf) {
    lines.push(fill(words.certificateFor, certificateWords(leaf)));
    if (leaf.keyType !== undefined) lines.push(keyWords(leaf.keyType, leaf.keyBits));
  }
  if (repliesShown.has(stage) && facts.reply) lines.push(`${String(facts.reply.code)} ${facts.reply.lines.join(' ')}`);
  return lines.map((line) => show(line));
}

/** What the sender's domain publishes about its senders. */
const policyWords = ({ domain, spf, dmarc }: SenderPolicy): string[] => [
  fill(words.spf[spf.outcome], { domain, record: spf.record ?? '' }),
  fill(words.dmarc[dmarc.outcome], { domain, policy: dmarcPolicy(dmarc.policy) }),
];

/** Names, end and issuer of a certificate, to fill into a sentence. */
export function certificateWords({ names, validTo, issuer }: Certificate): { names: string; until: string; issuer: string } {
  const shown = names.slice(0, 5).join(', ');
  return { names: shown === '' ? '–' : shown, until: validTo.slice(0, 10), issuer };
}

function keyWords(type: string, bits: number | undefined): string {
  const name = (words.keyTypes as Record<string, string>)[type] ?? type;
  return bits === undefined ? fill(words.key, { type: name }) : fill(words.keyBits, { type: name, bits });
}

/** As mail programs count: a million bytes, with one place behind the point. */
const megabytes = (bytes: number): number => Math.max(0.1, Math.round(bytes / 100_000) / 10);

/** Only what is really known of both is worth a line. */
const differ = (one: Family, other: Family): boolean =>
  one.outcome !== other.outcome && [one, other].every(({ outcome }) => outcome !== 'not-tried' && outcome !== 'unclear');

/** Server text for a page: what nobody sees as escapes (it could reorder what is read), at most 300 characters. */
export function visible(text: string): string {
  const shown = showUnseen(text);
  return shown.length > 300 ? `${shown.slice(0, 299)}…` : shown;
}
