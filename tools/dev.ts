// npm run dev: pages that follow every change, with the API and the practice mail server behind them. The API itself is not reloaded.
import { join } from 'node:path';
import { dev } from 'astro';
import { readSettings } from '../functions/settings.ts';
import { buildDay } from '../src/site/write-knowledge.ts';
import { buildOrExit } from './build.ts';
import { root } from './process.ts';
import { serve } from './serve.ts';

process.env.BUILD_DATE = buildDay();
// The API puts its answers into a built page.
await buildOrExit();
process.env.COMMAND_FILE = join(root, 'dist/download/will-it-send.js');

const settings = readSettings(process.env);
const api = await serve({ ...settings, port: 0 });
const site = await dev({
  root,
  server: { port: settings.port, host: settings.host },
  // With the site's own setting Astro would turn /api/… away, which has no slash at its end, before it reaches the API.
  trailingSlash: 'ignore',
  vite: { server: { proxy: { '/api': api.url } } },
});

const close = async (): Promise<void> => {
  await site.stop();
  await api.close();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close().finally(() => process.exit(0)));
