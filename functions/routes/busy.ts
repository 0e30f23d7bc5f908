import type { Context } from 'hono';
import { refusals, report } from '../../src/words/en.ts';
import { fill } from '../../src/words/fill.ts';
import { el } from '../../src/view/node.ts';
import { page, wantedForm } from '../answer.ts';
import type { Deps } from '../deps.ts';

/** 503: as many checks run as may. Says when to come back, in words and as Retry-After. */
export async function refuseBusy(c: Context, deps: Deps, seconds: number): Promise<Response> {
  const message = fill(refusals.busy, { seconds });
  c.header('Retry-After', String(seconds));
  if (wantedForm(c) !== 'page') return c.json({ error: 'busy', message, retryAfterSeconds: seconds }, 503);
  return page(c, deps, report.verdicts['cannot-tell'], [el('h1', {}, report.verdicts['cannot-tell']), el('p', {}, message)], 503);
}
