// The site in a process of its own, as functions/entry/main.ts starts it, and beside that a word about its memory when it is asked.
import { startServer } from '../../functions/entry/node.ts';
import { stopOnSignals } from '../../functions/entry/signals.ts';
import { readSettings } from '../../functions/settings.ts';
import type { SiteState } from './shapes.ts';

const faults: string[] = [];
const log = (line: string): void => {
  // Of a run the network is known, of a fault of ours it is not.
  if (!line.startsWith('{') || line.includes('"network":"unknown"')) faults.push(line);
};
const server = await startServer({ settings: { ...readSettings(process.env), practice: false }, log });
stopOnSignals(() => server.stop());
process.on('disconnect', () => process.exit(0));
process.on('message', () => {
  void fetch(`${server.url}/api/health`)
    .then((answer) => answer.json() as Promise<{ running: number }>)
    .then(({ running }) => process.send?.({ rss: process.memoryUsage.rss(), running, faults } satisfies SiteState));
});
process.send?.(server.url);
