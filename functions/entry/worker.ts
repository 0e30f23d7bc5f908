// The site and its API on Cloudflare Workers: files come from the assets binding, everything under /api/ from here.
import { connect } from 'cloudflare:sockets';
import knowledgeJson from '../../src/generated/knowledge.json' with { type: 'json' };
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { createApp } from '../app.ts';
import { publicOnly } from '../guards/public-only.ts';
import { dohResolve } from '../nets/doh.ts';
import { workersNet } from '../nets/workers.ts';
import { readSettings } from '../settings.ts';

interface Bindings {
  ASSETS: { fetch(request: Request | string): Promise<Response> };
  [name: string]: unknown;
}

const knowledge = knowledgeJson as unknown as Knowledge;
const forCheck = checkKnowledge(knowledge);
const defaultDns = 'https://cloudflare-dns.com/dns-query';

const apps = new WeakMap<Bindings, ReturnType<typeof createApp>>();

/** The app of one set of bindings; made once, for they do not change while an instance lives. */
export function appFor(env: Bindings): ReturnType<typeof createApp> {
  const made = apps.get(env);
  if (made) return made;
  const app = makeApp(env);
  apps.set(env, app);
  return app;
}

function makeApp(env: Bindings): ReturnType<typeof createApp> {
  const texts = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const settings = readSettings({ ...texts, PRACTICE: 'off' });
  const net = workersNet({ connect, resolve: dohResolve((url, init) => fetch(url, init), settings.dnsServer ?? defaultDns) });
  return createApp({
    settings,
    knowledge,
    checkKnowledge: forCheck,
    netFor: (port) => publicOnly(net, settings.allowTargets, port),
    shell: async (request) => (await env.ASSETS.fetch(new URL('/answer/', request.url).href)).text(),
    counts: { running: 0, most: settings.maxChecks },
    log: (line) => {
      console.error(line);
    },
  });
}

export default {
  fetch(request: Request, env: Bindings): Response | Promise<Response> {
    return new URL(request.url).pathname.startsWith('/api/') ? appFor(env).fetch(request) : env.ASSETS.fetch(request);
  },
};
