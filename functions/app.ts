// Everything that is dynamic, in order: what holds for all, the guards, the routes. Files are served by the runtime around it.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { refusals } from '../src/words/en.ts';
import { el } from '../src/view/node.ts';
import { page, wantedForm } from './answer.ts';
import type { Deps } from './deps.ts';
import { maxBodyBytes } from './guards/body.ts';
import { apiHeaders } from './headers.ts';
import { check } from './routes/check.ts';
import { find } from './routes/find.ts';
import { look } from './routes/look.ts';

/**
 * The app. It opens no socket and reads no setting by itself: all of that is in `deps`.
 * Errors: what no route expected is answered 500 and logged as its kind only; a message could quote what was typed.
 */
export function createApp(deps: Deps): Hono {
  const app = new Hono();

  app.use('/api/*', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(apiHeaders)) c.header(name, value);
  });
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (c) =>
        wantedForm(c) === 'page'
          ? page(c, deps, refusals['too-large'], [el('h1', {}, refusals['too-large'])], 413)
          : c.json({ error: 'too-large', message: refusals['too-large'] }, 413),
    }),
  );

  app.post('/api/look', (c) => look(c, deps));
  app.post('/api/check', (c) => check(c, deps));
  app.get('/api/find', (c) => find(c, deps));
  app.get('/api/health', (c) => c.json({ ok: true, built: deps.knowledge.day, running: deps.counts.running }));

  app.notFound((c) =>
    wantedForm(c) === 'page'
      ? page(c, deps, refusals['not-found'], [el('h1', {}, refusals['not-found'])], 404)
      : c.json({ error: 'not-found', message: refusals['not-found'] }, 404),
  );
  app.onError(async (error, c) => {
    deps.log(`error ${c.req.method} ${c.req.routePath}: ${error.name}`);
    const asPage =
      wantedForm(c) === 'page'
        ? await page(c, deps, refusals.internal, [el('h1', {}, refusals.internal)], 500).catch(() => undefined)
        : undefined;
    const answer = asPage ?? c.json({ error: 'internal', message: refusals.internal }, 500);
    for (const [name, value] of Object.entries(apiHeaders)) answer.headers.set(name, value);
    return answer;
  });
  return app;
}
