import { check } from '../smtp/check.ts';
import type { CheckRequest, EngineEvent } from '../smtp/events.ts';
import type { TestMessage } from '../smtp/message.ts';
import type { Net } from '../smtp/net.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { otherDoors, type DoorsEvent, type Elsewhere } from './other-doors.ts';
import { toReport, type Report } from './report.ts';
import type { Place } from './verdict.ts';

export type RunEvent = EngineEvent | DoorsEvent | Report;

export interface RunOptions {
  request: CheckRequest;
  net: Net;
  knowledge: Knowledge;
  /** Name of this run, for the report. */
  id: string;
  /** The address that should send, if it is known: tells providers apart that share a server. It does not go into the report. */
  address?: string | undefined;
  /** The way to the other ports; left out: they are not looked at. */
  elsewhere?: Elsewhere | undefined;
  /** When the hellos of old and new devices are tried. Default `after-tls-failure`. */
  peek?: 'always' | 'after-tls-failure' | undefined;
  /** The words of the test message; needed where the request's `depth` is `send`. */
  testMessage?: TestMessage | undefined;
  /** Where this runs. Default `website`. */
  place?: Place | undefined;
  /** Resolves when nobody waits for the answer any more; the connection is then ended at once. */
  cancelled?: Promise<void> | undefined;
}

/**
 * One look or check from start to report, without HTTP: page, queue and command all call this.
 * Shape: yields every event as it happens, then what the other ports show where that was worth a look, the report last. After a failed handshake,
 * or where it was asked for, the report says which devices would get in. Returning early, at any moment, ends every connection at once.
 */
export function run(options: RunOptions): Run {
  return new Run(options);
}

/** The generator, and beside it a way to end its wait: it would see `return` only when the server has answered, or had its time. */
export class Run implements AsyncIterableIterator<RunEvent, void> {
  #left = Promise.withResolvers<void>();
  #inner: AsyncGenerator<RunEvent, void>;

  constructor(options: RunOptions) {
    this.#inner = runUntil(this.#left.promise, options);
  }

  next(): Promise<IteratorResult<RunEvent, void>> {
    return this.#inner.next();
  }

  return(): Promise<IteratorResult<RunEvent, void>> {
    this.#left.resolve();
    return this.#inner.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

async function* runUntil(left: Promise<void>, options: RunOptions): AsyncGenerator<RunEvent, void> {
  const { request, net, knowledge, id, address, elsewhere, peek = 'after-tls-failure', testMessage, place } = options;
  const cancelled = options.cancelled ? Promise.race([options.cancelled, left]) : left;
  const login = request.credentials?.username;
  const running = check(request, net, { peek, ...(testMessage && { testMessage }), cancelled });
  try {
    for (;;) {
      const next = await running.next();
      if (next.done === true) {
        const findings = next.value;
        const doors = elsewhere ? await otherDoors(findings, request, elsewhere, cancelled) : [];
        if (doors.length > 0) yield { type: 'doors', doors };
        yield toReport(findings, knowledge, {
          id,
          doors,
          ...(address !== undefined && { address }),
          ...(login !== undefined && { login }),
          ...(place !== undefined && { place }),
        });
        return;
      }
      yield next.value;
    }
  } finally {
    await running.return(undefined as never);
  }
}
