// How a server ends: nobody new, what runs gets its time or is told, and then nothing is left.
import type { Endable } from '../stopping.ts';
import type { Listener } from './listener.ts';

export interface EndOptions {
  /** Milliseconds for what runs to come to its end. Default 5,000: most checks take two, and who stops a container kills it after ten. */
  graceMs?: number;
  /** Milliseconds for telling the others, and for the way to them. Default 2,000. */
  tellMs?: number;
}

/**
 * Ends the server: it stops listening, begins nothing new (503), waits for the answers that are under way, tells what still runs that it is over,
 * and cuts what is left: connections kept alive, requests half sent, readers that do not read. Resolves within `graceMs` and `tellMs` together.
 */
export async function endServer(listener: Listener, ending: Endable, { graceMs = 5_000, tellMs = 2_000 }: EndOptions = {}): Promise<void> {
  const { server } = listener;
  ending.begin();
  // What is still asked on an open connection is answered, and told not to ask again here.
  server.prependListener('request', (_incoming, outgoing) => outgoing.setHeader('Connection', 'close'));
  const closed = new Promise((resolve) => server.close(resolve));
  await answered(listener, graceMs);
  ending.finish();
  await answered(listener, tellMs);
  listener.destroyAll();
  await closed;
}

/** Waits until nothing is being answered whose request came whole, at most so long. */
function answered(listener: Listener, ms: number): Promise<void> {
  const isDone = (): boolean => [...listener.answers].every(({ incoming }) => !incoming.complete);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listener.onAnswered = undefined;
      resolve();
    };
    const timer = setTimeout(end, ms);
    listener.onAnswered = () => {
      listener.server.closeIdleConnections();
      if (isDone()) end();
    };
    if (isDone()) end();
  });
}
