// The command, without a process around it: arguments in, text out, and the code to end with.
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { nodeNet } from '../functions/nets/node.ts';
import type { Report } from '../src/diagnosis/report.ts';
import { run } from '../src/diagnosis/run.ts';
import { checkKnowledge } from '../src/knowledge/check-knowledge.ts';
import type { Knowledge } from '../src/knowledge/knowledge.ts';
import type { LineEvent } from '../src/smtp/events.ts';
import { cli, help, usageErrors } from '../src/words/en-cli.ts';
import { fill } from '../src/words/fill.ts';
import { testMessageOf } from '../src/words/test-message.ts';
import { readArguments, type UsageFault } from './arguments.ts';
import { escapeUnseen, safeJson } from './escape.ts';
import { explainCommand } from './explain.ts';
import { ownNetwork } from './own-network.ts';
import { askPassword, readPasswordLine, type Input } from './password.ts';
import { isUsageFault, mechanismWords, readWish, type Wish } from './request.ts';
import { tellReport, tellStage, tellStart, type Telling } from './report-text.ts';
import { screenOn, type Output } from './screen.ts';

export interface Surroundings {
  input: Input;
  /** Results: text, or the one JSON object. */
  output: Output;
  /** Questions and what went wrong. */
  errors: Output;
  env: Record<string, string | undefined>;
  /** Folder from which --ca is read. */
  folder: string;
  /** Resolves when the user wants to stop. */
  stopped: Promise<void>;
}

export interface Given {
  knowledge: Knowledge;
  /** Address of the website, for the links. */
  siteUrl: string;
  version: string;
}

export const exitCodes = { works: 0, fails: 1, usage: 2, 'cannot-tell': 3, stopped: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Largest file that --ca takes, in bytes. */
const caLength = 1_000_000;

async function readCa(path: string | undefined, folder: string): Promise<string[] | UsageFault> {
  if (path === undefined) return [];
  const file = resolve(folder, path);
  // A device or a pipe may never end; only a file has a size.
  const state = await stat(file).catch(() => undefined);
  if (state?.isFile() !== true) return { code: 'ca-file' };
  if (state.size > caLength) return { code: 'ca-form' };
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { code: 'ca-file' };
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return { code: 'ca-form' };
  try {
    createSecureContext({ ca: [text] });
  } catch {
    return { code: 'ca-form' };
  }
  return [text];
}

/**
 * Runs the command to its end.
 *
 * Shape: resolves to the code to end with: 0 works, 1 fails, 3 cannot tell, 2 called wrongly, 130 stopped by the user. With --json nothing
 * but one object goes to `output`; questions and faults go to `errors`. Never ends the process itself.
 */
export async function command(args: string[], around: Surroundings, given: Given): Promise<ExitCode> {
  const { output, errors } = around;
  const refuse = ({ code, with: values = {} }: UsageFault): ExitCode => {
    errors.write(`${escapeUnseen(fill(cli.usage, { sentence: fill(usageErrors[code], values) }))}\n`);
    return exitCodes.usage;
  };
  const called = readArguments(args);
  if (isUsageFault(called)) return refuse(called);
  if (called.is === 'explain') return Promise.race([explainCommand(called.form, around, given), around.stopped.then(() => stop(around))]);
  if (called.is !== 'run') {
    output.write(called.is === 'version' ? `${given.version}\n` : fill(help, { mechanisms: mechanismWords }));
    return 0;
  }
  const known = checkKnowledge(given.knowledge);
  const wish = readWish(called.name, called.values, known);
  if (isUsageFault(wish)) return refuse(wish);
  const ca = await readCa(called.values.ca, around.folder);
  if (!Array.isArray(ca)) return refuse(ca);
  const password = await takePassword(wish, called.values['password-stdin'] === true, around);
  if (password && isUsageFault(password)) return refuse(password);
  if (password && 'stopped' in password) return stop(around);

  const telling: Telling = { screen: screenOn(output, around.env), knowledge: known, siteUrl: given.siteUrl };
  const asJson = called.values.json === true;
  const { report, wasStopped } = await follow(wish, password?.password, ca, asJson ? undefined : telling, around, given);
  if (wasStopped) return stop(around);
  if (asJson) output.write(`${safeJson(report)}\n`);
  else tellReport(telling, report, wish.device);
  return exitCodes[report.verdict];
}

function stop({ errors }: Surroundings): ExitCode {
  errors.write(`${cli.stopped}\n`);
  return exitCodes.stopped;
}

/** The password of a check; undefined for a look. */
async function takePassword({ username, request, isToken }: Wish, fromPipe: boolean, { input, errors, stopped }: Surroundings) {
  if (username === undefined) return undefined;
  // On a terminal a line that is read as from a pipe would be seen by everybody in the room.
  if (input.isTTY === true) {
    const question = escapeUnseen(fill(isToken ? cli.questionToken : cli.question, { user: username, host: request.host }));
    return askPassword(input, (text) => errors.write(text), question, stopped);
  }
  if (!fromPipe) return { code: 'no-terminal' as const };
  return Promise.race([readPasswordLine(input), stopped.then(() => ({ stopped: true as const }))]);
}

/** Runs the look or check, tells each stage as it ends where somebody reads, and keeps the report. */
async function follow(
  wish: Wish,
  password: string | undefined,
  ca: string[],
  telling: Telling | undefined,
  { stopped }: Surroundings,
  { knowledge, siteUrl }: Given,
): Promise<{ report: Report; wasStopped: boolean }> {
  const { request, username } = wish;
  let wasStopped = false;
  const cancelled = stopped.then(() => {
    wasStopped = true;
  });
  const credentials = username !== undefined && password !== undefined ? { credentials: { username, password } } : {};
  const net = ownNetwork(nodeNet({ ca }));
  const events = run({
    request: { ...request, ...credentials },
    net,
    knowledge,
    id: crypto.randomUUID(),
    address: username,
    elsewhere: { netFor: () => net },
    peek: wish.peek,
    place: 'office',
    testMessage: testMessageOf(siteUrl),
    cancelled,
  });
  if (telling) tellStart(telling, wish);
  let lines: LineEvent[] = [];
  for await (const event of events) {
    if (event.type === 'report') return { report: event, wasStopped };
    if (event.type === 'line') lines.push(event);
    else if (event.type === 'stage') {
      // After a stop every stage would only say so.
      if (telling && !wasStopped) tellStage(telling, event, lines);
      lines = [];
    }
  }
  throw new Error('a run ended without a report');
}
