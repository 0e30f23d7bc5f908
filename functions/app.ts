// Everything that is dynamic, in order: what holds for all, the guards, the routes. Files are served by the runtime around it.
import { Hono } from 'hono/tiny';
import { fieldErrors, refusals } from '../src/words/en.ts';
import { wrongHost } from '../src/words/en-discover.ts';
import { fill } from '../src/words/fill.ts';
import { el } from '../src/view/node.ts';
import { page, wantedForm } from './answer.ts';
import type { Deps } from './deps.ts';
import { bodyGuard } from './guards/body.ts';
import { hostGuard } from './guards/host.ts';
import { originGuard } from './guards/origin.ts';
import { apiHeaders, isSecure } from './headers.ts';
import { faultRecord, logLine } from './record.ts';
import { refuseStranger } from './refuse.ts';
import { check } from './routes/check.ts';
import { discover } from './routes/discover.ts';
import { find } from './routes/find.ts';
import { look } from './routes/look.ts';
import { refuseStopping, Stopped, stoppingGuard } from './stopping.ts';
import { makeTickets } from './tickets.ts';

/**
 * The app. It opens no socket and reads no setting by itself: all of that is in `deps`.
 * Errors: what no route expected is answered 500 and logged as its kind only; a message could quote what was typed.
 */
export function createApp(deps: Deps): Hono {
  const app = new Hono();
  const tickets = makeTickets(deps.settings, deps.store, deps);
  const always = Object.entries(apiHeaders(isSecure(deps.settings.siteUrl)));

  const withHeaders = (answer: Response): Response => {
    for (const [name, value] of always) answer.headers.set(name, value);
    return answer;
  };

  app.use('/api/*', async (c, next) => {
    await next();
    for (const [name, value] of always) c.header(name, value);
  });
  app.use(
    '/api/*',
    // No page around it: whoever sees this came by a name that is not ours.
    hostGuard(deps.settings.siteUrl, (c) => {
      const message = fill(wrongHost, { site: deps.settings.siteUrl });
      return wantedForm(c) === 'page' ? c.text(message, 421) : c.json({ error: 'wrong-host', message }, 421);
    }),
  );
  app.use(
    '/api/*',
    originGuard(deps.settings.siteUrl, (c) => refuseStranger(c, deps)),
  );
  app.use(
    '/api/*',
    bodyGuard(
      (c) =>
        wantedForm(c) === 'page'
          ? page(c, deps, refusals['too-large'], [el('h1', {}, refusals['too-large'])], 413)
          : c.json({ error: 'too-large', message: refusals['too-large'] }, 413),
      (c) => c.json({ error: 'body-form', message: fieldErrors['body-form'] }, 400),
    ),
  );

  app.use('/api/*', stoppingGuard(deps));

  app.post('/api/look', (c) => look(c, deps, tickets));
  app.post('/api/check', (c) => check(c, deps, tickets));
  app.post('/api/discover', (c) => discover(c, deps));
  app.get('/api/find', (c) => find(c, deps));
  app.get('/api/health', (c) => {
    const startTls = deps.netFor(587).can.startTlsVerified ? 'on' : 'off';
    // Whoever stands in front and shares out visitors sends no more of them here.
    const stopping = deps.ending?.isBegun === true;
    const state = { ok: !stopping, ...(stopping && { stopping }), built: deps.knowledge.day, running: deps.limits.running, startTls };
    return c.json(state, stopping ? 503 : 200);
  });

  app.notFound((c) =>
    wantedForm(c) === 'page'
      ? page(c, deps, refusals['not-found'], [el('h1', {}, refusals['not-found'])], 404)
      : c.json({ error: 'not-found', message: refusals['not-found'] }, 404),
  );
  app.onError(async (error, c) => {
    if (error instanceof Stopped) return withHeaders(await refuseStopping(c, deps, 'stopped'));
    deps.log(logLine(faultRecord(`${c.req.method} ${c.req.routePath}`, error)));
    const asPage =
      wantedForm(c) === 'page'
        ? await page(c, deps, refusals.internal, [el('h1', {}, refusals.internal)], 500).catch(() => undefined)
        : undefined;
    return withHeaders(asPage ?? c.json({ error: 'internal', message: refusals.internal }, 500));
  });
  return app;
}
