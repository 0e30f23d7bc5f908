import type { StageEvent } from '../smtp/events.ts';
import { stages as words } from '../words/en.ts';
import { fill } from '../words/fill.ts';

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
  if (stage === 'connect' && outcome === 'ok' && facts.address !== undefined) lines.push(fill(words.reached, { address: facts.address }));
  if ((stage === 'ehlo' || stage === 'auth') && facts.mechanisms && facts.mechanisms.length > 0)
    lines.push(fill(words.offers, { mechanisms: facts.mechanisms.join(', ') }));
  if (stage === 'auth' && facts.mechanism !== undefined) lines.push(fill(words.method, { mechanism: facts.mechanism }));
  if (facts.oauth) lines.push(fill(words.token, { said: [facts.oauth.status, facts.oauth.scope ?? ''].join(' ').trim() }));
  if (facts.saslError !== undefined) lines.push(fill(words.saslError, { error: facts.saslError }));
  if (facts.tls?.version !== undefined)
    lines.push(fill(words.session, { version: facts.tls.version, cipher: facts.tls.cipher ?? '' }).replace(/, $/, ''));
  const leaf = facts.tls?.chain?.[0];
  if (leaf) {
    const names = leaf.names.slice(0, 5).join(', ');
    lines.push(fill(words.certificateFor, { names: names === '' ? '–' : names, until: leaf.validTo.slice(0, 10), issuer: leaf.issuer }));
  }
  if ((stage === 'banner' || stage === 'auth') && facts.reply) lines.push(`${String(facts.reply.code)} ${facts.reply.lines.join(' ')}`);
  return lines.map((line) => show(line));
}

/** Server text for a page: controls and bidi marks as escapes (they could reorder what is read), at most 300 characters. */
export function visible(text: string): string {
  const shown = text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  return shown.length > 300 ? `${shown.slice(0, 299)}…` : shown;
}
