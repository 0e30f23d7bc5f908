// The site and its API as one process and nothing beside it, for a container or a service manager: tools/bundle-server.ts makes one file of this.
// What stands in the folder of that file is served. No practice server, no build: those are `npm start`.
import { startServer, StartError } from './node.ts';
import { stopOnSignals } from './signals.ts';
import { tellUnheard } from './unheard.ts';
import { readSettings, SettingError } from '../settings.ts';

function stop(error: unknown): never {
  // What the operator can mend is a sentence; what the system says of itself (EADDRINUSE) is short enough.
  const isSentence = error instanceof SettingError || error instanceof StartError || (error instanceof Error && 'code' in error);
  console.error(isSentence ? error.message : error);
  process.exit(1);
}

try {
  const settings = readSettings(process.env);
  const server = await startServer({ settings: { ...settings, practice: false }, root: import.meta.dirname });
  tellUnheard(console.error);
  stopOnSignals(() => server.stop());
  for (const note of server.notes) console.error(note);
  console.error(`Will It Send is at ${server.url}/`);
} catch (error) {
  stop(error);
}
