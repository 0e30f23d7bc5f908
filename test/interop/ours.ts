// One row of the matrix through our check, called as a library.
import { nodeNet } from '../../functions/nets/node.ts';
import { toReport, type Report } from '../../src/diagnosis/report.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { check } from '../../src/smtp/check.ts';
import type { CheckRequest, StageName } from '../../src/smtp/events.ts';
import { mechanismNames } from '../../src/smtp/sasl/mechanisms.ts';
import type { Row } from './matrix.ts';
import { account, ca, host, type Door } from './servers.ts';

/** A door that only waits for TLS is known by its silence; waiting longer would tell no more. */
const greetingMs = 1_500;

export interface Seen {
  report: Report;
  /** The transcript, a line each. */
  lines: string[];
}

/** Whether the engine knows the mechanism of a row. */
export const knows = ({ mechanism }: Row): boolean => mechanism === 'auto' || (mechanismNames as readonly string[]).includes(mechanism);

export function credentialsOf({ secret }: Row): { username: string; password: string } | undefined {
  if (secret === 'none') return undefined;
  return {
    username: secret === 'unknown user' ? account.nobody : account.username,
    password: secret === 'wrong password' ? account.wrongPassword : account.password,
  };
}

export async function runOurs(row: Row, door: Door, knowledge: Knowledge): Promise<Seen> {
  const credentials = credentialsOf(row);
  const request: CheckRequest = {
    host,
    port: door.port,
    security: row.security,
    ehlo: 'client.interop.test',
    mechanism: row.mechanism,
    ...(credentials && { credentials }),
  };
  // Only there: elsewhere a greeting is to come, however busy the machine is.
  const limits = row.crossed === true ? { greetingMs } : {};
  const running = check(request, nodeNet({ ca: [ca] }), { limits });
  const lines: string[] = [];
  for (;;) {
    const next = await running.next();
    if (next.done === true) return { report: toReport(next.value, knowledge, { id: 'interop' }), lines };
    if (next.value.type === 'line') lines.push(`${next.value.from === 'client' ? 'C' : 'S'}: ${next.value.text}`);
  }
}

const order: Record<Row['security'], StageName[]> = {
  starttls: ['dns', 'connect', 'banner', 'ehlo', 'starttls', 'tls', 'auth', 'quit'],
  'implicit-tls': ['dns', 'connect', 'tls', 'banner', 'ehlo', 'auth', 'quit'],
};

/** What differs from the expected, a sentence each; empty when all is as it must be. */
export function differences({ security, expected, mechanism, secret }: Row, { report, lines }: Seen): string[] {
  const { end, verdict, cause } = expected;
  const found: string[] = [];
  const compare = (what: string, got: unknown, wanted: unknown): void => {
    if (got !== wanted) found.push(`${what} is ${String(got)}, expected ${String(wanted)}`);
  };
  let over = false;
  for (const name of order[security]) {
    const stage = report.stages.find((one) => one.stage === name);
    const isEnd = name === end?.stage;
    const behind = name === 'quit' && end?.stage === 'auth' ? 'ok' : over ? 'not-tried' : 'ok';
    compare(name, stage?.outcome, isEnd ? end.outcome : behind);
    if (isEnd) {
      over = true;
      compare(`why of ${name}`, stage?.facts.why, end.why);
      if (end.code !== undefined) compare(`code of ${name}`, stage?.facts.reply?.code, end.code);
    }
    if (name === 'auth' && !end && mechanism !== 'auto') compare('mechanism', stage?.facts.mechanism, mechanism);
  }
  compare('verdict', report.verdict, verdict);
  compare('cause', report.causes[0]?.cause, cause);
  // The report is handed on, so nothing of a password may be in it, plain or in base64.
  if (secret !== 'none') {
    const told = JSON.stringify([report, lines]);
    for (const word of [account.password, account.wrongPassword]) {
      if (told.includes(word) || told.includes(Buffer.from(word).toString('base64'))) found.push('the report holds the password');
    }
  }
  return found;
}

/** The report in the words that swaks can be asked for as well. */
export function outcomeOf({ stages }: Report): string {
  const end = stages.find(({ stage, outcome, facts }) => stage !== 'quit' && outcome !== 'ok' && facts.why !== 'look-only');
  if (!end) return stages.some(({ facts }) => facts.why === 'look-only') ? 'looked' : 'signed in';
  if (end.stage === 'auth') return end.facts.reply ? 'sign-in refused' : 'mechanism not offered';
  return end.stage === 'tls' ? 'TLS failed' : end.stage === 'banner' ? 'no greeting' : `${end.stage} failed`;
}
