// Answers in the form that was asked for: events as they happen, one JSON, or a page.
import type { Context } from 'hono';
import { fieldErrors, form as formWords } from '../src/words/en.ts';
import { site } from '../src/words/en-site.ts';
import { fill } from '../src/words/fill.ts';
import { escapeHtml, toHtml, type View } from '../src/view/node.ts';
import type { FieldError } from '../src/view/fields.ts';
import { safeJson } from '../src/view/unseen.ts';
import type { Deps } from './deps.ts';
import type { FieldFault } from './guards/target.ts';
import { faultRecord, logLine } from './record.ts';
import { Stopped, stoppedLine } from './stopping.ts';

export type Form = 'page' | 'json' | 'events';

/**
 * What the client wants: what it names in Accept; where it names nothing in particular, a form post is answered with a page and everything else with
 * events.
 */
export function wantedForm(c: Context): Form {
  const accept = c.req.header('accept') ?? '';
  if (/application\/x-ndjson/i.test(accept)) return 'events';
  if (/text\/html/i.test(accept)) return 'page';
  if (/application\/json/i.test(accept)) return 'json';
  return /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(c.req.header('content-type') ?? '') ? 'page' : 'events';
}

/** One JSON value; what a server said in it cannot act on a terminal that shows it. */
export const json = (c: Context, value: object, status: Status = 200): Response =>
  c.body(safeJson(value), status, { 'Content-Type': 'application/json' });

/** Faults as sentences. */
export function sentences(faults: FieldFault[]): FieldError[] {
  return faults.map(({ field, code, with: values }) => ({ field, message: fill(fieldErrors[code], values) }));
}

export type Status = 200 | 400 | 403 | 404 | 413 | 429 | 500 | 503;

/** Puts a fragment into the built page that has header, footer and styles. Written for one visitor: never cached. */
export async function page(c: Context, deps: Deps, title: string, views: View[], status: Status = 200): Promise<Response> {
  const shell = await deps.shell(c.req.raw);
  const html = shell
    .replaceAll('ANSWER_TITLE', () => escapeHtml(`${title} · ${site.name}`))
    .replace('<!--ANSWER_MAIN-->', () => toHtml(views));
  return c.html(html, status);
}

/** 400 with the list of faults; as a page with the form again, what was typed kept, its title beginning with "Error:". */
export async function refuseFields(c: Context, deps: Deps, errors: FieldError[], title: string, again: View[]): Promise<Response> {
  if (wantedForm(c) !== 'page') return json(c, { errors }, 400);
  return page(c, deps, `${formWords.errorPrefix}${title}`, again, 400);
}

/**
 * One JSON value a line, as they come. When the reader goes away, `gone` is called, which ends the connection to the mail server.
 * The run is never held up by its reader: one who reads slowly or not at all would hold socket and count beyond the clocks. What waits for
 * the reader is bounded by the dialogue's 64 kB.
 */
export function eventStream(c: Context, deps: Deps, events: AsyncGenerator<object, void>, gone: () => void): Response {
  const encoder = new TextEncoder();
  let left = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const pump = async (): Promise<void> => {
        // Runs to the end also when nobody reads any more: what a run holds is freed at its end.
        for await (const event of events) if (!left) controller.enqueue(encoder.encode(`${safeJson(event)}\n`));
        if (!left) controller.close();
      };
      pump().catch((error: unknown) => {
        if (!(error instanceof Stopped)) deps.log(logLine(faultRecord('stream', error)));
        else if (!left) controller.enqueue(encoder.encode(`${safeJson(stoppedLine())}\n`));
        // The reader sees a stream without a report; the error's own words stay here.
        if (!left) controller.close();
      });
    },
    cancel() {
      left = true;
      gone();
    },
  });
  return c.body(body, 200, { 'Content-Type': 'application/x-ndjson; charset=utf-8', 'X-Accel-Buffering': 'no' });
}
