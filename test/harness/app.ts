// The whole thing as `npm start` runs it, on a free port of loopback.
import { readSettings } from '../../functions/settings.ts';
import { serve, type Serving } from '../../tools/serve.ts';

export type App = Serving;

/** Starts everything. `env` are settings beyond the defaults. The caller closes it. The site must be built. */
export const startApp = (env: Record<string, string> = {}): Promise<App> => serve(readSettings({ PORT: '0', ...env }));
