// When the site is being ended: what is not begun any more, and what is told to those whose run could not be done to its end.
import type { Context, Next } from 'hono';
import { refusals } from '../src/words/en.ts';
import { refused as words } from '../src/words/en-refused.ts';
import { el } from '../src/view/node.ts';
import { page, wantedForm } from './answer.ts';
import type { Deps } from './deps.ts';
import { refusedJson } from './refuse.ts';

/** How far the end of the site has come. */
export interface Ending {
  /** Nothing new is begun any more. */
  readonly isBegun: boolean;
  /** What still runs has had its time. */
  readonly isOver: boolean;
  /** Calls `end` then, at once where it is over already. What comes back takes the wish back: nothing that has ended is kept. */
  whenOver(end: () => void): () => void;
}

export interface Endable extends Ending {
  begin(): void;
  finish(): void;
}

export function makeEnding(): Endable {
  const waiting = new Set<() => void>();
  let state: 'running' | 'begun' | 'over' = 'running';
  return {
    get isBegun() {
      return state !== 'running';
    },
    get isOver() {
      return state === 'over';
    },
    whenOver(end) {
      if (state === 'over') end();
      else waiting.add(end);
      return () => {
        waiting.delete(end);
      };
    },
    begin() {
      if (state === 'running') state = 'begun';
    },
    finish() {
      state = 'over';
      for (const end of waiting) end();
      waiting.clear();
    },
  };
}

/** A run was ended because the site is. Thrown in place of a report that would only say "cancelled". */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Seconds after which a site that is started again is there. */
const backInSeconds = 30;

/** 503 in the form that was asked for. `stopping`: it was not begun; `stopped`: it was, and not done to its end. */
export async function refuseStopping(c: Context, deps: Deps, why: 'stopping' | 'stopped'): Promise<Response> {
  const message = refusals[why];
  if (wantedForm(c) !== 'page') return refusedJson(c, { error: why, message, retryAfterSeconds: backInSeconds }, 503);
  c.header('Retry-After', String(backInSeconds));
  return page(c, deps, message, [el('h1', {}, message), el('p', {}, el('a', { href: '/fix/' }, words.questions))], 503);
}

/** The last line of an event stream whose run was ended so; it stands in place of the report. */
export const stoppedLine = (): object => ({
  type: 'stopped',
  error: 'stopped',
  message: refusals.stopped,
  retryAfterSeconds: backInSeconds,
});

/** Nothing new is begun by a site that is being ended. Only for what runs: pages, search and health are answered to the last. */
export const stoppingGuard =
  (deps: Deps) =>
  async (c: Context, next: Next): Promise<Response | undefined> => {
    if (deps.ending?.isBegun === true && c.req.method === 'POST') return refuseStopping(c, deps, 'stopping');
    await next();
    return undefined;
  };
