// The whole thing as `npm start` runs it, on a free port of loopback.
import { readSettings } from '../../functions/settings.ts';
import { serve, type Serving } from '../../tools/serve.ts';

export type App = Serving;

/**
 * Starts everything. `env` are settings beyond the defaults; LIMITS is off where it does not say otherwise, for tests come by the hundred from one
 * client. `now`: the clock of tickets and counts. The caller closes it. The site must be built.
 */
export const startApp = (env: Record<string, string> = {}, now?: () => number): Promise<App> =>
  serve(readSettings({ PORT: '0', LIMITS: 'off', ...env }), now);
