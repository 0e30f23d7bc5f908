// Site, API and practice mail server together, as `npm start`, `npm run dev` and the end-to-end tests run them.
import { startServer } from '../functions/entry/node.ts';
import type { Settings } from '../functions/settings.ts';
import { startPractice, type Practice } from '../practice/server.ts';
import { root } from './process.ts';

export interface Serving {
  /** Where people open it, without a slash at the end. */
  url: string;
  /** What whoever starts it should know, a sentence each. */
  notes: string[];
  /** Where PRACTICE is on. */
  practice?: Practice;
  /** Ends in an orderly way. */
  stop(): Promise<void>;
  /** Ends at once. */
  close(): Promise<void>;
}

/**
 * Starts everything; resolves when it listens. The site must be built. `now`: the clock of tickets and counts, for tests. The caller closes it.
 * Errors: StartError (functions/entry/node.ts) when the port is taken or the settings name something that is not there.
 */
export async function serve(settings: Settings, now?: () => number): Promise<Serving> {
  const practice = settings.practice ? await startPractice() : undefined;
  try {
    const server = await startServer({ settings, root, ...(practice && { practice }), ...(now && { now }) });
    return {
      // The name that people know; it is the same place.
      url: server.url.replace('127.0.0.1', 'localhost').replace(/\/$/, ''),
      notes: server.notes,
      ...(practice && { practice }),
      async stop() {
        await server.stop();
        await practice?.close();
      },
      async close() {
        await server.close();
        await practice?.close();
      },
    };
  } catch (error) {
    await practice?.close();
    throw error;
  }
}
