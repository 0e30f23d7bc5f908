// The site as a process of its own, as functions/entry/main.ts starts it, with little patience for what ends slowly. Any error that nobody caught ends
// it with a code that is not 0.
import { startServer } from '../../functions/entry/node.ts';
import { stopOnSignals } from '../../functions/entry/signals.ts';
import { readSettings } from '../../functions/settings.ts';

const server = await startServer({
  settings: { ...readSettings(process.env), practice: false },
  end: { graceMs: Number(process.env.GRACE_MS ?? 5_000), tellMs: 2_000 },
});
stopOnSignals(() => server.stop());
process.send?.(server.url);
