import type { EventEmitter } from 'node:events';

/** Milliseconds after which the process ends whatever still holds it: a service manager or container gives ten seconds and kills then. */
const atMostMs = 9_000;

/** Two signals so close are one wish: the terminal sends Ctrl+C to all of its processes, and npm and tools/run.mjs hand it on as well. */
const oneWishMs = 1_000;

export interface SignalOptions {
  /** Default: this process. */
  process?: Pick<EventEmitter, 'on'> & { exit(code: number): void };
  /** Milliseconds. */
  now?: () => number;
}

/** SIGINT and SIGTERM end the process with 0 when `stop` has come to its end; a second one ends it at once, with 1. */
export function stopOnSignals(
  stop: () => Promise<void>,
  { process: own = process, now = () => performance.now() }: SignalOptions = {},
): void {
  let since: number | undefined;
  const onSignal = (): void => {
    if (since !== undefined) {
      if (now() - since >= oneWishMs) own.exit(1);
      return;
    }
    since = now();
    setTimeout(() => {
      own.exit(0);
    }, atMostMs).unref();
    const end = (): void => {
      own.exit(0);
    };
    stop().then(end, end);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) own.on(signal, onSignal);
}
